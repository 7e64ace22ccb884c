"""Failed log-ins, so that guessing a password takes years."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoginFailure(models.Model):
    """One row per log-in name with failed attempts since its last success; the name is kept as a keyed digest only,
    because people type passwords into the wrong box."""

    name_index = models.BinaryField(_("登录名索引"), unique=True)
    failures = models.SmallIntegerField(_("失败次数"), default=0)
    last_at = models.DateTimeField(_("最近失败时间"))

    class Meta:
        verbose_name = _("登录失败")

    def __str__(self):
        return f"{self.failures} until {self.last_at}"

"""Who looked at whose number, and what for."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Reveal(models.Model):
    """One row per personal number shown in full to one person for a minute; the number itself is never here."""

    account = models.CharField(_("登录名"), max_length=150)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    subject = models.CharField(_("对象"), max_length=80, db_collation="C")  # `person:NUMBER`, `household:NUMBER`, `helper:NUMBER`
    field = models.CharField(_("栏目"), max_length=20, db_collation="C")  # certificate | phone | account
    purpose = models.CharField(_("查看用途"), max_length=20, db_collation="C")  # a code of `states.PURPOSES`
    revealed_at = models.DateTimeField(_("查看时间"), db_default=Now())

    class Meta:
        verbose_name = _("查看完整号码")
        indexes = [models.Index(fields=["account", "revealed_at"], name="reveal_by_account")]

    def __str__(self):
        return f"{self.account} {self.subject} {self.field}"

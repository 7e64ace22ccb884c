"""When the places in the tables' own files, in which erased persons stood, were written over."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sweep(models.Model):
    """One row per sweep of the tables: whoever was erased before it began is in none of their files any more."""

    began_at = models.DateTimeField(_("开始时间"))
    swept_at = models.DateTimeField(_("清扫时间"))

    class Meta:
        verbose_name = _("清扫")

    def __str__(self):
        return f"{self.began_at:%Y-%m-%d %H:%M}"

"""Who looked at whose number, and what for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reveal(models.Model):
    """One row per personal number shown in full to one person for a minute; the number itself is never here."""

    account = models.CharField(_("登录名"), max_length=150)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    subject = models.CharField(_("对象"), max_length=80, db_collation="C")  # `person:NUMBER` …, as in the trail
    field = models.CharField(_("栏目"), max_length=20, db_collation="C")  # one of `states.FIELDS`
    household_number = models.CharField(_("户编号"), max_length=40, db_collation="C")  # on whose page it was asked for
    who = models.CharField(_("号码所属"), max_length=40, db_collation="C")  # person or helper by number; a household's form by its year
    purpose = models.CharField(_("查看用途"), max_length=20, db_collation="C")  # a code of `states.PURPOSES`
    revealed_at = models.DateTimeField(_("查看时间"))

    class Meta:
        verbose_name = _("查看完整号码")
        indexes = [models.Index(fields=["account", "revealed_at"], name="reveal_by_account")]

    def __str__(self):
        return f"{self.account} {self.subject} {self.field}"

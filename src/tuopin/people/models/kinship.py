"""Who is kin to whom among those who work here: they keep away from each other's cases."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models.account import Account


class Kinship(models.Model):
    """One row per pair of accounts whose holders are kin (亲属回避); the one with the smaller number first."""

    one = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("账户"))
    other = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("亲属账户"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("亲属关系")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="kinship_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="kinship_in_order"),
        ]

    def __str__(self):
        return f"{self.one_id} {self.other_id}"

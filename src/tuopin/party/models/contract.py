"""The responsibility of a secretary for Party building: a contract a year, signed, and scored by another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account
from tuopin.trail.models import Projected


class Contract(Projected):
    """One row per secretary and year: the contract of responsibility for Party building (党建责任书) and how it was scored."""

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    year = models.SmallIntegerField(_("年度"))
    secretary = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("书记"))
    terms = models.CharField(_("责任内容"), max_length=500)
    signature = models.UUIDField(_("签字凭证"), null=True)
    signed_on = models.DateField(_("签订日期"), null=True)
    score = models.DecimalField(_("得分"), max_digits=6, decimal_places=2, null=True)
    score_note = models.CharField(_("评分说明"), max_length=300, blank=True)
    scored_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("评分人"))
    scored_on = models.DateField(_("评定日期"), null=True)

    class Meta:
        verbose_name = _("党建责任书")
        constraints = [
            models.UniqueConstraint(fields=["area_code", "year", "secretary"], name="party_contract_once_a_year"),
            models.CheckConstraint(condition=Q(signature=None, signed_on=None) | Q(signature__isnull=False, signed_on__isnull=False), name="party_contract_signed_whole"),
            models.CheckConstraint(condition=Q(score=None, scored_on=None, scored_by=None) | (
                Q(score__gte=0, score__lte=100, scored_on__isnull=False, scored_by__isnull=False, signed_on__isnull=False) & ~Q(score_note="")
            ), name="party_contract_scored_whole"),
            models.CheckConstraint(condition=Q(scored_by=None) | ~Q(scored_by=F("secretary")), name="party_contract_scored_by_another"),
        ]
        indexes = [models.Index(fields=["area_code", "year"], name="party_contract_by_place")]

    def __str__(self):
        return f"{self.area_code} {self.year}"

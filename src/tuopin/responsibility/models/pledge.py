"""Pledges (军令状) that a place gives to the one above, year by year, and the annual plan that waits for them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account
from tuopin.trail.models import Projected


class Pledge(Projected):
    """One row per pledge (军令状) of a place to the place above for a year; it binds when both secretaries have signed."""

    class Outcome(models.TextChoices):
        MET = "met", _("已兑现")
        UNMET = "unmet", _("未兑现")

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    upper_code = models.CharField(_("上级区划代码"), max_length=12, db_collation="C")
    year = models.SmallIntegerField(_("年度"))
    due_on = models.DateField(_("完成期限"))
    text = models.CharField(_("承诺内容"), max_length=500, blank=True)
    signer = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("签订人"))
    signed_on = models.DateField(_("签订日期"), null=True)
    signature = models.UUIDField(_("签字凭证"), null=True)
    upper_signer = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("上级签订人"))
    upper_signed_on = models.DateField(_("上级签订日期"), null=True)
    upper_signature = models.UUIDField(_("上级签字凭证"), null=True)
    outcome = models.CharField(_("兑现结果"), max_length=5, choices=Outcome, blank=True)
    settled_on = models.DateField(_("兑现日期"), null=True)
    settled_note = models.CharField(_("兑现说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("军令状")
        constraints = [
            models.UniqueConstraint(fields=["area_code", "year"], name="pledge_once_a_year"),
            models.CheckConstraint(condition=Q(area_code__gt=F("upper_code")), name="pledge_upwards"),
            models.CheckConstraint(condition=Q(signed_on=None, signature=None, signer=None) | Q(signed_on__isnull=False, signature__isnull=False, signer__isnull=False), name="pledge_signed_whole"),
            models.CheckConstraint(
                condition=Q(upper_signed_on=None, upper_signature=None, upper_signer=None)
                | Q(upper_signed_on__isnull=False, upper_signature__isnull=False, upper_signer__isnull=False), name="pledge_signed_whole_above"),
            models.CheckConstraint(condition=Q(signer=None) | Q(upper_signer=None) | ~Q(signer=F("upper_signer")), name="pledge_of_two"),
            models.CheckConstraint(condition=Q(outcome="") | Q(signed_on__isnull=False, upper_signed_on__isnull=False), name="pledge_settled_when_signed"),
        ]
        indexes = [models.Index(fields=["upper_code", "year"], name="pledge_by_upper")]

    def __str__(self):
        return f"{self.area_code} {self.year}"

    @property
    def is_signed(self) -> bool:
        """Whether both have signed."""
        return self.signed_on is not None and self.upper_signed_on is not None


class PledgeTarget(models.Model):
    """One row per pledge and measure: how much by the end of the year, and how much was reached."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="targets", verbose_name=_("军令状"))
    measure = models.CharField(_("目标项目"), max_length=20, db_collation="C")
    value = models.DecimalField(_("目标值"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("计量单位"), max_length=20)
    done = models.DecimalField(_("完成值"), max_digits=14, decimal_places=2, null=True)
    reported_on = models.DateField(_("报告日期"), null=True)

    class Meta:
        verbose_name = _("军令状目标")
        constraints = [models.UniqueConstraint(fields=["pledge", "measure"], name="pledge_target_once")]

    def __str__(self):
        return f"{self.pledge_id} {self.measure}"


class AnnualPlan(Projected):
    """One row per place and year whose annual plan (年度减贫计划) was approved: only when everybody below has signed and the targets cover."""

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    year = models.SmallIntegerField(_("年度"))
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("批准人"))
    approved_on = models.DateField(_("批准日期"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("年度减贫计划")
        constraints = [models.UniqueConstraint(fields=["area_code", "year"], name="annual_plan_once")]

    def __str__(self):
        return f"{self.area_code} {self.year}"

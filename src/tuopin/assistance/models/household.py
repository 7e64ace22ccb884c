"""What is planned and done for one household: the plan with its measures, the ledger of visits, and neighbours who help."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.registry.models import Helper, Household
from tuopin.trail.models import Projected


class HelpPlan(Projected):
    """One row per household and year for which help was planned (帮扶计划)."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="help_plans", verbose_name=_("贫困户"))
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    year = models.SmallIntegerField(_("年度"))
    goal = models.CharField(_("帮扶目标"), max_length=300)
    made_by = models.CharField(_("经办人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("帮扶计划")
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="one_plan_a_year")]
        indexes = [models.Index(fields=["village_code", "year"], name="plan_by_village")]

    def __str__(self):
        return f"{self.household_id} {self.year}"


class PlanMeasure(models.Model):
    """One row per measure of a plan (帮扶措施): against which cause, what, by when, and whether it was done."""

    plan = models.ForeignKey(HelpPlan, on_delete=models.PROTECT, related_name="measures", verbose_name=_("帮扶计划"))
    cause = models.CharField(_("致贫原因"), max_length=16, blank=True)
    kind = models.CharField(_("措施类别"), max_length=24)
    what = models.CharField(_("措施内容"), max_length=200)
    expected_yuan = models.DecimalField(_("预计增收"), max_digits=12, decimal_places=2, null=True)
    due_on = models.DateField(_("完成期限"))
    done_on = models.DateField(_("完成日期"), null=True)
    outcome = models.CharField(_("帮扶成效"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("帮扶措施")

    def __str__(self):
        return self.what


class Visit(Projected):
    """One row per visit to a household: its line in the ledger of help (帮扶台账), with the problem told and when it was solved."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="visits", verbose_name=_("贫困户"))
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, null=True, related_name="visits", verbose_name=_("帮扶责任人"))
    on = models.DateField(_("日期"))
    uid = models.UUIDField(_("走访编号"), unique=True)
    met = models.CharField(_("走访对象"), max_length=60)
    text_sealed = models.BinaryField(_("走访内容"))
    has_problem = models.BooleanField(_("是否反映问题"), default=False)
    solved_on = models.DateField(_("问题解决日期"), null=True)
    solution = models.CharField(_("解决情况"), max_length=200, blank=True)
    written_by = models.CharField(_("记录人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("走访记录")
        constraints = [models.CheckConstraint(condition=Q(solved_on=None) | Q(has_problem=True), name="solved_problem")]
        indexes = [
            models.Index(fields=["village_code", "on"], name="visit_by_village"), models.Index(fields=["household", "on"], name="visit_by_household"),
        ]

    def __str__(self):
        return f"{self.household_id} {self.on}"


class PeerHelp(Projected):
    """One row per span in which one household helps another (户帮户); it is no pairing with a cadre."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="helped_by", verbose_name=_("受帮扶户"))
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    giver = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="gives_help", verbose_name=_("帮扶户"))
    giver_name = models.CharField(_("帮扶户户主"), max_length=60, blank=True)  # of a household that is not registered
    kin = models.BooleanField(_("是否亲属"), default=False)  # 亲帮亲
    starts_on = models.DateField(_("帮扶开始时间"))
    ends_on = models.DateField(_("帮扶结束时间"), null=True)

    class Meta:
        verbose_name = _("户帮户")
        constraints = [
            models.CheckConstraint(condition=Q(giver=None) | ~Q(giver=F("household")), name="peer_is_another"),
            models.CheckConstraint(condition=Q(giver__isnull=False) | ~Q(giver_name=""), name="peer_is_named"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="peer_span"),
        ]
        indexes = [models.Index(fields=["village_code"], name="peer_by_village")]

    def __str__(self):
        return f"{self.household_id} by {self.giver_id or self.giver_name}"

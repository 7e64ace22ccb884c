"""What the assignment proposed, line by line, with what speaks for it; and what persons chose by hand, with their reasons."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.assistance.models.unit import Unit
from tuopin.registry.models import Helper, Household
from tuopin.trail.models import Projected


class Proposal(Projected):
    """One row per run of the assignment for an area (分派方案), with its cost, the bound of the proof, and how it was decided."""

    class Kind(models.TextChoices):
        UNITS = "units", _("单位驻村")
        HELPERS = "helpers", _("结对帮扶")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        APPLIED = "applied", _("已执行")
        DROPPED = "dropped", _("已作废")

    kind = models.CharField(_("分派种类"), max_length=8, choices=Kind)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    starts_on = models.DateField(_("生效日期"))  # from which day it shall hold
    state = models.CharField(_("方案状态"), max_length=10, choices=State, default=State.PROPOSED)
    wanted = models.IntegerField(_("需求数"))  # places or households that want someone
    served = models.IntegerField(_("满足数"))
    cost = models.BigIntegerField(_("总代价"))
    bound = models.BigIntegerField(_("代价下界"))  # no assignment costs less: equal to the cost is proof
    seconds = models.DecimalField(_("求解用时"), max_digits=8, decimal_places=3)
    problem = models.BinaryField(_("求解数据"))  # who could go where and at what cost, packed: so that anybody can solve it again
    problem_digest = models.CharField(_("求解数据摘要"), max_length=64, db_collation="C")
    made_by = models.CharField(_("经办人"), max_length=150)
    made_at = models.DateTimeField(_("记录时间"), db_default=Now())
    basis = models.CharField(_("依据"), max_length=200, blank=True)  # of the confirmation

    class Meta:
        verbose_name = _("分派方案")
        indexes = [models.Index(fields=["area_code", "kind", "made_at"], name="proposal_by_area")]

    def __str__(self):
        return f"{self.kind} {self.area_code} {self.pk}"


class ProposalLine(models.Model):
    """One row per proposed choice (分派结果): who for whom or where, the points it costs, and the points of the next best."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="lines", db_index=False, verbose_name=_("分派方案"))
    seat = models.IntegerField(_("序号"))  # the household's or the village's number in the problem
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("贫困户"))
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("帮扶责任人"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("帮扶单位"))
    cost = models.IntegerField(_("代价"), null=True)  # NULL: nobody could be found
    kept = models.CharField(_("人工指定理由"), max_length=200, blank=True)
    changes = models.BooleanField(_("是否变更"))  # whether it differs from what is in force
    applied_at = models.DateTimeField(_("执行时间"), null=True)

    class Meta:
        verbose_name = _("分派结果")
        indexes = [
            models.Index(fields=["proposal", "village_code", "seat"], name="line_by_place"),
            models.Index(fields=["proposal"], condition=Q(applied_at=None), name="line_to_apply"),
        ]

    def __str__(self):
        return f"{self.proposal_id}/{self.seat}"


class HandChoice(Projected):
    """One row per choice that a person made by hand (人工指定) and that every later run keeps until it is ended."""

    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("贫困户"))
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("帮扶责任人"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("帮扶单位"))
    reason = models.CharField(_("人工指定理由"), max_length=200)
    made_by = models.CharField(_("经办人"), max_length=150)
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("停用日期"), null=True)

    class Meta:
        verbose_name = _("人工指定")
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False, helper__isnull=False, unit=None) | Q(household=None, helper=None, unit__isnull=False),
                name="choice_of_one_kind"),
            models.UniqueConstraint(fields=["household"], condition=Q(ends_on=None), name="one_choice_a_household"),
            models.UniqueConstraint(fields=["village_code", "unit"], condition=Q(ends_on=None, household=None), name="one_choice_a_posting"),
        ]

    def __str__(self):
        return f"{self.village_code} {self.household_id or self.unit_id}"

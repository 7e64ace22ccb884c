"""Party organisations in three layers, the cadre who leads a village's branch, and how each branch was scored year by year."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.ledger.models import Task
from tuopin.trail.models import Projected


class Organisation(Projected):
    """One row per Party organisation (党组织): a village's branch as core, one on an industry that leans on it, a group below that."""

    class Layer(models.TextChoices):
        CORE = "core", _("村级党组织")
        INDUSTRY = "industry", _("产业党组织")
        GROUP = "group", _("专业党小组")

    class Host(models.TextChoices):
        CHAIN = "chain", _("产业链")
        COOPERATIVE = "cooperative", _("合作社")
        FIRM = "firm", _("龙头企业")
        WORKSHOP = "workshop", _("扶贫车间")
        BASE = "base", _("产业基地")

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    name = models.CharField(_("党组织名称"), max_length=80)
    layer = models.CharField(_("党组织层次"), max_length=8, choices=Layer)
    host = models.CharField(_("依托类型"), max_length=11, choices=Host, blank=True)
    host_name = models.CharField(_("依托单位"), max_length=80, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="below", verbose_name=_("上级党组织"))
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("失效日期"), null=True)

    class Meta:
        verbose_name = _("党组织")
        constraints = [
            models.UniqueConstraint(fields=["area_code", "name"], name="party_organisation_once"),
            models.UniqueConstraint(fields=["area_code"], condition=Q(layer="core", ends_on=None), name="party_one_core_a_village"),
            models.CheckConstraint(condition=Q(layer="core", parent=None) | ~Q(layer="core"), name="party_core_has_no_parent"),
            models.CheckConstraint(condition=Q(layer="core", host="") | ~Q(layer="core"), name="party_core_has_no_host"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="party_organisation_span"),
        ]
        indexes = [models.Index(fields=["area_code", "layer"], name="party_organisation_by_place")]

    def __str__(self):
        return self.name


class BranchLead(Projected):
    """One row per cadre who leads a village's branch (党员干部带支部), from a day until a day: one branch each, one cadre each."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="leads", verbose_name=_("党组织"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    cadre = models.CharField(_("带支部党员干部"), max_length=60)
    unit = models.CharField(_("单位名称"), max_length=80)
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("失效日期"), null=True)

    class Meta:
        verbose_name = _("带支部结对")
        constraints = [
            models.UniqueConstraint(fields=["branch"], condition=Q(ends_on=None), name="party_one_cadre_a_branch"),
            models.UniqueConstraint(fields=["cadre", "unit"], condition=Q(ends_on=None), name="party_one_branch_a_cadre"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="party_lead_span"),
        ]
        indexes = [models.Index(fields=["area_code"], name="party_lead_by_place")]

    def __str__(self):
        return f"{self.cadre} {self.branch_id}"


class BranchScore(Projected):
    """One row per branch and year: its score, its rank in its county, whether it is one of the weak ones, and its rectification."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="scores", verbose_name=_("党组织"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    year = models.SmallIntegerField(_("年度"))
    score = models.DecimalField(_("得分"), max_digits=6, decimal_places=2)
    rank = models.IntegerField(_("名次"))  # in its county, 1 = the weakest
    of = models.IntegerField(_("参评数"))
    weak = models.BooleanField(_("软弱涣散"))
    reason = models.CharField(_("存在问题"), max_length=300, blank=True)
    plan = models.CharField(_("整顿方案"), max_length=500, blank=True)
    task = models.OneToOneField(Task, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("任务"))
    scored_on = models.DateField(_("评定日期"))

    class Meta:
        verbose_name = _("党组织评分")
        constraints = [
            models.UniqueConstraint(fields=["branch", "year"], name="party_scored_once_a_year"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="party_score_of_a_hundred"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=F("of")), name="party_rank_among_all"),
            models.CheckConstraint(condition=Q(plan="", task=None) | (~Q(plan="") & Q(task__isnull=False, weak=True)), name="party_rectification_whole"),
        ]
        indexes = [models.Index(fields=["area_code", "year"], name="party_score_by_place")]

    def __str__(self):
        return f"{self.branch_id} {self.year} {self.score}"

"""Households: who they are for ever, what their form says of a year, their income line by line, their status by events."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.procedure.models import Case
from tuopin.registry.models.dated import DatedFact
from tuopin.registry.models.intake import ImportBatch
from tuopin.trail.models import Projected


class Household(Projected):
    """One row per household ever registered; its number is never given to another and never changes."""

    number = models.CharField(_("户编号"), max_length=40, db_collation="C")
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")  # where it belongs now
    registered_at = models.DateTimeField(_("登记时间"), db_default=TransactionNow())

    class Meta:
        verbose_name = _("贫困户")
        constraints = [
            models.UniqueConstraint(fields=["number"], name="household_number"),
            models.CheckConstraint(condition=Q(village_code__regex=r"^\d{12}$"), name="household_village_form"),
        ]
        indexes = [models.Index(fields=["village_code", "number"], name="household_by_village")]

    def __str__(self):
        return self.number


class HouseholdForm(DatedFact):
    """One row per household, year and version: the household form (户信息采集表). NULL = not known, never "no"."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="forms", verbose_name=_("贫困户")
    )
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")  # where it belonged then
    group_name = models.CharField(_("村民小组"), max_length=60, blank=True)
    phone_sealed = models.BinaryField(_("联系电话"), null=True)
    phone_index = models.BinaryField(_("联系电话索引"), null=True)
    bank_name = models.CharField(_("开户银行"), max_length=80, blank=True)
    account_sealed = models.BinaryField(_("银行卡号"), null=True)
    standard = models.CharField(_("识别标准"), max_length=10, default="national")  # national | provincial | city
    attribute = models.CharField(_("贫困户属性"), max_length=24, blank=True)
    main_cause = models.CharField(_("主要致贫原因"), max_length=16, blank=True)
    other_causes = models.CharField(_("其他致贫原因"), max_length=120, blank=True)  # codes joined by ","
    arable_mu = models.DecimalField(_("耕地面积"), max_digits=10, decimal_places=2, null=True)
    irrigated_mu = models.DecimalField(_("有效灌溉面积"), max_digits=10, decimal_places=2, null=True)
    forest_mu = models.DecimalField(_("林地面积"), max_digits=10, decimal_places=2, null=True)
    grain_to_green_mu = models.DecimalField(_("退耕还林面积"), max_digits=10, decimal_places=2, null=True)
    orchard_mu = models.DecimalField(_("林果面积"), max_digits=10, decimal_places=2, null=True)
    pasture_mu = models.DecimalField(_("牧草地面积"), max_digits=10, decimal_places=2, null=True)
    water_mu = models.DecimalField(_("水面面积"), max_digits=10, decimal_places=2, null=True)
    house_area_m2 = models.DecimalField(_("住房面积"), max_digits=8, decimal_places=2, null=True)
    house_grade = models.CharField(_("危房级别"), max_length=1, blank=True)  # A B C D, empty = not graded
    water_safe = models.BooleanField(_("是否解决安全饮用水"), null=True)
    water_difficult = models.BooleanField(_("饮水是否困难"), null=True)
    food_enough = models.BooleanField(_("不愁吃"), null=True)
    clothing_enough = models.BooleanField(_("不愁穿"), null=True)
    production_power = models.BooleanField(_("是否通生产用电"), null=True)
    domestic_power = models.BooleanField(_("是否通生活用电"), null=True)
    broadcast = models.BooleanField(_("是否通广播电视"), null=True)
    road_type = models.CharField(_("入户路类型"), max_length=12, blank=True)
    road_km = models.DecimalField(_("与村主干路距离"), max_digits=6, decimal_places=2, null=True)
    fuel = models.CharField(_("主要燃料类型"), max_length=12, blank=True)
    sanitary_toilet = models.BooleanField(_("是否有卫生厕所"), null=True)
    cooperative = models.BooleanField(_("是否加入农民专业合作组织"), null=True)
    firm_led = models.BooleanField(_("是否有龙头企业带动"), null=True)
    leader_led = models.BooleanField(_("是否有创业致富带头人带动"), null=True)
    martyr_family = models.BooleanField(_("是否军烈属"), null=True)
    planned_exit_year = models.SmallIntegerField(_("计划脱贫年度"), null=True)

    class Meta:
        verbose_name = _("户信息采集表")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year"], condition=Q(superseded_at=None), name="household_form_current"
            ),
        ]
        indexes = [
            models.Index(fields=["year", "village_code"], condition=Q(superseded_at=None), name="household_form_by_place"),
            models.Index(
                fields=["phone_index"], condition=Q(superseded_at=None, phone_index__isnull=False), name="household_form_by_phone"
            ),
        ]

    def __str__(self):
        return f"{self.household_id} {self.year}"


class HouseholdIncome(DatedFact):
    """One row per household, year and version: its lines of income side by side, in the order of their words. The n-th amount and the n-th
    evidence are those of the n-th line: a line that is not there was never asked; a NULL amount = asked and not known.

    The household is checked by a trigger once a statement, not row by row (migration `check_parents_by_statement`), and so is that no
    line stands twice in a row.
    """

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="incomes", verbose_name=_("贫困户")
    )
    lines = ArrayField(models.CharField(max_length=32), verbose_name=_("收入项目"))  # words of the code list `income-line`
    amounts_yuan = ArrayField(models.DecimalField(max_digits=14, decimal_places=2, null=True), verbose_name=_("金额"))
    evidence = ArrayField(models.CharField(max_length=12), verbose_name=_("凭证类型"))  # words of the code list `income-evidence`

    class Meta:
        verbose_name = _("收入明细")
        constraints = [
            models.UniqueConstraint(fields=["household", "year"], condition=Q(superseded_at=None), name="household_income_current"),
            models.CheckConstraint(
                condition=Q(lines__len__gt=0, lines__len=F("amounts_yuan__len"), evidence__len=F("lines__len")), name="household_income_parallel"
            ),
        ]

    def __str__(self):
        return f"{self.household_id} {self.year}"


class StatusEvent(models.Model):
    """One row per thing that happened to a household's status; append-only; the status today is read off them.

    It comes from a completed case, or from the file by which the household was first registered; a trigger sees to that.
    """

    class Kind(models.TextChoices):
        IDENTIFIED = "identified", _("识别")
        PRE_EXIT = "pre_exit", _("预脱贫")
        EXITED = "exited", _("脱贫")
        RETURNED = "returned", _("返贫")
        REMOVED = "removed", _("清退")

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="events", verbose_name=_("贫困户")
    )
    kind = models.CharField(_("状态变更"), max_length=10, choices=Kind)
    on = models.DateField(_("发生日期"))
    precision = models.CharField(_("日期精度"), max_length=5, default="day")  # day | month | year: how much of `on` was stated
    basis = models.CharField(_("依据"), max_length=300)
    actor = models.CharField(_("经办人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=TransactionNow())
    takeover = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+", verbose_name=_("接收批次")
    )
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("办理事项"))

    class Meta:
        verbose_name = _("状态变更")
        indexes = [models.Index(fields=["household", "on", "id"], name="status_of_household")]

    def __str__(self):
        return f"{self.household_id} {self.kind} {self.on}"

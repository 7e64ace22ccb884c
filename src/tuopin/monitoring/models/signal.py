"""What rules and lists say of households that somebody must look at: raised with its reason, closed by the fact that ended it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.monitoring.models.watch import Watch
from tuopin.registry.models import Household
from tuopin.trail.models import Projected


class Signal(models.Model):
    """One row per household (or watch) and check that found something: a risk, care that lacks, somebody perhaps left out."""

    class Family(models.TextChoices):
        RISK = "risk", _("返贫致贫风险")
        CARE = "care", _("帮扶不到位")
        OMISSION = "omission", _("疑似漏评")
        COVER = "cover", _("应保未保")

    class Finding(models.TextChoices):
        PROBLEM = "problem", _("属实")
        REASONABLE = "reasonable", _("合理")
        DATA_ERROR = "data_error", _("数据错误")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, db_index=False, related_name="signals", verbose_name=_("农户"))
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, null=True, db_index=False, related_name="signals", verbose_name=_("监测对象"))
    family = models.CharField(_("信号类别"), max_length=10, choices=Family)
    check_code = models.CharField(_("信号代码"), max_length=32, db_collation="C")
    reason = models.CharField(_("提出原因"), max_length=300)  # value, threshold, source: what the rule went by
    late_on = models.DateField(_("逾期起算"), null=True)  # the first day it is late; days late are counted, never stored
    raised_at = models.DateTimeField(_("提出时间"), db_default=Now())
    gone_at = models.DateTimeField(_("消失时间"), null=True)
    gone_by = models.CharField(_("消失原因"), max_length=200, blank=True)  # the fact that closed it
    finding = models.CharField(_("核实结论"), max_length=10, choices=Finding, blank=True)
    finding_note = models.CharField(_("核实说明"), max_length=300, blank=True)
    evidence = models.CharField(_("文件摘要"), max_length=64, db_collation="C", blank=True)  # of the file that the explanation rests on
    found_by = models.CharField(_("核实人"), max_length=150, blank=True)
    found_at = models.DateTimeField(_("核实时间"), null=True)

    class Meta:
        verbose_name = _("监测信号")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "watch", "check_code"], condition=Q(gone_at=None), name="signal_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(finding="") | (~Q(finding_note="") & ~Q(found_by="")), name="signal_explained_by_a_person"),
        ]
        indexes = [models.Index(fields=["family", "check_code"], condition=Q(gone_at=None), name="signal_open")]

    def __str__(self):
        return f"{self.check_code} {self.household_id}"


class DepartmentList(Projected):
    """One row per list that another department handed in: who is on subsistence allowance, disabled, or paid much for an illness."""

    class Kind(models.TextChoices):
        SUBSISTENCE = "subsistence", _("低保")
        DISABLED = "disabled", _("残疾人")
        SELF_PAY = "self_pay", _("大额医疗自付")
        OTHER = "other", _("其他预警")

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    kind = models.CharField(_("名单种类"), max_length=12, choices=Kind)
    department = models.CharField(_("部门"), max_length=60)
    as_of = models.DateField(_("名单日期"))
    file_name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("文件摘要"), max_length=64, db_collation="C")
    rows = models.IntegerField(_("行数"))
    actor = models.CharField(_("经办人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("部门名单")
        constraints = [models.UniqueConstraint(fields=["area_code", "digest"], name="department_list_once")]

    def __str__(self):
        return f"{self.department} {self.as_of}"


class DepartmentRow(models.Model):
    """One row per person on a department's list: found in a household by the keyed index of the certificate, which alone is kept."""

    list = models.ForeignKey(DepartmentList, on_delete=models.PROTECT, related_name="people", verbose_name=_("部门名单"))
    name = models.CharField(_("姓名"), max_length=60)
    certificate_index = models.BinaryField(_("证件号码索引"), null=True)
    amount_yuan = models.DecimalField(_("金额"), max_digits=14, decimal_places=2, null=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("农户"))
    explained = models.CharField(_("核实说明"), max_length=300, blank=True)  # of whoever lives in no household that is on record
    explained_by = models.CharField(_("核实人"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("部门名单人员")
        indexes = [models.Index(fields=["certificate_index"], name="department_row_by_person")]

    def __str__(self):
        return f"{self.list_id} {self.pk}"

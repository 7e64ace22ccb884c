"""Doubts about the facts: raised by a check, settled by a person, never a reason to delete."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Doubt(models.Model):
    """One row per household (or member), year and check that finds its facts doubtful (疑点数据)."""

    class Finding(models.TextChoices):
        PROBLEM = "problem", _("属实")
        REASONABLE = "reasonable", _("合理")
        DATA_ERROR = "data_error", _("数据错误")

    household_id = models.BigIntegerField(_("贫困户"))
    person_id = models.BigIntegerField(_("家庭成员"), null=True)
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    year = models.SmallIntegerField(_("年度"))
    check_code = models.CharField(_("疑点代码"), max_length=40, db_collation="C")  # Q04-relation-sex …
    raised_at = models.DateTimeField(_("提出时间"))
    gone_at = models.DateTimeField(_("消失时间"), null=True)  # the facts were corrected and the check passes now
    finding = models.CharField(_("核实结论"), max_length=10, choices=Finding, blank=True)
    finding_note = models.CharField(_("核实说明"), max_length=300, blank=True)
    found_by = models.CharField(_("核实人"), max_length=150, blank=True)
    found_at = models.DateTimeField(_("核实时间"), null=True)

    class Meta:
        verbose_name = _("疑点数据")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "household_id", "person_id", "check_code"], condition=Q(gone_at=None),
                name="doubt_once", nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["year", "village_code", "check_code"], name="doubt_by_place")]

    def __str__(self):
        return f"{self.check_code} {self.household_id}"

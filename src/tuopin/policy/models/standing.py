"""How each household stands in a year: what its facts come to, computed, for lists to read at once."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Standing(models.Model):
    """One row per household and year: what its facts and the rulebook come to. Computed, never typed; redone when facts change."""

    household_id = models.BigIntegerField(_("贫困户"))
    year = models.SmallIntegerField(_("年度"))
    number = models.CharField(_("户编号"), max_length=40, db_collation="C")
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    group_name = models.CharField(_("村民小组"), max_length=60, blank=True)
    head_name = models.CharField(_("户主姓名"), max_length=60, blank=True, db_collation="C")
    head_initials = models.CharField(_("户主姓名首字母"), max_length=60, blank=True, db_collation="C")
    persons = models.SmallIntegerField(_("家庭人口数"))
    status = models.CharField(_("脱贫属性"), max_length=10)  # poor | pre_exit | exited | returned | removed
    attribute = models.CharField(_("贫困户属性"), max_length=24, blank=True)
    main_cause = models.CharField(_("主要致贫原因"), max_length=16, blank=True)
    helper_name = models.CharField(_("帮扶责任人"), max_length=60, blank=True)
    net_income_yuan = models.DecimalField(_("纯收入"), max_digits=14, decimal_places=2, null=True)
    per_head_yuan = models.DecimalField(_("人均纯收入"), max_digits=14, decimal_places=2, null=True)
    may_exit = models.BooleanField(_("是否达到退出标准"), null=True)  # NULL = unknown
    failed = models.IntegerField(_("未达标项"), default=0)  # bit n = n-th condition of household-exit fails
    unknown = models.IntegerField(_("待核实项"), default=0)  # bit n = n-th condition is not known
    near_line = models.BooleanField(_("收入略高于标准"), default=False)  # over the line by less than 3 per cent
    house_grade = models.CharField(_("危房级别"), max_length=1, blank=True)
    water_safe = models.BooleanField(_("是否解决安全饮用水"), null=True)
    school_out = models.SmallIntegerField(_("义务教育阶段未在校人数"), default=0)
    uninsured = models.SmallIntegerField(_("未参加基本医疗保险人数"), default=0)
    school_age = models.SmallIntegerField(_("义务教育阶段人数"), default=0)
    short_yuan = models.DecimalField(_("贫困缺口"), max_digits=14, decimal_places=2, null=True)  # NULL = unknown
    doubts = models.SmallIntegerField(_("疑点数"), default=0)
    judged_at = models.DateTimeField(_("评判时间"), db_default=Now())

    class Meta:
        verbose_name = _("户况")
        constraints = [models.UniqueConstraint(fields=["year", "household_id"], name="standing_once")]
        indexes = [
            models.Index(fields=["year", "village_code", "number"], name="standing_by_place"),
            models.Index(fields=["year", "number"], name="standing_by_number"),
            models.Index(fields=["year", "head_name"], name="standing_by_head"),
        ]

    def __str__(self):
        return f"{self.number} {self.year}"


class Freshness(models.Model):
    """One row per year and county: when its facts were last judged, and up to which entry of the trail.

    An act on the county's register that stands in the trail after that entry makes every standing and figure of the year stale.
    """

    year = models.SmallIntegerField(_("年度"))
    county_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    judged_on = models.DateField(_("评判日期"))
    judged_at = models.DateTimeField(_("评判时间"))
    trail_mark = models.BigIntegerField(_("痕迹序号"), default=0)  # the last entry that this judgement has seen
    rulebook_version = models.CharField(_("规则版本"), max_length=20)  # and, after a plus, that of the definitions of the figures

    class Meta:
        verbose_name = _("评判时点")
        constraints = [models.UniqueConstraint(fields=["year", "county_code"], name="freshness_once")]

    def __str__(self):
        return f"{self.county_code} {self.year}"

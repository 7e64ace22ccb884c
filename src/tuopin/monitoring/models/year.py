"""The yearly freeze of a county's register, and the day that a place works towards."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.trail.models import Projected


class YearFreeze(Projected):
    """One row per county and year whose register was frozen: by whom, when, with the root of its facts; append-only."""

    county_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    year = models.SmallIntegerField(_("年度"))
    root = models.CharField(_("数据摘要根"), max_length=64, db_collation="C")
    edition = models.CharField(_("年度数据摘要"), max_length=64, db_collation="C", blank=True)
    households = models.IntegerField(_("户数"))
    persons = models.IntegerField(_("人数"))
    basis = models.CharField(_("依据"), max_length=300)
    frozen_on = models.DateField(_("冻结日期"))
    frozen_at = models.DateTimeField(_("冻结时间"), db_default=Now())
    actor = models.CharField(_("经办人"), max_length=150)

    class Meta:
        verbose_name = _("年度冻结")
        constraints = [models.UniqueConstraint(fields=["county_code", "year"], name="year_frozen_once")]

    def __str__(self):
        return f"{self.county_code} {self.year}"


class TargetDay(Projected):
    """One row per place that works towards a day: what is to be reached by then."""

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    title = models.CharField(_("目标"), max_length=60)
    due_on = models.DateField(_("目标日期"))
    basis = models.CharField(_("依据"), max_length=300)
    actor = models.CharField(_("经办人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())
    ended_at = models.DateTimeField(_("结束时间"), null=True)  # replaced by another

    class Meta:
        verbose_name = _("目标日")
        constraints = [models.UniqueConstraint(fields=["area_code"], condition=models.Q(ended_at=None), name="one_target_day")]

    def __str__(self):
        return f"{self.title} {self.due_on}"

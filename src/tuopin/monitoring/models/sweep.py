"""Sweeps from house to house, and to which of six classes every household of a village belongs."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.registry.models import Household
from tuopin.registry.models.dated import DatedFact
from tuopin.trail.models import Projected


class Sweep(Projected):
    """One row per sweep (排查): every household of a place is visited and ticked, and only then is it complete."""

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    title = models.CharField(_("排查名称"), max_length=80)
    asks = models.CharField(_("排查内容"), max_length=300)
    starts_on = models.DateField(_("开始日期"))
    due_on = models.DateField(_("截止日期"))
    opened_by = models.CharField(_("经办人"), max_length=150)
    completed_on = models.DateField(_("完成日期"), null=True)
    completed_by = models.CharField(_("办结人"), max_length=150, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("入户排查")
        constraints = [models.CheckConstraint(condition=Q(due_on__gte=models.F("starts_on")), name="sweep_span")]
        indexes = [models.Index(fields=["area_code"], name="sweep_by_place")]

    def __str__(self):
        return self.title


class SweepLine(Projected):
    """One row per household of a sweep: not yet ticked, or ticked by whom, when, with which result."""

    class Result(models.TextChoices):
        FINE = "fine", _("无问题")
        RISK = "risk", _("有返贫致贫风险")
        OMITTED = "omitted", _("疑似漏评")
        MISTAKEN = "mistaken", _("登记有误")
        GONE = "gone", _("整户不在")

    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, db_index=False, related_name="lines", verbose_name=_("入户排查"))
    household = models.ForeignKey(Household, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("农户"))
    result = models.CharField(_("排查结果"), max_length=8, choices=Result, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    ticked_by = models.CharField(_("排查人"), max_length=150, blank=True)
    ticked_at = models.DateTimeField(_("排查时间"), null=True)
    attempts = models.SmallIntegerField(_("未遇次数"), default=0)  # visits at which nobody was met; they tick nothing

    class Meta:
        verbose_name = _("逐户排查")
        constraints = [
            models.UniqueConstraint(fields=["sweep", "household"], name="sweep_line_once"),
            models.CheckConstraint(condition=Q(result="", ticked_at=None, ticked_by="") | (~Q(result="") & Q(ticked_at__isnull=False) & ~Q(ticked_by="")),
                                   name="tick_is_whole"),
        ]

    def __str__(self):
        return f"{self.sweep_id} {self.household_id}"


class HouseholdClass(DatedFact):
    """One row per household, year and version: which class a person put it into. Of a registered household only `cadre` counts.

    Without a class and without the flag it takes back what an earlier year said: no cadre belongs to the household any more.
    """

    class Economic(models.TextChoices):
        MARGINAL = "marginal", _("边缘贫困户")
        MIDDLING = "middling", _("中等户")
        RICH = "rich", _("富裕户")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, db_index=False, related_name="classes", verbose_name=_("农户"))
    economic = models.CharField(_("分类"), max_length=8, choices=Economic, blank=True)
    cadre = models.BooleanField(_("是否干部户"), default=False)
    why = models.CharField(_("分类理由"), max_length=300)
    persons = models.SmallIntegerField(_("家庭人口数"), null=True)  # as the list said that it came with

    class Meta:
        verbose_name = _("农户分类")
        constraints = [
            models.UniqueConstraint(fields=["household", "year"], condition=Q(superseded_at=None), name="household_class_current"),
            models.CheckConstraint(condition=~Q(why=""), name="class_says_why"),
        ]

    def __str__(self):
        return f"{self.household_id} {self.year}"

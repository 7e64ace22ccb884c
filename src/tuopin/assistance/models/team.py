"""The resident team of a village: from when to when, where it lives, who was there on which day and night, what they wrote down."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.assistance.models.unit import Unit
from tuopin.registry.models import Helper
from tuopin.trail.models import Projected


class Team(Projected):
    """One row per resident team (驻村工作队) of a village, from its forming to its closing; its members are the village's postings."""

    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="teams", verbose_name=_("后盾单位"))
    starts_on = models.DateField(_("派驻开始时间"))
    ends_on = models.DateField(_("派驻结束时间"), null=True)
    basis = models.CharField(_("依据"), max_length=200)
    end_basis = models.CharField(_("撤队依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("驻村工作队")
        constraints = [
            models.UniqueConstraint(fields=["village_code"], condition=Q(ends_on=None), name="one_team_a_village"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="team_span"),
        ]
        indexes = [models.Index(fields=["village_code", "starts_on"], name="team_by_village")]

    def __str__(self):
        return f"{self.village_code} {self.starts_on}"


class DutyStation(models.Model):
    """One row per span in which a team has its quarters at a place (驻地); it follows a village that moves."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="stations", verbose_name=_("驻村工作队"))
    name = models.CharField(_("驻地"), max_length=120)
    households = models.SmallIntegerField(_("随迁户数"), null=True)  # how many households it followed there
    starts_on = models.DateField(_("派驻开始时间"))
    ends_on = models.DateField(_("派驻结束时间"), null=True)
    basis = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("驻村驻地")
        constraints = [models.UniqueConstraint(fields=["team"], condition=Q(ends_on=None), name="one_station_a_team")]

    def __str__(self):
        return self.name


class DutyDay(models.Model):
    """One row per helper and day: whether they were in the village, and slept there (驻村签到)."""

    class Kind(models.TextChoices):
        VILLAGE = "village", _("在村")
        DUTY = "duty", _("公务外出")
        LEAVE = "leave", _("请假")
        ABSENT = "absent", _("不在岗")

    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="duty_days", db_index=False, verbose_name=_("驻村队员"))
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    on = models.DateField(_("日期"))
    sheet = models.CharField(_("考勤表"), max_length=70, db_collation="C")  # 431129000000/R001/2018-06
    kind = models.CharField(_("在岗情况"), max_length=8, choices=Kind)
    night = models.BooleanField(_("是否住村"), default=False)
    latitude = models.DecimalField(_("纬度"), max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(_("经度"), max_digits=8, decimal_places=5, null=True)
    signed_by = models.CharField(_("签到人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("驻村签到")
        constraints = [
            models.UniqueConstraint(fields=["helper", "on"], name="duty_day_once"),
            models.CheckConstraint(condition=Q(kind="village") | Q(night=False), name="night_in_village"),
        ]
        indexes = [models.Index(fields=["village_code", "on"], name="duty_by_village"), models.Index(fields=["sheet"], name="duty_by_sheet")]

    def __str__(self):
        return f"{self.sheet} {self.on}"


class Leave(Projected):
    """One row per leave that a member of a team asked for (请假), with who decided."""

    class State(models.TextChoices):
        ASKED = "asked", _("待批准")
        GRANTED = "granted", _("已批准")
        REFUSED = "refused", _("未批准")

    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="leaves", verbose_name=_("驻村队员"))
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    starts_on = models.DateField(_("请假开始日期"))
    ends_on = models.DateField(_("请假结束日期"))  # the day of return
    reason = models.CharField(_("事由"), max_length=200)
    level = models.SmallIntegerField(_("批准层级"))  # 4 township, 3 county
    state = models.CharField(_("办理状态"), max_length=8, choices=State, default=State.ASKED)
    asked_by = models.CharField(_("申请人"), max_length=150)
    decided_by = models.CharField(_("批准人"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("驻村请假")
        constraints = [models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="leave_span")]
        indexes = [models.Index(fields=["village_code", "state"], name="leave_by_village")]

    def __str__(self):
        return f"{self.helper_id} {self.starts_on}"


class DiaryEntry(Projected):
    """One row per entry of the work diary of a team member (驻村日记); withdrawn with a reason, never changed."""

    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="diary", db_index=False, verbose_name=_("驻村队员"))
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    on = models.DateField(_("日期"))
    uid = models.UUIDField(_("日记编号"), unique=True)
    text_sealed = models.BinaryField(_("日记内容"))
    households = ArrayField(models.CharField(max_length=40), verbose_name=_("涉及户"), default=list, blank=True)  # numbers
    written_by = models.CharField(_("记录人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_because = models.CharField(_("撤回理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("驻村日记")
        indexes = [
            models.Index(fields=["village_code", "on"], name="diary_by_village"), models.Index(fields=["helper", "on"], name="diary_by_helper"),
            GinIndex(fields=["households"], name="diary_by_household"),
        ]

    def __str__(self):
        return f"{self.helper_id} {self.on}"

"""What leaders did: meetings, visits, the problems they found and solved, campaigns with those who took part."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account
from tuopin.trail.models import Projected


class Meeting(Projected):
    """One row per meeting (会议), report heard (听取汇报) or resolution (决议)."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference", _("会议")
        BRIEFING = "briefing", _("专题听取汇报")
        RESOLUTION = "resolution", _("决议")
        STUDY = "study", _("学习讨论")

    class Level(models.TextChoices):
        PROVINCE = "province", _("省级")
        CITY = "city", _("市级")
        COUNTY = "county", _("县级")
        TOWNSHIP = "township", _("乡级")
        VILLAGE = "village", _("村级")

    kind = models.CharField(_("会议类型"), max_length=10, choices=Kind)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    title = models.CharField(_("会议名称"), max_length=120)
    held_on = models.DateField(_("召开日期"))
    lowest_level = models.CharField(_("开到哪一级"), max_length=8, choices=Level, blank=True)
    topic = models.CharField(_("议题"), max_length=80, blank=True)
    venues = models.IntegerField(_("会场数"), null=True)
    attendance = models.IntegerField(_("参会人数"), null=True)
    target = models.CharField(_("所定目标"), max_length=80, db_collation="C", blank=True)  # pledge:12 …
    note = models.CharField(_("会议纪要"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("会议")
        constraints = [models.UniqueConstraint(fields=["area_code", "title", "held_on"], name="meeting_once")]
        indexes = [models.Index(fields=["area_code", "kind", "held_on"], name="meeting_by_place")]

    def __str__(self):
        return f"{self.title} {self.held_on}"


class Visit(Projected):
    """One row per visit of a leader to a place (走访、调研、四不两直); one without notice has none."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("走访")
        SURVEY = "survey", _("专题调研")
        UNANNOUNCED = "unannounced", _("四不两直")

    kind = models.CharField(_("走访类型"), max_length=11, choices=Kind)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    visitor = models.CharField(_("走访人"), max_length=80)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("账户"))
    visited_on = models.DateField(_("走访日期"))
    arrived_at = models.DateTimeField(_("到达时间"), null=True)
    notified_at = models.DateTimeField(_("通知时间"), null=True)
    source = models.CharField(_("任务来源"), max_length=80, db_collation="C", blank=True)  # campaign:3
    note = models.CharField(_("走访情况"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("走访")
        constraints = [
            models.CheckConstraint(condition=~Q(kind="unannounced") | Q(notified_at=None), name="visit_without_notice"),
            models.CheckConstraint(condition=~Q(kind="unannounced") | Q(arrived_at__isnull=False), name="visit_unannounced_has_arrival"),
        ]
        indexes = [models.Index(fields=["area_code", "visited_on"], name="visit_by_place"), models.Index(fields=["visitor", "visited_on"], name="visit_by_visitor")]

    def __str__(self):
        return f"{self.visitor} {self.area_code} {self.visited_on}"


class Problem(Projected):
    """One row per problem (难题) found at a contact point, on a visit or in a campaign, and how it was solved."""

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    source = models.CharField(_("问题来源"), max_length=80, db_collation="C")  # contact:3, visit:8, campaign:1
    text = models.CharField(_("问题"), max_length=300)
    found_on = models.DateField(_("发现日期"))
    solved_on = models.DateField(_("解决日期"), null=True)
    result = models.CharField(_("解决情况"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("难题")
        constraints = [
            models.CheckConstraint(condition=Q(solved_on=None) | Q(solved_on__gte=F("found_on")), name="problem_solved_after_found"),
            models.CheckConstraint(condition=Q(solved_on=None) ^ ~Q(result=""), name="problem_solved_how"),
        ]
        indexes = [models.Index(fields=["area_code", "solved_on"], name="problem_by_place"), models.Index(fields=["source"], name="problem_by_source")]

    def __str__(self):
        return f"{self.area_code} {self.text[:20]}"


class Campaign(Projected):
    """One row per campaign (专项行动), such as 千名干部下基层."""

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    title = models.CharField(_("行动名称"), max_length=120)
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("失效日期"), null=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("专项行动")
        constraints = [models.UniqueConstraint(fields=["area_code", "title"], name="campaign_once")]

    def __str__(self):
        return self.title


class Participant(models.Model):
    """One row per cadre who takes part in a campaign, and the place they go to."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="participants", verbose_name=_("专项行动"))
    name = models.CharField(_("姓名"), max_length=60)
    unit = models.CharField(_("责任单位"), max_length=80, blank=True)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    joined_on = models.DateField(_("参加日期"))

    class Meta:
        verbose_name = _("参加人")
        constraints = [models.UniqueConstraint(fields=["campaign", "name", "unit"], name="participant_once")]

    def __str__(self):
        return f"{self.campaign_id} {self.name}"

"""A watched household from the clue to the end of its risk, the measures that were planned for it, and the visits to it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.procedure.models import Case
from tuopin.registry.models import Household
from tuopin.trail.models import Projected


class WatchRoster(Projected):
    """One row per list of households already under watch (监测对象名单) that a place brought along when it began with the system.

    One person hands it in, another agrees; until then its rows lie sealed here and nobody is watched because of them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("待审核")
        AGREED = "agreed", _("已接收")
        REFUSED = "refused", _("未接收")

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    file_name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("文件摘要"), max_length=64, db_collation="C")
    basis = models.CharField(_("依据"), max_length=300)
    rows = models.IntegerField(_("行数"))
    state = models.CharField(_("办理状态"), max_length=8, choices=State, default=State.WAITING)
    sealed = models.BinaryField(_("内容"), null=True)
    actor = models.CharField(_("经办人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())
    settled_by = models.CharField(_("办结人"), max_length=150, blank=True)
    settled_on = models.DateField(_("完成日期"), null=True)
    settled_at = models.DateTimeField(_("处理时间"), null=True)
    settled_why = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("监测对象名单")
        constraints = [
            models.UniqueConstraint(fields=["area_code", "digest"], condition=~Q(state="refused"), name="watch_roster_once"),
            models.CheckConstraint(condition=Q(state="waiting") | Q(settled_on__isnull=False, settled_at__isnull=False, sealed=None) & ~Q(settled_by=""), name="watch_roster_settled"),
            models.CheckConstraint(condition=~Q(state="agreed") | ~Q(settled_by=F("actor")), name="watch_roster_by_two"),
        ]

    def __str__(self):
        return f"{self.area_code} {self.file_name}"


class Watch(Projected):
    """One row per clue about a household and what became of it: checked, watched, out of risk, found groundless, or overtaken by the household's return to poverty."""

    class State(models.TextChoices):
        CLUE = "clue", _("待核查")
        WATCHED = "watched", _("监测中")
        REMOVED = "removed", _("风险已消除")
        DISMISSED = "dismissed", _("核查排除")
        RETURNED = "returned", _("已返贫")

    class Channel(models.TextChoices):
        SELF_REPORT = "self_report", _("农户自主申报")
        SWEEP = "sweep", _("干部走访排查")
        DEPARTMENT = "department", _("部门筛查预警")
        RULE = "rule", _("数据比对预警")

    class Medium(models.TextChoices):
        DESK = "desk", _("当面")
        PAPER = "paper", _("书面")
        PHONE = "phone", _("电话")
        LIST = "list", _("名单")

    class Way(models.TextChoices):
        ASSISTED = "assisted", _("帮扶消除")
        NATURAL = "natural", _("自然消除")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, db_index=False, related_name="watches", verbose_name=_("农户"))
    state = models.CharField(_("监测状态"), max_length=10, choices=State, default=State.CLUE)
    channel = models.CharField(_("发现渠道"), max_length=12, choices=Channel, blank=True)  # empty: the list it came with does not tell
    medium = models.CharField(_("申报方式"), max_length=6, choices=Medium)
    clue_on = models.DateField(_("线索日期"))
    said = models.CharField(_("线索内容"), max_length=300)
    risks = models.CharField(_("致贫返贫风险"), max_length=80, db_collation="C", blank=True)  # words of the list `risk`, joined by ","
    reported_by = models.CharField(_("登记人"), max_length=150)
    kind = models.CharField(_("监测对象类别"), max_length=10, db_collation="C", blank=True)  # unstable | marginal | sudden
    checked_on = models.DateField(_("核查日期"), null=True)
    checked_by = models.CharField(_("核查人"), max_length=150, blank=True)
    persons = models.SmallIntegerField(_("家庭人口数"), null=True)
    net_yuan = models.DecimalField(_("纯收入"), max_digits=14, decimal_places=2, null=True)  # of the twelve months before the check
    claims_yuan = models.DecimalField(_("理赔收入"), max_digits=14, decimal_places=2, null=True)
    self_pay_yuan = models.DecimalField(_("合规自付支出"), max_digits=14, decimal_places=2, null=True)
    line_yuan = models.DecimalField(_("监测线"), max_digits=10, decimal_places=2, null=True)  # in force on the day of the check
    admission = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("纳入事项"))
    decided_on = models.DateField(_("确定日期"), null=True)
    removal = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("消除事项"))
    way = models.CharField(_("消除方式"), max_length=8, choices=Way, blank=True)
    ended_on = models.DateField(_("结束日期"), null=True)  # removed, or dismissed
    ended_why = models.CharField(_("结束原因"), max_length=300, blank=True)
    ended_by = models.CharField(_("经办人"), max_length=150, blank=True)
    roster = models.ForeignKey(WatchRoster, on_delete=models.PROTECT, null=True, related_name="watches", verbose_name=_("监测对象名单"))
    taken_over_on = models.DateField(_("接收日期"), null=True)  # since when what is due on it counts here
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("监测对象")
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=Q(state__in=["clue", "watched"]), name="one_open_watch"),
            models.CheckConstraint(condition=~Q(state="watched") | Q(decided_on__isnull=False) & (Q(admission__isnull=False) | Q(roster__isnull=False)), name="watched_by_a_case"),
            models.CheckConstraint(
                condition=~Q(state="removed") | (Q(ended_on__isnull=False) & (Q(removal__isnull=False) & ~Q(way="") | Q(roster__isnull=False))), name="removed_by_a_case"),
            models.CheckConstraint(condition=Q(roster=None, taken_over_on=None) | Q(taken_over_on__isnull=False, admission=None, roster__isnull=False), name="watch_taken_over"),
            models.CheckConstraint(condition=~Q(state="dismissed") | (Q(ended_on__isnull=False) & ~Q(ended_why="")), name="dismissed_with_reason"),
            models.CheckConstraint(condition=~Q(state="returned") | (Q(removal__isnull=False, ended_on__isnull=False) & ~Q(ended_why="")), name="returned_by_a_case"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("clue_on")), name="watch_ends_after_its_clue"),
        ]
        indexes = [models.Index(fields=["household", "id"], name="watch_of_household"), models.Index(fields=["state", "clue_on"], name="watch_by_state")]

    def __str__(self):
        return f"{self.pk} {self.state}"

    @property
    def due_since(self) -> date | None:
        """From which day on what is due on the watch counts: its decision, of one that was brought in the day it came here."""
        return max(self.decided_on, self.taken_over_on) if self.taken_over_on else self.decided_on


class WatchMeasure(models.Model):
    """One row per measure planned for a watched household against one of its risks, and since when it is carried out."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="measures", verbose_name=_("监测对象"))
    kind = models.CharField(_("帮扶措施"), max_length=24, db_collation="C")  # a word of the list `measure-kind`
    risk = models.CharField(_("致贫返贫风险"), max_length=16, db_collation="C")  # which of the risks it answers
    starts_on = models.DateField(_("落实日期"))
    note = models.CharField(_("措施内容"), max_length=300)
    actor = models.CharField(_("经办人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True)
    withdrawn_why = models.CharField(_("撤销原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("监测帮扶措施")
        constraints = [models.CheckConstraint(condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""), name="measure_withdrawn_with_reason")]

    def __str__(self):
        return f"{self.watch_id} {self.kind}"


class FollowUp(models.Model):
    """One row per follow-up visit to a household that is watched or has left the register; append-only."""

    class Finding(models.TextChoices):
        STABLE = "stable", _("稳定")
        EASED = "eased", _("风险减轻")
        REMAINS = "remains", _("风险仍在")
        NEW_RISK = "new_risk", _("出现新风险")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, db_index=False, related_name="follow_ups", verbose_name=_("农户"))
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, null=True, related_name="follow_ups", verbose_name=_("监测对象"))
    visited_on = models.DateField(_("走访日期"))
    finding = models.CharField(_("回访情况"), max_length=8, choices=Finding)
    policies_kept = models.BooleanField(_("政策是否继续享受"), null=True)  # of a household that has left the register
    note = models.CharField(_("说明"), max_length=300)
    actor = models.CharField(_("经办人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("跟踪回访")
        constraints = [models.UniqueConstraint(fields=["household", "visited_on", "actor"], name="follow_up_once")]
        indexes = [models.Index(fields=["household", "-visited_on"], name="follow_up_latest")]

    def __str__(self):
        return f"{self.household_id} {self.visited_on}"

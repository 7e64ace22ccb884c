"""A meeting that appraises households, and how it voted on each."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account
from tuopin.procedure.models import Case
from tuopin.trail.models import Projected


class Meeting(Projected):
    """One row per appraisal meeting (民主评议会): where, when, how many were entitled and present; append-only."""

    class Kind(models.TextChoices):
        GROUP = "group", _("村民小组会议")
        DELEGATES = "delegates", _("村民代表会议")
        VILLAGE = "village", _("村民会议")

    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    kind = models.CharField(_("会议类型"), max_length=10, choices=Kind, default=Kind.DELEGATES)
    procedure = models.CharField(_("程序"), max_length=40, db_collation="C")
    step = models.CharField(_("步骤"), max_length=40)
    held_on = models.DateField(_("会议日期"))
    place = models.CharField(_("会议地点"), max_length=60, blank=True)
    entitled = models.IntegerField(_("应到人数"))
    present = models.IntegerField(_("实到人数"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("经办人"))
    key = models.UUIDField(_("提交标识"), null=True, unique=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("民主评议")
        constraints = [
            models.CheckConstraint(condition=Q(entitled__gte=1, present__gte=0, present__lte=F("entitled")), name="meeting_present"),
        ]
        indexes = [models.Index(fields=["village_code", "-id"], name="meeting_by_village")]

    def __str__(self):
        return f"{self.village_code} {self.held_on}"


class Ballot(models.Model):
    """One row per household that a meeting voted on: for, against, abstained; append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="ballots", verbose_name=_("民主评议"))
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name=_("办理事项"))
    in_favour = models.IntegerField(_("同意人数"))
    against = models.IntegerField(_("反对人数"))
    abstained = models.IntegerField(_("弃权人数"))
    carried = models.BooleanField(_("是否通过"))
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("评议表决")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "case"], name="ballot_once"),
            models.CheckConstraint(condition=Q(in_favour__gte=0, against__gte=0, abstained__gte=0), name="ballot_counts"),
        ]

    def __str__(self):
        return f"{self.meeting_id} {self.case_id}"

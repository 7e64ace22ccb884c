"""Work that is done in the background."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account


class Job(models.Model):
    """One row per piece of background work: of which kind, for whom, how far it is, and why it stopped.

    What it was told (`arguments`) and what came of it (`outcome`) are sealed: headings and names of files may hold anything.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("排队")
        RUNNING = "running", _("办理中")
        DONE = "done", _("已办结")
        REFUSED = "refused", _("未办成")
        PARKED = "parked", _("已搁置")
        GIVEN_UP = "given-up", _("已作废")

    token = models.CharField(_("办理号"), max_length=32, unique=True, db_collation="C")  # unguessable; names its sealed file
    kind = models.CharField(_("办理类别"), max_length=20, db_collation="C")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, verbose_name=_("账户"))  # null: the system itself
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")  # widest area of whoever handed it in
    slot = models.CharField(_("期次"), max_length=24, blank=True, db_collation="C")  # of a periodic job: 2020-06-01
    arguments = models.BinaryField(_("参数"))
    outcome = models.BinaryField(_("办理结果"), default=b"")
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(_("搁置原因"), max_length=60, blank=True, db_collation="C")  # a code, never a text of the data
    attempts = models.SmallIntegerField(_("办理次数"), default=0)
    phase = models.CharField(_("办理阶段"), max_length=20, blank=True)
    done = models.IntegerField(_("进度"), default=0)
    total = models.IntegerField(_("总数"), default=0)
    run_after = models.DateTimeField(_("最早办理时间"), db_default=Now())
    handed_in_at = models.DateTimeField(_("受理时间"), db_default=Now())
    started_at = models.DateTimeField(_("开始时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = _("后台办理")
        constraints = [
            models.UniqueConstraint(fields=["kind", "slot"], condition=~Q(slot=""), name="job_once_a_slot"),
            models.CheckConstraint(condition=~Q(state="parked") | ~Q(reason=""), name="job_parked_with_reason"),
        ]
        indexes = [
            models.Index(fields=["run_after", "id"], condition=Q(state="waiting"), name="job_next"),
            models.Index(fields=["id"], condition=Q(state="running"), name="job_running"),
            models.Index(fields=["account", "-id"], name="job_by_account"),
            models.Index(fields=["area_code", "-id"], name="job_by_area"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk} {self.state}"

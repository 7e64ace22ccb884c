"""What was done with a task."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.ledger.models.task import Task
from tuopin.people.models import Account


class TaskAct(models.Model):
    """One row per act on a task, in order; append-only; `recorded_at` is the database's clock. A refused one stands here too."""

    class Kind(models.TextChoices):
        DRAFT = "draft", _("草拟")
        ISSUE = "issue", _("下达")
        ACCEPT = "accept", _("认领")
        HAND_DOWN = "hand_down", _("转交")
        REFUSED = "refused", _("转交被拒")
        SUBMIT = "submit", _("提交")
        VERIFY = "verify", _("验收")
        RETURN = "return", _("退回")
        CLOSE = "close", _("销号")
        REOPEN = "reopen", _("重开")
        VOID = "void", _("作废")

    task = models.ForeignKey(Task, on_delete=models.PROTECT, db_index=False, related_name="acts", verbose_name=_("任务"))
    seq = models.IntegerField(_("序号"))
    kind = models.CharField(_("动作"), max_length=9, choices=Kind)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("经办人"))
    seat_area = models.CharField(_("区划代码"), max_length=12, db_collation="C", blank=True)
    seat_role = models.CharField(_("岗位角色"), max_length=8, blank=True)
    seat_office = models.CharField(_("职务类别"), max_length=10, blank=True)
    happened_on = models.DateField(_("发生日期"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())
    note = models.CharField(_("说明"), max_length=300, blank=True)
    value = models.DecimalField(_("完成值"), max_digits=16, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("任务办理记录")
        constraints = [models.UniqueConstraint(fields=["task", "seq"], name="task_act_in_order")]

    def __str__(self):
        return f"{self.task_id}#{self.seq} {self.kind}"

"""A task: what is to be done where, by which seat, until when, how much of it, and on which evidence it may be crossed off."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account, Post
from tuopin.trail.models import Projected


class Task(Projected):
    """One row per task (任务). What was issued never changes; its state follows its acts, and a trigger lets it be closed only on evidence."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草拟")
        ISSUED = "issued", _("已下达")
        ACCEPTED = "accepted", _("已认领")
        SUBMITTED = "submitted", _("待验收")
        RETURNED = "returned", _("已退回")
        VERIFIED = "verified", _("已验收")
        CLOSED = "closed", _("已销号")
        REOPENED = "reopened", _("重新办理")
        VOIDED = "voided", _("已作废")

    class System(models.TextChoices):
        RESPONSIBILITY = "responsibility", _("责任")
        WORK = "work", _("工作")
        POLICY = "policy", _("政策")
        INVESTMENT = "investment", _("投入")
        ASSISTANCE = "assistance", _("帮扶")
        MOBILIZATION = "mobilization", _("动员")
        SUPERVISION = "supervision", _("监督")
        EVALUATION = "evaluation", _("考评")

    class Body(models.TextChoices):
        PARTY = "party", _("党委")
        CONGRESS = "congress", _("人大")
        GOVERNMENT = "government", _("政府")
        CPPCC = "cppcc", _("政协")

    title = models.CharField(_("任务"), max_length=120)
    detail = models.CharField(_("任务要求"), max_length=500, blank=True)
    source = models.CharField(_("任务来源"), max_length=80, db_collation="C", blank=True)  # what asked for it: meeting:3, plan:2018, case:12
    code = models.CharField(_("任务编号"), max_length=40, db_collation="C", blank=True)  # of its line in the source
    subject = models.CharField(_("对象"), max_length=80, db_collation="C", blank=True)  # household:H0001, village:431129210213
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")  # where it is done
    system = models.CharField(_("体系"), max_length=14, choices=System, default=System.WORK)
    owner_area = models.CharField(_("责任单位区划"), max_length=12, db_collation="C")
    owner_role = models.CharField(_("岗位角色"), max_length=8, choices=Post.Role, blank=True)  # "" = clerk or head
    owner_office = models.CharField(_("职务类别"), max_length=10, choices=Post.Office, blank=True)
    owner_unit = models.CharField(_("责任单位"), max_length=80, blank=True)  # 县教育局
    body = models.CharField(_("机构类别"), max_length=10, choices=Body, blank=True)
    sector = models.CharField(_("行业"), max_length=20, db_collation="C", blank=True)  # education, health, housing, water …
    head_only = models.BooleanField(_("一把手亲自办理"), default=False)
    target_value = models.DecimalField(_("目标值"), max_digits=16, decimal_places=2, null=True)
    done_value = models.DecimalField(_("完成值"), max_digits=16, decimal_places=2, null=True)
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    due_on = models.DateField(_("完成期限"))
    days = models.SmallIntegerField(_("工期"), null=True)  # calendar days it takes, for back-scheduling
    crews = models.SmallIntegerField(_("施工队数"), default=0)
    evidence_kinds = models.CharField(_("凭证类型"), max_length=60, blank=True)  # words joined by a comma; "" = any
    evidence_least = models.SmallIntegerField(_("凭证份数"), default=1)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts", verbose_name=_("上级任务"))
    state = models.CharField(_("任务状态"), max_length=9, choices=State, default=State.ISSUED)
    version = models.IntegerField(_("版本"), default=1)  # acts so far
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("下达人"))
    issued_on = models.DateField(_("下达日期"))
    closed_on = models.DateField(_("销号日期"), null=True)

    class Meta:
        verbose_name = _("任务")
        constraints = [
            models.CheckConstraint(condition=Q(area_code__regex=r"^\d{12}$", owner_area__regex=r"^\d{12}$"), name="task_area_form"),
            models.CheckConstraint(condition=Q(evidence_least__gte=1), name="task_asks_for_evidence"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")) | Q(state="draft"), name="task_due_after_issue"),
            models.CheckConstraint(
                condition=Q(head_only=False) | Q(owner_role="head", owner_office__in=("secretary", "chief")), name="task_of_the_first_hand"),
            models.UniqueConstraint(fields=["source", "code", "area_code"], condition=~Q(source="") & ~Q(code="") & ~Q(state="voided"), name="task_once_a_line"),
        ]
        indexes = [
            models.Index(fields=["area_code", "state", "due_on"], name="task_by_place"),
            models.Index(fields=["owner_area", "state", "due_on"], name="task_by_owner"),
            models.Index(fields=["subject", "id"], condition=~Q(subject=""), name="task_by_subject"),
        ]

    def __str__(self):
        return f"{self.title} {self.area_code}"


class TaskHelper(models.Model):
    """One row per seat that works on a task beside its owner (配合单位)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="co_owners", verbose_name=_("任务"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    role = models.CharField(_("岗位角色"), max_length=8, choices=Post.Role, blank=True)
    office = models.CharField(_("职务类别"), max_length=10, choices=Post.Office, blank=True)
    unit = models.CharField(_("配合单位"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("配合单位")

    def __str__(self):
        return f"{self.task_id} {self.unit or self.area_code}"


class TaskOrder(models.Model):
    """One row per pair of tasks of which one must be done before the other begins."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="waits_for", verbose_name=_("任务"))
    after = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="waited_for", verbose_name=_("前置任务"))

    class Meta:
        verbose_name = _("任务先后")
        constraints = [
            models.UniqueConstraint(fields=["task", "after"], name="task_order_once"),
            models.CheckConstraint(condition=~Q(task=F("after")), name="task_not_after_itself"),
        ]

    def __str__(self):
        return f"{self.task_id} > {self.after_id}"

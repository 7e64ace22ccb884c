"""A case: one household's (or one act's) way through a declared procedure."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.kernel.areas import NATION
from tuopin.people.models import Account
from tuopin.trail.models import Projected


class Case(Projected):
    """One row per case. What it is about never changes; its state follows its acts, and a trigger lets it end only once and whole.

    Its place changes only when the village is merged or recoded: then it goes on where the village went.
    """

    class State(models.TextChoices):
        UNDERWAY = "underway", _("办理中")
        ON_NOTICE = "on_notice", _("公示中")
        COMPLETED = "completed", _("已办结")
        STOPPED = "stopped", _("异议成立,终止")
        WITHDRAWN = "withdrawn", _("已撤回")
        REJECTED = "rejected", _("已驳回")

    procedure = models.CharField(_("程序"), max_length=40, db_collation="C")
    edition = models.DateField(_("施行日期"))  # of the edition it goes by
    variant = models.CharField(_("地方办法"), max_length=12, db_collation="C", default=NATION, db_default=NATION)  # the place whose edition it is
    appeals = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="appealed_by", verbose_name=_("所申诉的事项"))
    declaration = models.CharField(_("程序文件摘要"), max_length=64, db_collation="C")  # SHA-256 of the file that declared it
    subject = models.CharField(_("对象"), max_length=120, db_collation="C")  # household:H0001
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("经办人"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    key = models.UUIDField(_("提交标识"), null=True, unique=True)  # the same submission twice opens one case
    state = models.CharField(_("办理状态"), max_length=10, choices=State, default=State.UNDERWAY)
    due = models.CharField(_("待办步骤"), max_length=40, blank=True)
    version = models.IntegerField(_("版本"), default=0)  # acts so far
    opened_at = models.DateTimeField(_("立案时间"), db_default=Now())  # set by a trigger: the database's clock
    ended_at = models.DateTimeField(_("办结时间"), null=True)  # likewise

    class Meta:
        verbose_name = _("办理事项")
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=Q(state__in=["underway", "on_notice"]), name="one_case_at_a_time"),
            models.CheckConstraint(condition=Q(area_code__regex=r"^\d{12}$"), name="case_area_form"),
        ]
        indexes = [
            models.Index(fields=["area_code", "state", "due"], name="case_by_place"),
            models.Index(fields=["subject", "id"], name="case_by_subject"),
        ]

    def __str__(self):
        return f"{self.procedure} {self.subject}"


class Permission(models.Model):
    """One row per agreement of two persons that was used: each serves once."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="used", verbose_name=_("办理事项"))
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("经办人"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("双人同意的使用")

    def __str__(self):
        return f"{self.case_id} used"

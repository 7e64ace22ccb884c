"""One county, one policy: what is most wrong in a county, what is done about it, by whom and until when, in versions that the level above approves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuopin.ledger.models import Task
from tuopin.people.models import Account
from tuopin.procedure.models import Case
from tuopin.trail.models import Projected


class Strategy(Projected):
    """One row per version of a county's strategy (一县一策). A version that is approved takes the place of the one before."""

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    version = models.SmallIntegerField(_("版次"))
    title = models.CharField(_("政策名称"), max_length=120)
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("拟订人"))
    drafted_on = models.DateField(_("拟订日期"))
    approval = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("办理事项"))
    approved_on = models.DateField(_("批准日期"), null=True)
    replaced_on = models.DateField(_("被替代日期"), null=True)

    class Meta:
        verbose_name = _("一县一策")
        constraints = [
            models.UniqueConstraint(fields=["area_code", "version"], name="strategy_version_once"),
            models.UniqueConstraint(fields=["area_code"], condition=Q(approved_on__isnull=False, replaced_on=None), name="strategy_one_in_force"),
            models.CheckConstraint(condition=Q(approval=None, approved_on=None) | Q(approval__isnull=False, approved_on__isnull=False), name="strategy_approved_whole"),
            models.CheckConstraint(condition=Q(replaced_on=None) | Q(approved_on__isnull=False), name="strategy_replaced_when_approved"),
            models.CheckConstraint(condition=Q(area_code__regex=r"^\d{6}000000$"), name="strategy_of_a_county"),
        ]

    def __str__(self):
        return f"{self.area_code} {self.version}"


class StrategyLine(models.Model):
    """One row per problem of a strategy: the problem, the measure, who answers, until when; its result stands on the task it became."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="lines", verbose_name=_("一县一策"))
    number = models.SmallIntegerField(_("序号"))
    problem = models.CharField(_("突出问题"), max_length=300)
    measure = models.CharField(_("具体措施"), max_length=300)
    owner_unit = models.CharField(_("责任单位"), max_length=80)
    due_on = models.DateField(_("完成期限"))
    task = models.OneToOneField(Task, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("任务"))

    class Meta:
        verbose_name = _("一县一策问题")
        constraints = [models.UniqueConstraint(fields=["strategy", "number"], name="strategy_line_once")]

    def __str__(self):
        return f"{self.strategy_id}.{self.number}"

"""What was done in a case, and what it rested on."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account
from tuopin.procedure.models.case import Case


class Act(models.Model):
    """One row per act in a case, in order; append-only; `recorded_at` is the database's clock, whatever a program says."""

    class Kind(models.TextChoices):
        STEP = "step", _("办理")
        PUBLISH = "publish", _("公示")
        OBJECT = "object", _("异议")
        ANSWER = "answer", _("答复")
        CLOSE = "close", _("公示期满")
        WITHDRAW = "withdraw", _("撤回")
        REJECT = "reject", _("驳回")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="acts", verbose_name=_("办理事项"))
    seq = models.IntegerField(_("序号"))
    kind = models.CharField(_("动作"), max_length=8, choices=Kind)
    step = models.CharField(_("步骤"), max_length=40, blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("经办人"))
    seat_area = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    seat_role = models.CharField(_("岗位角色"), max_length=8)
    seat_title = models.CharField(_("职务"), max_length=80, blank=True)
    happened_on = models.DateField(_("发生日期"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())
    late = models.BooleanField(_("补记"), default=False)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    entitled = models.IntegerField(_("应到人数"), null=True)
    present = models.IntegerField(_("实到人数"), null=True)
    in_favour = models.IntegerField(_("同意人数"), null=True)
    outcome = models.CharField(_("处理结果"), max_length=10, blank=True)  # dismissed | upheld
    refers = models.IntegerField(_("所答异议"), default=0)  # seq of the objection that is answered
    key = models.UUIDField(_("提交标识"), null=True)
    body = models.CharField(_("提交内容摘要"), max_length=64, db_collation="C", blank=True)  # of what was submitted under the key

    class Meta:
        verbose_name = _("办理记录")
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="act_in_order"),
            models.UniqueConstraint(fields=["case", "key"], name="act_once"),
        ]

    def __str__(self):
        return f"{self.case_id}#{self.seq} {self.kind}"


class Citation(models.Model):
    """One row per piece of evidence that an act rests on; append-only."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="citations", verbose_name=_("办理记录"))
    name = models.CharField(_("证据名称"), max_length=40)  # the requirement that it meets
    kind = models.CharField(_("凭证类型"), max_length=10)
    subject = models.CharField(_("对象"), max_length=120, db_collation="C")
    uid = models.UUIDField(_("证据标识"))
    digest = models.CharField(_("文件摘要"), max_length=64, db_collation="C")
    accepted_at = models.DateTimeField(_("接收时间"))

    class Meta:
        verbose_name = _("引用的证据")
        indexes = [models.Index(fields=["digest"], name="citation_by_digest")]

    def __str__(self):
        return f"{self.act_id} {self.name}"


class Verdict(models.Model):
    """One row per verdict that a step asked for: what a rule said of the subject at that moment; append-only."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="verdict", verbose_name=_("办理记录"))
    rule = models.CharField(_("规则"), max_length=40, db_collation="C")
    rulebook = models.CharField(_("规则版本"), max_length=20)
    judged_on = models.DateField(_("评判日期"))
    facts_year = models.SmallIntegerField(_("年度"))
    holds = models.BooleanField(_("是否达标"))
    digest = models.CharField(_("评判摘要"), max_length=64, db_collation="C")  # of every condition with its value and threshold

    class Meta:
        verbose_name = _("评判记录")

    def __str__(self):
        return f"{self.act_id} {self.rule}"


class Publication(models.Model):
    """One row per public notice: the text as it hangs on the board, closed with its digest; append-only."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="publication", verbose_name=_("办理记录"))
    place = models.CharField(_("公示地点"), max_length=60)
    days = models.SmallIntegerField(_("公示天数"))
    text = models.TextField(_("公示内容"))  # masked: no number, no phone, no health, no minor
    digest = models.CharField(_("公示内容摘要"), max_length=64, db_collation="C")

    class Meta:
        verbose_name = _("公示")

    def __str__(self):
        return f"{self.act_id} {self.days}"


class Sealing(models.Model):
    """One row per act whose time must not be doubted: the signed checkpoint that holds it; append-only."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="sealing", verbose_name=_("办理记录"))
    at = models.DateTimeField(_("存证点时间"))
    root = models.CharField(_("根摘要"), max_length=64, db_collation="C")
    size = models.BigIntegerField(_("规模"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("办理存证")

    def __str__(self):
        return f"{self.act_id} {self.at}"


class Objection(models.Model):
    """One row per objection to a notice; who said it and what is sealed, and shown only one level above; append-only."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="objection", verbose_name=_("办理记录"))
    said_sealed = models.BinaryField(_("异议内容"))
    objector_sealed = models.BinaryField(_("异议人"), null=True)

    class Meta:
        verbose_name = _("异议")

    def __str__(self):
        return f"{self.act_id}"

"""What a household or a person received under a policy, with the proof of it, and the file it came in by."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuopin.registry.models import Household, Person


class DeliveryBatch(models.Model):
    """One row per workbook of deliveries that was brought in; undone as a whole, never deleted."""

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    file_name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("文件摘要"), max_length=64, db_collation="C")
    rows = models.IntegerField(_("行数"))
    left_out = models.IntegerField(_("未收行数"), default=0)
    actor = models.CharField(_("经办人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=TransactionNow())
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    undo_reason = models.CharField(_("撤销原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("落实导入批次")
        constraints = [models.UniqueConstraint(fields=["area_code", "digest"], condition=Q(undone_at=None), name="delivery_file_once")]

    def __str__(self):
        return f"{self.file_name} {self.rows}"


class Delivery(models.Model):
    """One row per thing handed over under a policy: to whom, when, how much, proved by what. Wrong ones are voided, never deleted."""

    class Proof(models.TextChoices):
        BANK = "bank", _("银行流水")
        SIGNATURE = "signature", _("户签字")
        ROLL = "roll", _("部门清单")

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+", verbose_name=_("贫困户")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+", verbose_name=_("家庭成员")
    )
    policy = models.CharField(_("政策"), max_length=40, db_collation="C")
    delivered_on = models.DateField(_("落实日期"))
    amount_yuan = models.DecimalField(_("金额"), max_digits=14, decimal_places=2, null=True)  # NULL = in kind or a service
    content = models.CharField(_("内容"), max_length=200, blank=True)
    proof = models.CharField(_("落实凭证"), max_length=10, choices=Proof)
    proof_number = models.CharField(_("凭证号"), max_length=60, blank=True)  # the row of the bank's or department's list
    proof_digest = models.CharField(_("凭证摘要"), max_length=64, blank=True, db_collation="C")  # of the file in evidence
    batch = models.ForeignKey(DeliveryBatch, on_delete=models.PROTECT, null=True, related_name="deliveries", verbose_name=_("落实导入批次"))
    actor = models.CharField(_("经办人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=TransactionNow())
    voided_at = models.DateTimeField(_("作废时间"), null=True)
    void_reason = models.CharField(_("作废原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("政策落实记录")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "policy", "person", "delivered_on", "proof_number"], condition=Q(voided_at=None), nulls_distinct=False,
                name="delivered_once",
            ),
            models.CheckConstraint(condition=Q(amount_yuan=None) | Q(amount_yuan__gt=0), name="delivered_amount_positive"),
            models.CheckConstraint(condition=~Q(proof_number="", proof_digest="") , name="delivered_with_proof"),
        ]
        indexes = [models.Index(fields=["policy", "delivered_on"], condition=Q(voided_at=None), name="deliveries_of_policy")]

    def __str__(self):
        return f"{self.policy} {self.household_id} {self.delivered_on}"

"""What other departments' lists say of a household: a suspicion to be looked at, never a verdict."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.registry.models import Household


class Comparison(models.Model):
    """One row per hit of a comparison (信息比对) with another department's list, with the household's reply and a person's finding."""

    class Item(models.TextChoices):
        VEHICLE = "vehicle", _("车辆")
        HOUSE = "house", _("商品房")
        PAY = "pay", _("财政供养")
        COMPANY = "company", _("工商登记")
        DEPOSIT = "deposit", _("大额存款")
        OTHER = "other", _("其他")

    class Finding(models.TextChoices):
        OPEN = "", _("待核实")
        EXPLAINED = "explained", _("情况合理")
        MISTAKEN = "mistaken", _("比对有误")
        CONFIRMED = "confirmed", _("属实")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="comparisons", verbose_name=_("贫困户"))
    item = models.CharField(_("比对项目"), max_length=10, choices=Item)
    department = models.CharField(_("提供部门"), max_length=60)
    told = models.CharField(_("比对结果"), max_length=200)
    compared_on = models.DateField(_("比对日期"))
    reply = models.CharField(_("农户答复"), max_length=300, blank=True)
    replied_on = models.DateField(_("答复日期"), null=True)
    finding = models.CharField(_("核实结论"), max_length=10, choices=Finding, blank=True)
    reason = models.CharField(_("结论理由"), max_length=300, blank=True)
    found_by = models.CharField(_("核实人"), max_length=150, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("信息比对")
        constraints = [
            models.UniqueConstraint(fields=["household", "item", "department", "compared_on"], name="comparison_once"),
            models.CheckConstraint(condition=Q(finding="") | (Q(replied_on__isnull=False) & ~Q(reason="") & ~Q(found_by="")), name="comparison_heard"),
        ]

    def __str__(self):
        return f"{self.household_id} {self.item}"

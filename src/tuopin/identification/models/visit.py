"""A visit before an exit: who went where, and what they saw."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account


class Visit(models.Model):
    """One row per visit (走访) to a household, a village or a county by somebody of some level; append-only."""

    class Level(models.TextChoices):
        VILLAGE = "village", _("村级")
        TOWNSHIP = "township", _("乡级")
        COUNTY = "county", _("县级")
        CITY = "city", _("市级")
        PROVINCE = "province", _("省级")

    subject = models.CharField(_("对象"), max_length=120, db_collation="C")  # household:H…, village:…, county:…
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    level = models.CharField(_("级别"), max_length=8, choices=Level)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("经办人"))
    visitor = models.CharField(_("走访人"), max_length=60)
    visited_on = models.DateField(_("走访日期"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    photo = models.CharField(_("文件摘要"), max_length=64, db_collation="C", blank=True)
    key = models.UUIDField(_("提交标识"), null=True, unique=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("走访")
        constraints = [models.CheckConstraint(condition=Q(area_code__regex=r"^\d{12}$"), name="visit_area_form")]
        indexes = [
            models.Index(fields=["subject", "visited_on"], name="visit_by_subject"),
            models.Index(fields=["area_code", "visited_on"], name="visit_by_area"),
        ]

    def __str__(self):
        return f"{self.subject} {self.visited_on}"

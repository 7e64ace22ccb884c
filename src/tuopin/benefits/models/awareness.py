"""Whether people know the policies that are there for them: what a survey in a village found."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Awareness(models.Model):
    """One row per village, policy and day of a survey: how many were asked and how many knew (政策知晓率)."""

    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    policy = models.CharField(_("政策"), max_length=40, db_collation="C")
    asked_on = models.DateField(_("调查日期"))
    asked = models.IntegerField(_("调查人数"))
    aware = models.IntegerField(_("知晓人数"))
    actor = models.CharField(_("经办人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=TransactionNow())

    class Meta:
        verbose_name = _("政策知晓调查")
        constraints = [
            models.UniqueConstraint(fields=["village_code", "policy", "asked_on"], name="awareness_once"),
            models.CheckConstraint(condition=Q(asked__gt=0, aware__gte=0) & Q(aware__lte=F("asked")), name="awareness_share"),
        ]

    def __str__(self):
        return f"{self.village_code} {self.policy} {self.aware}/{self.asked}"

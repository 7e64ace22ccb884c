"""What the policies come to in each village and year, counted so that every place above can be shown at once."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """One row per village, year and policy: how many are entitled, received, are owed, hold what is not theirs, are not known."""

    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    year = models.SmallIntegerField(_("年度"))
    policy = models.CharField(_("政策"), max_length=40, db_collation="C")
    entitled = models.IntegerField(_("应享"))
    received = models.IntegerField(_("应享已享"))
    gap = models.IntegerField(_("应享未享"))
    over = models.IntegerField(_("不应享已享"))
    unknown = models.IntegerField(_("待核实"))
    owed_yuan = models.DecimalField(_("应补金额"), max_digits=14, decimal_places=2, null=True)  # of those owed, where an amount is set
    counted_on = models.DateField(_("统计日期"))
    counted_at = models.DateTimeField(_("统计时间"), db_default=Now())

    class Meta:
        verbose_name = _("政策落实统计")
        constraints = [models.UniqueConstraint(fields=["year", "village_code", "policy"], name="tally_once")]

    def __str__(self):
        return f"{self.village_code} {self.year} {self.policy}"

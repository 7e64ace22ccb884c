"""Key figures of every place, ready to show."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Figure(models.Model):
    """One row per place, year and key figure: a count or an amount, with its denominator where it is a rate."""

    year = models.SmallIntegerField(_("年度"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    level = models.SmallIntegerField(_("层级"))
    name = models.CharField(_("指标"), max_length=40, db_collation="C")
    numerator = models.DecimalField(_("分子"), max_digits=18, decimal_places=2)
    denominator = models.DecimalField(_("分母"), max_digits=18, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("指标值")
        constraints = [models.UniqueConstraint(fields=["year", "area_code", "name"], name="figure_once")]
        indexes = [models.Index(fields=["year", "name", "level", "area_code"], name="figure_by_level")]

    def __str__(self):
        return f"{self.area_code} {self.year} {self.name}"

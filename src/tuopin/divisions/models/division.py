"""A place of the official tree, as it was named for a while."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Division(models.Model):
    """One row per place and span of time in which it kept its code and its name."""

    code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    name = models.CharField(_("区划名称"), max_length=120, db_collation="C")
    level = models.SmallIntegerField(_("层级"))  # 1 province, 2 city, 3 county, 4 township, 5 village
    initials = models.CharField(_("拼音首字母"), max_length=120, db_collation="C")
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("失效日期"), null=True)

    class Meta:
        verbose_name = _("区划")
        constraints = [
            models.UniqueConstraint(fields=["code", "starts_on"], name="division_code_start"),
            models.CheckConstraint(condition=Q(code__regex=r"^\d{12}$"), name="division_code_form"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="division_span"),
        ]
        indexes = [
            models.Index(fields=["level", "code"], name="division_by_level"),
            models.Index(fields=["name"], name="division_by_name"),
            models.Index(fields=["initials"], name="division_by_initials"),
        ]

    def __str__(self):
        return f"{self.name} {self.code}"

"""What a village or county is designated as, from when until when."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.procedure.models import Case
from tuopin.trail.models import Projected


class Designation(Projected):
    """One row per designation of a place (贫困村, 国家级贫困县 …): several at a time; an exit closes it and leaves the record."""

    class Tag(models.TextChoices):
        POOR_VILLAGE = "poor_village", _("贫困村")
        DEEP_VILLAGE = "deep_village", _("深度贫困村")
        NATIONAL_COUNTY = "national_county", _("国家级贫困县")
        KEY_COUNTY = "key_county", _("国家扶贫开发重点县")
        CONTIGUOUS_COUNTY = "contiguous_county", _("集中连片特困地区县")
        PROVINCIAL_COUNTY = "provincial_county", _("省定贫困县")
        DEEP_COUNTY = "deep_county", _("深度贫困县")

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    tag = models.CharField(_("认定类别"), max_length=20, choices=Tag)
    starts_on = models.DateField(_("认定日期"))
    ends_on = models.DateField(_("退出日期"), null=True)
    document = models.CharField(_("依据"), max_length=300)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("办理事项"))  # that closed it
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("贫困认定")
        constraints = [
            models.UniqueConstraint(fields=["area_code", "tag"], condition=Q(ends_on=None), name="designated_once"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="designation_span"),
            models.CheckConstraint(condition=Q(area_code__regex=r"^\d{12}$"), name="designation_area_form"),
        ]
        indexes = [models.Index(fields=["area_code", "tag"], name="designation_by_area")]

    def __str__(self):
        return f"{self.area_code} {self.tag}"

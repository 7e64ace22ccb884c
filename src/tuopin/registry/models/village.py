"""What the village form says of a year."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuopin.registry.models.dated import DatedFact


class VillageForm(DatedFact):
    """One row per village, year and version: the village form (行政村信息采集表). Counts are of all residents."""

    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    poor_village = models.BooleanField(_("村属性"), null=True)  # 贫困村 / 非贫困村
    designated_year = models.SmallIntegerField(_("贫困村认定年度"), null=True)
    groups = models.IntegerField(_("村民小组数"), null=True)
    households = models.IntegerField(_("总户数"), null=True)
    persons = models.IntegerField(_("总人口数"), null=True)
    agricultural_persons = models.IntegerField(_("农业户籍人口数"), null=True)
    weakness = models.CharField(_("村情短板"), max_length=40, blank=True)  # codes joined by ","
    helping_unit = models.CharField(_("帮扶单位"), max_length=120, blank=True)
    collective_income_yuan = models.DecimalField(_("村集体经济收入"), max_digits=14, decimal_places=2, null=True)
    cooperatives = models.IntegerField(_("农民专业合作社个数"), null=True)
    paved_road = models.BooleanField(_("是否通硬化路"), null=True)
    passenger_bus = models.BooleanField(_("是否通客运班车"), null=True)
    power = models.BooleanField(_("是否通动力电"), null=True)
    clinic = models.BooleanField(_("是否有卫生室"), null=True)
    doctor = models.BooleanField(_("是否有执业医师"), null=True)
    broadband = models.BooleanField(_("是否通宽带"), null=True)
    culture_room = models.BooleanField(_("是否有文化活动室"), null=True)

    class Meta:
        verbose_name = _("行政村信息采集表")
        constraints = [
            models.UniqueConstraint(fields=["village_code", "year"], condition=Q(superseded_at=None), name="village_form_current"),
        ]

    def __str__(self):
        return f"{self.village_code} {self.year}"

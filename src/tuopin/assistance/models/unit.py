"""Who stands by a place: offices, firms, societies, universities, other counties, and for how long."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.trail.models import Projected


class Unit(Projected):
    """One row per helping party (帮扶单位): an office or another actor of society, in the list of an area."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("机关事业单位")
        ENTERPRISE = "enterprise", _("企业")
        SOCIETY = "society", _("社会组织")
        UNIVERSITY = "university", _("高校")
        ARMY = "army", _("部队")
        COUNTY = "county", _("结对县")
        INDIVIDUAL = "individual", _("爱心人士")

    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")  # in whose list it stands
    number = models.CharField(_("单位编号"), max_length=40, db_collation="C")  # unique in that list
    name = models.CharField(_("单位名称"), max_length=120)
    kind = models.CharField(_("帮扶主体类型"), max_length=10, choices=Kind, default=Kind.OFFICE)
    unit_class = models.CharField(_("单位类别"), max_length=16, blank=True)  # party | economic | political_legal | professional
    affiliation = models.CharField(_("隶属关系"), max_length=12, blank=True)
    head_name = models.CharField(_("主要负责人"), max_length=60, blank=True)  # who answers for it
    head_duty = models.CharField(_("职务"), max_length=80, blank=True)
    seat_code = models.CharField(_("驻地代码"), max_length=12, db_collation="C", blank=True)
    persons = models.SmallIntegerField(_("每村可派人数"), default=3)
    villages_most = models.SmallIntegerField(_("最多帮扶村数"), default=1)
    closed_on = models.DateField(_("停用日期"), null=True)

    class Meta:
        verbose_name = _("帮扶单位")
        constraints = [
            models.UniqueConstraint(fields=["area_code", "number"], name="unit_number_in_list"),
            models.CheckConstraint(condition=Q(persons__gte=0) & Q(villages_most__gte=0), name="unit_capacity"),
        ]

    def __str__(self):
        return f"{self.area_code}/{self.number}"


class Relation(Projected):
    """One row per span in which a helping party stands by a village or county (帮扶关系), in one of five ways."""

    class Kind(models.TextChoices):
        LEADER = "leader", _("领导包联")
        TEAM = "team", _("单位驻村帮扶")
        COUNTIES = "counties", _("县际结对")
        ENTERPRISE = "enterprise", _("企村合作")
        SOCIETY = "society", _("社会力量帮扶")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="relations", verbose_name=_("帮扶单位"))
    place_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    kind = models.CharField(_("帮扶方式"), max_length=10, choices=Kind)
    leader = models.CharField(_("包联领导"), max_length=60, blank=True)
    starts_on = models.DateField(_("帮扶开始时间"))
    ends_on = models.DateField(_("帮扶结束时间"), null=True)
    basis = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("帮扶关系")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="relation_span"),
            models.UniqueConstraint(fields=["unit", "place_code", "kind"], condition=Q(ends_on=None), name="relation_open_once"),
        ]
        indexes = [models.Index(fields=["place_code", "kind"], name="relation_by_place")]

    def __str__(self):
        return f"{self.unit_id} {self.kind} {self.place_code}"

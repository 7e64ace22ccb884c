"""Who helps: responsible helpers, where they are stationed, and the households they are paired with."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.registry.models.household import Household
from tuopin.trail.models import Projected


class Helper(Projected):
    """One row per responsible helper (帮扶责任人) ever registered."""

    number = models.CharField(_("帮扶人编号"), max_length=40, db_collation="C")  # unique in its county
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")  # the county whose register they are in
    name = models.CharField(_("姓名"), max_length=60)
    sex = models.CharField(_("性别"), max_length=6, blank=True)
    certificate_sealed = models.BinaryField(_("证件号码"), null=True)
    certificate_index = models.BinaryField(_("证件号码索引"), null=True)
    phone_sealed = models.BinaryField(_("联系电话"), null=True)
    unit_name = models.CharField(_("单位名称"), max_length=120, blank=True)
    unit_class = models.CharField(_("单位类别"), max_length=16, blank=True)  # party | economic | political_legal | professional
    duty = models.CharField(_("职务"), max_length=80, blank=True)
    registered_at = models.DateTimeField(_("登记时间"), db_default=TransactionNow())

    class Meta:
        verbose_name = _("帮扶责任人")
        constraints = [models.UniqueConstraint(fields=["area_code", "number"], name="helper_number_in_county")]

    def __str__(self):
        return self.number


class Posting(models.Model):
    """One row per stay of a helper in a village as member of its resident team (驻村派驻)."""

    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="postings", verbose_name=_("帮扶责任人"))
    village_code = models.CharField(_("行政村代码"), max_length=12, db_collation="C")
    first_secretary = models.BooleanField(_("是否第一书记"), default=False)
    team_leader = models.BooleanField(_("是否驻村工作队队长"), default=False)
    starts_on = models.DateField(_("派驻开始时间"))
    ends_on = models.DateField(_("派驻结束时间"), null=True)

    class Meta:
        verbose_name = _("驻村派驻")
        indexes = [models.Index(fields=["village_code"], name="posting_by_village")]

    def __str__(self):
        return f"{self.helper_id} at {self.village_code}"


class Pairing(models.Model):
    """One row per span in which a helper answers for a household (结对帮扶)."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="pairings", verbose_name=_("贫困户")
    )
    helper = models.ForeignKey(
        Helper, on_delete=models.PROTECT, db_constraint=False, related_name="pairings", verbose_name=_("帮扶责任人")
    )
    starts_on = models.DateField(_("帮扶开始时间"))
    ends_on = models.DateField(_("帮扶结束时间"), null=True)

    class Meta:
        verbose_name = _("结对帮扶")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="pairing_span"),
            models.UniqueConstraint(fields=["household", "helper", "starts_on"], name="pairing_once"),
        ]

    def __str__(self):
        return f"{self.household_id} with {self.helper_id}"

"""Who answers for what in a place beside the posts: the four responsibilities, leaders' links and contact points, departments."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account, Post
from tuopin.trail.models import Projected


class Duty(Projected):
    """One row per duty (责任分工) of a person or unit for a place, from a day until a day."""

    class Kind(models.TextChoices):
        PRINCIPAL = "principal", _("主体责任")
        LEAD = "lead", _("包联责任")
        HELP = "help", _("帮扶责任")
        INSPECT = "inspect", _("督查巡查责任")
        LINK = "link", _("领导联系县")
        CONTACT = "contact", _("联系点")
        SECTOR = "sector", _("行业部门责任")

    kind = models.CharField(_("责任类型"), max_length=9, choices=Kind)
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    holder = models.CharField(_("责任人"), max_length=80)  # a name, or the unit that answers
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("账户"))
    title = models.CharField(_("职务"), max_length=80, blank=True)
    unit = models.CharField(_("责任单位"), max_length=80, blank=True)
    sector = models.CharField(_("行业"), max_length=20, db_collation="C", blank=True)
    policy = models.CharField(_("政策"), max_length=80, blank=True)
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("失效日期"), null=True)
    basis = models.CharField(_("依据"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("责任分工")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="duty_span"),
            models.CheckConstraint(condition=Q(kind="sector") ^ Q(sector=""), name="duty_of_a_sector"),
            models.UniqueConstraint(fields=["kind", "area_code", "holder", "sector", "policy"], condition=Q(ends_on=None), name="duty_once"),
            models.UniqueConstraint(fields=["holder", "unit"], condition=Q(kind="link", ends_on=None), name="leader_links_one_county"),
        ]
        indexes = [models.Index(fields=["area_code", "kind"], name="duty_by_place"), models.Index(fields=["holder"], name="duty_by_holder")]

    def __str__(self):
        return f"{self.kind} {self.area_code} {self.holder}"


class Exemption(Projected):
    """One row per document by which the head of a place may leave before the pledge is met (调离批准文件)."""

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="+", verbose_name=_("岗位"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")
    document = models.CharField(_("文件依据"), max_length=300)
    evidence = models.UUIDField(_("证据标识"))
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("批准人"))
    granted_on = models.DateField(_("批准日期"))

    class Meta:
        verbose_name = _("调离批准")

    def __str__(self):
        return f"{self.post_id} {self.granted_on}"

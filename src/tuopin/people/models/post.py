"""A post that someone holds somewhere for a while."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuopin.kernel.pack import pack
from tuopin.people.models.account import Account


class Post(models.Model):
    """One row per post: an account, an area, a role, from a day, until a day."""

    class Role(models.TextChoices):
        CLERK = "clerk", _("经办")  # enters and corrects
        HEAD = "head", _("负责人")  # confirms and approves
        READER = "reader", _("查阅")  # reads only
        AUDITOR = "auditor", _("审计")  # reads all of its area with the trail; writes nothing

    class Office(models.TextChoices):
        SECRETARY = "secretary", _("党组织书记")  # the one who answers for the place: exactly one a place
        CHIEF = "chief", _("行政正职")  # county head, township head, head of the villagers' committee
        DEPUTY = "deputy", _("副职")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts", verbose_name=_("账户"))
    area_code = models.CharField(_("区划代码"), max_length=12, db_collation="C")  # 000000000000 = the nation
    role = models.CharField(_("岗位角色"), max_length=8, choices=Role)
    title = models.CharField(_("职务"), max_length=80, blank=True)
    office = models.CharField(_("职务类别"), max_length=10, choices=Office, blank=True, default="", db_default="")
    starts_on = models.DateField(_("任职日期"))
    ends_on = models.DateField(_("离任日期"), null=True)

    class Meta:
        verbose_name = _("岗位")
        constraints = [
            models.CheckConstraint(condition=Q(area_code__regex=r"^\d{12}$"), name="post_area_form"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="post_span"),
        ]
        indexes = [models.Index(fields=["area_code", "office"], condition=~Q(office=""), name="post_of_an_office")]

    def __str__(self):
        return f"{self.account} {self.get_role_display()} {self.area_code}"

    def get_role_display(self):
        """What the role is called: as the pack says, else as the form does."""
        return pack().titles.get(self.role) or str(self.Role(self.role).label)

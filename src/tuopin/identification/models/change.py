"""A change in who belongs to a household, as it is proposed, and what it made."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tuopin.people.models import Account
from tuopin.registry.models import Household, Person
from tuopin.trail.models import Projected


class Change(Projected):
    """One row per proposed change of members; what it says never changes, and it becomes effective by its case alone."""

    class Kind(models.TextChoices):
        BIRTH = "birth", _("新生儿")
        DEATH = "death", _("死亡")
        MARRIED_IN = "married_in", _("婚入")
        MARRIED_OUT = "married_out", _("婚出")
        MOVED_IN = "moved_in", _("户籍迁入")
        MOVED_OUT = "moved_out", _("户籍迁出")
        SPLIT = "split", _("分户")
        MERGE = "merge", _("并户")
        HEAD = "head", _("变更户主")

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="changes", verbose_name=_("贫困户"))
    kind = models.CharField(_("变动类型"), max_length=12, choices=Kind)
    happened_on = models.DateField(_("变动日期"))
    persons = models.ManyToManyField(Person, related_name="+", verbose_name=_("家庭成员"))  # who dies, leaves, splits off, becomes the head
    other = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="changes_into", verbose_name=_("另一户"))
    relation = models.CharField(_("与户主关系"), max_length=28, blank=True)  # what the former head then is to the new one, as far as it was told alone
    note = models.CharField(_("说明"), max_length=300, blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("经办人"))
    effective_at = models.DateTimeField(_("生效时间"), null=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now())

    class Meta:
        verbose_name = _("成员变动")
        indexes = [models.Index(fields=["household", "id"], name="change_of_household")]

    def __str__(self):
        return f"{self.household_id} {self.kind}"


class Arrival(models.Model):
    """One row per person who comes with a change: a newborn, a bride; the certificate is sealed. Registered when it becomes effective."""

    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="arrival", verbose_name=_("成员变动"))
    name = models.CharField(_("姓名"), max_length=60)
    sex = models.CharField(_("性别"), max_length=6, blank=True)
    born_on = models.DateField(_("出生日期"), null=True)
    relation = models.CharField(_("与户主关系"), max_length=28)
    certificate_sealed = models.BinaryField(_("证件号码"), null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("家庭成员"))

    class Meta:
        verbose_name = _("新增成员")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="arrival_named")]

    def __str__(self):
        return f"{self.change_id}"


class Relation(models.Model):
    """One row per member who has another head by a change: what they then are to that head."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, db_index=False, related_name="relations", verbose_name=_("成员变动"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("家庭成员"))
    relation = models.CharField(_("与户主关系"), max_length=28)

    class Meta:
        verbose_name = _("变动后的关系")
        constraints = [
            models.UniqueConstraint(fields=["change", "person"], name="relation_told_once"),
            models.CheckConstraint(condition=~Q(relation=""), name="relation_told"),
        ]

    def __str__(self):
        return f"{self.change_id} {self.person_id} {self.relation}"

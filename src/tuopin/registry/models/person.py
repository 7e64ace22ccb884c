"""Persons: who they are for ever, to which household they belong when, and what the member form says of a year."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from tuopin.registry.models.dated import DatedFact
from tuopin.registry.models.household import Household

DIED = "death"  # why a stay ended; the same word as the change of members that records it


class Person(models.Model):
    """One row per person ever registered; the certificate number is sealed and found through its index alone."""

    number = models.CharField(_("人编号"), max_length=42, db_collation="C")
    name = models.CharField(_("姓名"), max_length=60)
    sex = models.CharField(_("性别"), max_length=6, blank=True)  # male | female
    born_on = models.DateField(_("出生日期"), null=True)
    certificate_kind = models.CharField(_("证件类型"), max_length=16, default="resident_id")
    certificate_sealed = models.BinaryField(_("证件号码"), null=True)
    certificate_index = models.BinaryField(_("证件号码索引"), null=True, unique=True)
    registered_at = models.DateTimeField(_("登记时间"), db_default=TransactionNow())
    erased_at = models.DateTimeField(_("删除时间"), null=True)  # who they were is gone; the number and the facts stay

    class Meta:
        verbose_name = _("家庭成员")
        constraints = [models.UniqueConstraint(fields=["number"], name="person_number")]

    def __str__(self):
        return self.number


# Of all open stays the same, of each closed one its own: one index that allows one open stay and finds them all by person.
OPEN_OR_OWN = Case(When(ends_on=None, then=Value(0)), default=F("id"), output_field=models.BigIntegerField())


class Membership(models.Model):
    """One row per stay of a person in a household; a person is in one household at a time.

    Person and household are checked by a trigger once a statement (migration `check_parents_by_statement`).
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="memberships", verbose_name=_("家庭成员")
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="memberships", verbose_name=_("贫困户")
    )
    starts_on = models.DateField(_("加入日期"))
    ends_on = models.DateField(_("离开日期"), null=True)
    end_reason = models.CharField(_("离开原因"), max_length=20, blank=True)  # DIED, another change of members, or how a roster tells it

    class Meta:
        verbose_name = _("家庭成员关系")
        constraints = [
            models.UniqueConstraint("person", OPEN_OR_OWN, name="one_household_at_a_time"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_span"),
        ]
        indexes = [models.Index(fields=["household"], name="membership_of_household")]

    def __str__(self):
        return f"{self.person_id} in {self.household_id}"


class MemberForm(DatedFact):
    """One row per member, year and version: the member form (家庭成员信息采集表). NULL or empty = not known.

    Person and household are checked by a trigger once a statement (migration `check_parents_by_statement`).
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="forms", verbose_name=_("家庭成员")
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="member_forms", verbose_name=_("贫困户")
    )
    relation = models.CharField(_("与户主关系"), max_length=28, blank=True)
    ethnic = models.CharField(_("民族"), max_length=2, blank=True)  # GB/T 3304 number
    political = models.CharField(_("政治面貌"), max_length=24, blank=True)
    education = models.CharField(_("文化程度"), max_length=16, blank=True)
    student = models.CharField(_("在校生状况"), max_length=24, blank=True)
    dropout_reason = models.CharField(_("失辍学原因"), max_length=16, blank=True)
    health = models.CharField(_("健康状况"), max_length=40, blank=True)  # codes joined by ","
    labour = models.CharField(_("劳动技能"), max_length=12, blank=True)
    work_place = models.CharField(_("务工地点"), max_length=60, blank=True)
    work_months = models.DecimalField(_("务工时间"), max_digits=4, decimal_places=1, null=True)
    resident_medical = models.BooleanField(_("是否参加城乡居民基本医疗保险"), null=True)
    employee_medical = models.BooleanField(_("是否参加城镇职工基本医疗保险"), null=True)
    resident_pension = models.BooleanField(_("是否参加城乡居民基本养老保险"), null=True)
    employee_pension = models.BooleanField(_("是否参加城镇职工基本养老保险"), null=True)
    critical_illness = models.BooleanField(_("是否参加大病保险"), null=True)
    subsistence_allowance = models.BooleanField(_("是否享受低保"), null=True)
    extreme_poverty = models.BooleanField(_("是否特困供养"), null=True)
    active_soldier = models.BooleanField(_("是否现役军人"), null=True)
    public_post = models.CharField(_("公益岗位"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("家庭成员信息采集表")
        constraints = [
            models.UniqueConstraint(fields=["person", "year"], condition=Q(superseded_at=None), name="member_form_current"),
        ]
        indexes = [models.Index(fields=["household", "year"], condition=Q(superseded_at=None), name="member_form_of_household")]

    def __str__(self):
        return f"{self.person_id} {self.year}"

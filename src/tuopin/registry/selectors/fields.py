"""The facts of the forms as an official reads them: under which heading, in which unit, from which list of values."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuopin.kernel import codelists
from tuopin.registry.models import Household, HouseholdForm, MemberForm, Person, VillageForm


@dataclass(frozen=True)
class Field:
    """One fact of a form: `kind` is text, yes_no, code, codes, number, whole or year; `codelist` names the list of its words."""

    name: str
    label: str
    kind: str
    unit: str = ""
    codelist: str = ""
    longest: int | None = None  # characters of a text
    digits: int | None = None  # of a number, and how many of them after the point
    places: int | None = None


@dataclass(frozen=True)
class Group:
    """Fields that stand under one heading."""

    heading: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Fact:
    """One fact with its value in the year shown, and in the year it is compared with."""

    field: Field
    value: object
    other: object = None

    @property
    def changed(self) -> bool:
        return self.value != self.other

    @property
    def known(self) -> bool:
        return self.value is not None and self.value != ""


def _field(form: type[Model], name: str, unit: str = "", codelist: str = "", kind: str = "") -> Field:
    column = form._meta.get_field(name)
    natural = {"BooleanField": "yes_no", "DecimalField": "number", "IntegerField": "whole", "SmallIntegerField": "year"}
    kind = kind or ("code" if codelist else natural.get(column.get_internal_type(), "text"))
    return Field(
        name, column.verbose_name, kind, unit, codelist, column.max_length, getattr(column, "max_digits", None),
        getattr(column, "decimal_places", None),
    )


def _fields(form: type[Model], *rows: tuple) -> tuple[Field, ...]:
    return tuple(_field(form, *row) for row in rows)


MU, SQUARE_METRES, KILOMETRES, YUAN, MONTHS = _("亩"), _("平方米"), _("公里"), _("元"), _("个月")

HOUSEHOLD_FIELDS: tuple[Group, ...] = (
    Group(_("基本情况"), _fields(
        HouseholdForm, ("group_name",), ("standard", "", "standard"), ("attribute", "", "attribute"), ("main_cause", "", "cause"),
        ("other_causes", "", "cause", "codes"), ("martyr_family",), ("planned_exit_year",), ("bank_name",),
    )),
    Group(_("吃穿住水"), _fields(
        HouseholdForm, ("food_enough",), ("clothing_enough",), ("house_grade", "", "house-grade"), ("house_area_m2", SQUARE_METRES),
        ("water_safe",), ("water_difficult",),
    )),
    Group(_("生产生活条件"), _fields(
        HouseholdForm, ("arable_mu", MU), ("irrigated_mu", MU), ("forest_mu", MU), ("grain_to_green_mu", MU), ("orchard_mu", MU),
        ("pasture_mu", MU), ("water_mu", MU), ("production_power",), ("domestic_power",), ("broadcast",),
        ("road_type", "", "road"), ("road_km", KILOMETRES), ("fuel", "", "fuel"), ("sanitary_toilet",),
    )),
    Group(_("带动情况"), _fields(HouseholdForm, ("cooperative",), ("firm_led",), ("leader_led",))),
)
MEMBER_FIELDS: tuple[Field, ...] = _fields(
    MemberForm, ("relation", "", "relation"), ("ethnic", "", "ethnic"), ("political", "", "political"),
    ("education", "", "education"), ("student", "", "student"), ("dropout_reason", "", "dropout-reason"),
    ("health", "", "health", "codes"), ("labour", "", "labour"), ("work_place", "", "work-place"), ("work_months", MONTHS),
    ("resident_medical",), ("employee_medical",), ("critical_illness",), ("resident_pension",), ("employee_pension",),
    ("subsistence_allowance",), ("extreme_poverty",), ("active_soldier",), ("public_post", "", "public-post"),
)
VILLAGE_FIELDS: tuple[Group, ...] = (
    Group(_("基本情况"), (Field("poor_village", _("是否贫困村"), "yes_no"), *_fields(
        VillageForm, ("designated_year",), ("groups",), ("households", _("户")), ("persons", _("人")),
        ("agricultural_persons", _("人")), ("weakness", "", "weakness", "codes"), ("helping_unit",),
    ))),
    Group(_("产业与集体经济"), _fields(VillageForm, ("collective_income_yuan", YUAN), ("cooperatives",))),
    Group(_("基础设施与公共服务"), _fields(
        VillageForm, ("paved_road",), ("passenger_bus",), ("power",), ("clinic",), ("doctor",), ("broadband",), ("culture_room",),
    )),
)
CORRECTABLE = {field.name: field for group in HOUSEHOLD_FIELDS for field in group.fields}
MEMBER_CORRECTABLE = {field.name: field for field in MEMBER_FIELDS}
VILLAGE_CORRECTABLE = {field.name: field for group in VILLAGE_FIELDS for field in group.fields}


_NAMES = {field.name: field.label for fields in (VILLAGE_CORRECTABLE, MEMBER_CORRECTABLE, CORRECTABLE) for field in fields.values()}
_NAMES |= {column: _NAMES[field] for column, field in {  # columns that the form holds under another name and in another unit
    "arable_area": "arable_mu", "irrigated_area": "irrigated_mu", "forest_area": "forest_mu", "green_area": "grain_to_green_mu", "orchard_area": "orchard_mu",
    "pasture_area": "pasture_mu", "water_area": "water_mu", "house_area": "house_area_m2", "road_metres": "road_km", "collective_income": "collective_income_yuan"}.items()}
_NAMES |= {name: form._meta.get_field(name).verbose_name for form, name in ((Person, "born_on"), (Household, "village_code"))}
_NAMES["has_work_place"] = MemberForm._meta.get_field("work_place").verbose_name


def column_label(name: str) -> str:
    """What a column that rules read is called on the forms, in the language that is on; one that no form has keeps its name."""
    return str(_NAMES[name]) if name in _NAMES else codelists.label("income-line", name, get_language())


def facts(groups: tuple[Group, ...], form: Model | None, other: Model | None = None) -> list[tuple[str, list[Fact]]]:
    """The groups of fields with the values of one form, beside those of another year's form."""
    return [
        (group.heading, [Fact(f, getattr(form, f.name, None), getattr(other, f.name, None)) for f in group.fields])
        for group in groups
    ]

"""Builders of a small register for tests: one household with its people, income, helper and history, all of it valid."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.db import connection, transaction

from incomes import an_income
from tuopin.kernel.home import keyring
from tuopin.kernel.ids import check_digit
from tuopin.people.selectors import Actor
from tuopin.registry.models import (
    Helper,
    Household,
    HouseholdForm,
    ImportBatch,
    MemberForm,
    Membership,
    Pairing,
    Person,
    Posting,
    StatusEvent,
    VillageForm,
)

VILLAGE, NEIGHBOUR, COUNTY = "431129210213", "431129210214", "431129000000"
KNOWN_INCOME = {"wage": 18000, "business_income": 6000, "business_expense": 2000, "property_other": 500, "transfer_other": 1500}
_numbers = count(1)


def an_actor(area: str = COUNTY, acts: str = "read import correct confirm export reveal", name: str = "tester") -> Actor:
    return Actor(name, ((area, frozenset(acts.split())),))


def a_certificate(born_on: date, sequence: int) -> str:
    """A well-formed identity number of a county that had no registry office then: area 431129."""
    first = f"431129{born_on:%Y%m%d}{sequence % 1000:03d}"
    return first + check_digit(first)


def a_person(*, name: str = "盘小妹", born_on: date = date(1980, 5, 1), sex: str = "female") -> Person:
    n = next(_numbers)
    number = f"P{n:08d}"
    certificate = a_certificate(born_on, n * 2 + (sex == "male"))
    return Person.objects.create(
        number=number, name=name, sex=sex, born_on=born_on,
        certificate_sealed=keyring().seal(certificate, f"registry.person|certificate|{number}"),
        certificate_index=keyring().find_by("certificate", certificate),
    )


def a_household(
    *, village: str = VILLAGE, year: int = 2018, persons: int = 3, income: dict | None = None, status: str = "identified", **form: object,
) -> Household:
    """A household whose every condition is met in the year, unless `form` says otherwise; the head is its first person."""
    with transaction.atomic():
        household = Household.objects.create(number=f"H{next(_numbers):010d}", village_code=village)
        found = [("identified", date(2014, 1, 1))] + ([(status, date(year, 6, 1))] if status != "identified" else [])
        file = a_takeover()
        ImportBatch.objects.filter(pk=file.pk).update(state="merging")  # as it is while a file is merged
        StatusEvent.objects.bulk_create(
            StatusEvent(household=household, kind=kind, on=on, basis="测试", actor="test", takeover=file) for kind, on in found
        )
        ImportBatch.objects.filter(pk=file.pk).update(state="refused")
    a_form(household, year=year, **form)
    for n in range(persons):
        person = a_person(name=f"赵{'一二三四五六七八九十'[n % 10]}", born_on=date(1980 - n, 5, 1))
        Membership.objects.create(person=person, household=household, starts_on=date(2014, 1, 1))
        MemberForm.objects.create(
            person=person, household=household, year=year, relation="head" if n == 0 else "other", health="healthy", labour="ordinary",
            education="junior", ethnic="13", resident_medical=True, critical_illness=True, source="import:1",
        )
    lines = KNOWN_INCOME if income is None else income
    an_income(household, lines, year=year)
    return household


def a_takeover() -> ImportBatch:
    """The file by which the households of a test were registered; on no list of files."""
    taken = ImportBatch.objects.filter(file_name="takeover.xlsx").first()
    return taken or ImportBatch.objects.create(digest="0" * 64, file_name="takeover.xlsx", year=2014, area_code="", actor="test", state="refused")


def a_status(household: Household, kind: str, on: date, *, precision: str = "day", basis: str = "测试") -> None:
    """A status on any day, as if what led there had happened: written by the database's owner with its guard off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registry_statusevent DISABLE TRIGGER status_by_procedure")
        StatusEvent.objects.create(household=household, kind=kind, on=on, precision=precision, basis=basis, actor="test")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registry_statusevent ENABLE TRIGGER status_by_procedure")


def a_form(household: Household, *, year: int, **form: object) -> HouseholdForm:
    meets = {"house_grade": "A", "water_safe": True, "food_enough": True, "clothing_enough": True, "attribute": "ordinary", "main_cause": "ill"}
    return HouseholdForm.objects.create(
        household=household, village_code=household.village_code, year=year, source="import:1", **meets | form
    )


def a_helper(*, name: str = "李帮扶", of: Household | None = None, posted: str = "", first_secretary: bool = False) -> Helper:
    helper = Helper.objects.create(number=f"R{next(_numbers):06d}", area_code=COUNTY, name=name, unit_name="县扶贫办", unit_class="party")
    if of:
        Pairing.objects.create(household=of, helper=helper, starts_on=date(2016, 1, 1))
    if posted:
        Posting.objects.create(helper=helper, village_code=posted, first_secretary=first_secretary, starts_on=date(2016, 1, 1))
    return helper


def a_village_form(*, code: str = VILLAGE, year: int = 2018, **facts: object) -> VillageForm:
    known = {"poor_village": True, "designated_year": 2014, "groups": 6, "households": 170, "persons": 689, "agricultural_persons": 689}
    return VillageForm.objects.create(village_code=code, year=year, source="import:1", **known | facts)

"""What the register already knows of the households and people that a part of a roster names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Model

from tuopin.registry.models import (
    Helper,
    Household,
    HouseholdForm,
    HouseholdIncome,
    MemberForm,
    Membership,
    Pairing,
    Person,
    StatusEvent,
)


@dataclass
class Known:
    """The register's side of a part of a roster, by the numbers the roster uses."""

    households: dict[str, tuple[int, str]] = field(default_factory=dict)  # number → id, village
    persons: dict[str, Person] = field(default_factory=dict)  # number → person
    certificates: dict[bytes, Person] = field(default_factory=dict)  # blind index → person
    stays: dict[int, list[Membership]] = field(default_factory=dict)  # household id → stays
    stay_of: dict[int, Membership] = field(default_factory=dict)  # person id → open stay
    stays_of: dict[int, list[Membership]] = field(default_factory=dict)  # person id → all stays, the first first
    helpers: dict[str, int] = field(default_factory=dict)


@dataclass
class KnownYear:
    """What is on record of known households for one year, to tell a new version from the same again."""

    forms: dict[int, HouseholdForm] = field(default_factory=dict)
    incomes: dict[int, HouseholdIncome] = field(default_factory=dict)
    members: dict[int, MemberForm] = field(default_factory=dict)  # person id → form
    later: set[int] = field(default_factory=set)  # persons with a form of a later year
    events: dict[int, list[tuple[date, str]]] = field(default_factory=dict)
    pairings: dict[int, list[Pairing]] = field(default_factory=dict)


def known_people(numbers: list[str], person_numbers: list[str], indexes: list[bytes]) -> Known:
    """The households and persons of these numbers and certificate indexes, wherever in the register they are."""
    known = Known()
    for household in _all(Household, "number", numbers):
        known.households[household.number] = (household.pk, household.village_code)
    for person in _all(Person, "number", person_numbers):
        known.persons[person.number] = person
    for person in _all(Person, "certificate_index", indexes):
        known.certificates[bytes(person.certificate_index)] = person
    ids = [pk for pk, _ in known.households.values()]
    found = {p.pk for p in (*known.persons.values(), *known.certificates.values())}
    if ids:
        for stay in Membership.objects.filter(household__in=ids).select_related("person"):
            known.stays.setdefault(stay.household_id, []).append(stay)
            known.persons.setdefault(stay.person.number, stay.person)
            found.add(stay.person_id)
    if found:
        for stay in Membership.objects.filter(person__in=found).select_related("household").order_by("starts_on", "id"):
            known.stays_of.setdefault(stay.person_id, []).append(stay)
            if stay.ends_on is None:
                known.stay_of[stay.person_id] = stay
    return known


def known_helpers(numbers: set[str], area: str) -> dict[str, int]:
    """The ids of the helpers with these numbers in the register of the area: numbers are given county by county."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, id FROM registry_helper WHERE area_code = %s AND number = ANY(%s)", [area, list(numbers)])
        return dict(cursor.fetchall())


def helpers_of(area: str) -> dict[str, int]:
    """The ids of all helpers in the register of the area, by number."""
    return dict(Helper.objects.filter(area_code=area).values_list("number", "pk"))


def known_year(households: list[int], persons: list[int], year: int) -> KnownYear:
    """What is on record for the year of these households and persons (by id)."""
    known = KnownYear()
    if not households and not persons:
        return known
    current = {"year": year, "superseded_at": None}
    for form in HouseholdForm.objects.filter(household__in=households, **current):
        known.forms[form.household_id] = form
    for income in HouseholdIncome.objects.filter(household__in=households, **current):
        known.incomes[income.household_id] = income
    for form in MemberForm.objects.filter(person__in=persons, **current):
        known.members[form.person_id] = form
    known.later.update(
        MemberForm.objects.filter(person__in=persons, year__gt=year, superseded_at=None).values_list("person_id", flat=True)
    )
    for event in StatusEvent.objects.filter(household__in=households).order_by("id"):
        known.events.setdefault(event.household_id, []).append((event.on, event.kind))
    for pairing in Pairing.objects.filter(household__in=households).order_by("starts_on", "id"):
        known.pairings.setdefault(pairing.household_id, []).append(pairing)
    return known


def last_events(numbers: Iterable[str]) -> dict[str, int | None]:
    """The last event of each of these households, by subject; None for one that has none."""
    subjects = {f"household:{number}": None for number in numbers}
    if not subjects:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, max(id) FROM trail_entry WHERE subject = ANY(%s) GROUP BY subject", [list(subjects)])
        return subjects | dict(cursor.fetchall())


def held_as_seen(cursor, seen: dict[str, int | None]) -> bool:
    """Hold these households; whether nothing has happened to them since their last events were asked for. What a page is about to
    correct waits for us now, and what it has corrected left an event."""
    numbers = [subject.partition(":")[2] for subject in seen]
    cursor.execute("SELECT FROM registry_household WHERE number = ANY(%s) ORDER BY id FOR UPDATE", [numbers])
    return last_events(numbers) == seen


def _all(model: type[Model], column: str, values: list) -> Iterable[Model]:
    """The rows with these values, asked for with one array: a list of ten thousand parameters costs more than the answer."""
    if not values:
        return ()
    return model.objects.raw(f'SELECT * FROM "{model._meta.db_table}" WHERE "{column}" = ANY(%s)', [values])

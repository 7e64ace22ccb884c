"""The rows that a part of a roster adds to the register and the rows it closes, gathered first and written in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import models

from tuopin.registry.models import (
    Household,
    HouseholdForm,
    HouseholdIncome,
    MemberForm,
    Membership,
    Pairing,
    Person,
    StatusEvent,
)
from tuopin.registry.services.copy_rows import copy_lines, facts_of
from tuopin.scope.services import confirm_in_sight, loading
from tuopin.trail.services import Event

FORM = ("household_id", "year", "source", "village_code", *(n for n, _ in facts_of(HouseholdForm)),
        "phone_sealed", "phone_index", "account_sealed")
MEMBER_FORM = ("person_id", "household_id", "year", "source", *(n for n, _ in facts_of(MemberForm)))
COLUMNS = {
    Household: ("id", "number", "village_code", "trail_chain", "trail_seq"),
    HouseholdForm: FORM,
    HouseholdIncome: ("household_id", "year", "source", "lines", "amounts_yuan", "evidence"),
    Person: ("id", "number", "name", "sex", "born_on", "certificate_kind", "certificate_sealed", "certificate_index"),
    Membership: ("person_id", "household_id", "starts_on", "ends_on", "end_reason"),
    MemberForm: MEMBER_FORM,
    StatusEvent: ("household_id", "kind", '"on"', "precision", "basis", "actor", "takeover_id", "case_id"),
    Pairing: ("household_id", "helper_id", "starts_on", "ends_on"),
}

ADD_GROUPS = "INSERT INTO divisions_villagergroup (village_code, name) SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class Said:
    """A household whose roster tells another status than the register has."""

    number: str
    village_code: str
    row: tuple[str, int]  # sheet and row in the file
    said: str
    stands: str


@dataclass
class Plan:
    """What is to be written, in the order of COLUMNS: parents before children."""

    lines: dict[type[models.Model], list[str]] = field(default_factory=lambda: {model: [] for model in COLUMNS})
    groups: set[tuple[str, str]] = field(default_factory=set)
    superseded: dict[type[models.Model], list[int]] = field(default_factory=dict)
    households: list[int] = field(default_factory=list)  # known ones to which rows are added
    ended: dict[type[models.Model], list[tuple[int, date, str]]] = field(default_factory=dict)  # id, day, reason
    begun: list[tuple[int, date]] = field(default_factory=list)  # stays that turn out to have begun earlier
    moved: list[tuple[int, str]] = field(default_factory=list)  # household id, village code
    said: list[Said] = field(default_factory=list)  # statuses that a roster tells and the register has no procedure for
    persons: list[Person] = field(default_factory=list)  # whose name, sex, birth date or certificate changed
    certified: set[int] = field(default_factory=set)  # of these, whose certificate changed
    touched: set[int] = field(default_factory=set)  # persons whose row or stay changed: households they were in before change with them
    events: list[Event] = field(default_factory=list)  # what the trail is to tell of each household
    newcomers: list[tuple[str, Event]] = field(default_factory=list)  # a household's own row, still without its event, and that event

    def add(self, model: type[models.Model], *values: str) -> None:
        self.lines[model].append("\t".join(values))

    def supersede(self, row: models.Model) -> None:
        self.superseded.setdefault(type(row), []).append(row.pk)

    def end(self, row: models.Model, day: date, reason: str = "") -> None:
        self.ended.setdefault(type(row), []).append((row.pk, day, reason))

    def write(self, cursor, *, before_pairings: Callable[[], None] = lambda: None) -> None:
        """Close what ends, then add what is new, `before_pairings` being asked before those; inside the caller's transaction."""
        self._close(cursor)
        with loading(cursor):
            for model, columns in COLUMNS.items():
                if model is Pairing:
                    before_pairings()
                copy_lines(cursor, model, columns, self.lines[model])
        new = (int(line.partition("\t")[0]) for line in self.lines[Household])
        confirm_in_sight(cursor, "registry_household", "village_code", [*self.households, *new])
        if self.groups:
            cursor.execute(ADD_GROUPS, [list(named) for named in zip(*sorted(self.groups), strict=True)])

    def _close(self, cursor) -> None:
        for model, ids in self.superseded.items():
            cursor.execute(f'UPDATE "{model._meta.db_table}" SET superseded_at = now() WHERE id = ANY(%s)', [ids])
        for stay, day, reason in self.ended.get(Membership, ()):
            Membership.objects.filter(pk=stay).update(ends_on=day, end_reason=reason)
        for pairing, day, _reason in self.ended.get(Pairing, ()):
            Pairing.objects.filter(pk=pairing).update(ends_on=day)
        for stay, day in self.begun:
            Membership.objects.filter(pk=stay).update(starts_on=day)
        for household, village in self.moved:
            Household.objects.filter(pk=household).update(village_code=village)
        Person.objects.filter(pk__in=self.certified).update(certificate_index=None, certificate_sealed=None)  # two may have had each other's
        Person.objects.bulk_update(
            self.persons, ["name", "sex", "born_on", "certificate_kind", "certificate_sealed", "certificate_index"]
        )


def fresh(model: type[models.Model], facts: dict) -> list[str]:
    """The facts as a first version's columns."""
    return [encode(facts.get(name)) for name, encode in facts_of(model)]


def revised(model: type[models.Model], current: models.Model, facts: dict) -> tuple[list[str], bool]:
    """The columns of the next version, and whether anything differs; what the roster has no column for stays as it is."""
    columns, differs = [], False
    for name, encode in facts_of(model):
        column = encode(getattr(current, name))
        if name in facts:
            said = encode(facts[name])
            differs = differs or said != column
            column = said
        columns.append(column)
    return columns, differs


def day_stated(text: str) -> tuple[str, str]:
    """A day from what a roster states of it (2015, 2015-06 or 2015-06-17), and how much of it was stated."""
    parts = text.split("-")
    return "-".join((*parts, "01", "01")[:3]), ("year", "month", "day")[len(parts) - 1]


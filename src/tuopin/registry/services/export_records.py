"""Fetches what an export writes: each household, member, helper and village of a year as the fields of the official forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from tuopin.kernel.home import keyring
from tuopin.kernel.ids import mask
from tuopin.registry.models import (
    Helper,
    HouseholdForm,
    HouseholdIncome,
    MemberForm,
    Pairing,
    Posting,
    StatusEvent,
    VillageForm,
)
from tuopin.registry.selectors.first_identified import first_identified
from tuopin.registry.selectors.income import SELF_REPORT, lines_of
from tuopin.registry.services.copy_rows import facts_of
from tuopin.registry.states import status_on

CHUNK = 2000
ALWAYS = {"phone", "account", "head_name", "head_certificate", "size", "status", "first_identified", "year"}


@dataclass(frozen=True)
class Wanted:
    """What is exported: these households (ids, in the order of the file), of this year, with or without personal numbers."""

    households: tuple[int, ...]
    year: int
    with_numbers: bool

    def parts(self) -> Iterator[tuple[int, ...]]:
        """The households, some thousand at a time."""
        for start in range(0, len(self.households), CHUNK):
            yield self.households[start : start + CHUNK]

    def show(self, sealed: bytes | None, place: str) -> str:
        """A personal number as this export may show it."""
        if not sealed:
            return ""
        number = keyring().open(sealed, place)
        return number if self.with_numbers else mask(number)

    @property
    def current(self) -> dict:
        return {"year": self.year, "superseded_at": None}


def with_record(households: list[int], year: int) -> set[int]:
    """Which of the households have a record of the year."""
    found: set[int] = set()
    for start in range(0, len(households), CHUNK):
        part = households[start : start + CHUNK]
        found.update(
            HouseholdForm.objects.filter(household__in=part, year=year, superseded_at=None).values_list("household_id", flat=True)
        )
    return found


def _facts(form: Model) -> dict:
    return {name: getattr(form, name) for name, _ in facts_of(type(form))}


def households(wanted: Wanted) -> Iterator[dict]:
    """The household sheet: the form of the year, its head, size, status and income lines."""
    for part in wanted.parts():
        forms = HouseholdForm.objects.filter(household__in=part, **wanted.current).select_related("household")
        by_id = {form.household_id: form for form in forms}
        heads, sizes = _heads(part, wanted)
        events, incomes, first = _events(part), _incomes(part, wanted), first_identified(part)
        for pk in part:
            form = by_id[pk]
            number, head = form.household.number, heads.get(pk)
            place = f"registry.household_form|%s|{number}|{wanted.year}"
            yield _facts(form) | incomes.get(pk, {}) | {
                "number": number, "year": wanted.year, "village_code": form.village_code, "size": sizes.get(pk),
                "phone": wanted.show(form.phone_sealed, place % "phone"),
                "account": wanted.show(form.account_sealed, place % "account"),
                "head_name": head.person.name if head else "",
                "head_certificate": _certificate(head, wanted) if head else "",
                "status": status_on([(on, kind) for on, kind, _ in events.get(pk, ())], date(wanted.year, 12, 31)),
                "first_identified": _as_known(first.get(pk)), "exited": _as_known(_left(events.get(pk, ()), wanted.year)),
            }


def _certificate(form: MemberForm, wanted: Wanted) -> str:
    person = form.person
    return wanted.show(person.certificate_sealed, f"registry.person|certificate|{person.number}")


def _heads(part: tuple[int, ...], wanted: Wanted) -> tuple[dict[int, MemberForm], dict[int, int]]:
    heads, sizes = {}, {}
    for form in MemberForm.objects.filter(household__in=part, **wanted.current).select_related("person"):
        sizes[form.household_id] = sizes.get(form.household_id, 0) + 1
        if form.relation == "head":
            heads[form.household_id] = form
    return heads, sizes


def _events(part: tuple[int, ...]) -> dict[int, list[tuple[date, str, str]]]:
    events: dict[int, list] = {}
    for event in StatusEvent.objects.filter(household__in=part).order_by("id"):
        events.setdefault(event.household_id, []).append((event.on, event.kind, event.precision))
    return events


def _as_known(moment: tuple[date, str] | None) -> str:
    """A day, or its month or year alone, as exactly as it is known."""
    return moment[0].isoformat()[: {"year": 4, "month": 7}.get(moment[1], 10)] if moment else ""


def _left(events: Iterable[tuple[date, str, str]], year: int) -> tuple[date, str] | None:
    """When the household last left poverty, up to the end of the year."""
    return max(((on, precision) for on, kind, precision in events if kind == StatusEvent.Kind.EXITED and on.year <= year), default=None)


def _incomes(part: tuple[int, ...], wanted: Wanted) -> dict[int, dict]:
    found: dict[int, dict] = {}
    for version in HouseholdIncome.objects.filter(household__in=part, **wanted.current):
        lines = sorted(lines_of(version).items())
        found[version.household_id] = told = {word: line.amount_yuan for word, line in lines}
        if proven := ";".join(f"{word}:{line.evidence}" for word, line in lines if line.evidence != SELF_REPORT):
            told["income_evidence"] = proven
    return found


def members(wanted: Wanted) -> Iterator[dict]:
    """The member sheet, households in their order."""
    for part in wanted.parts():
        forms = MemberForm.objects.filter(household__in=part, **wanted.current).select_related("person", "household")
        order = {pk: position for position, pk in enumerate(part)}
        for form in sorted(forms, key=lambda form: (order[form.household_id], form.person.number)):
            person = form.person
            yield _facts(form) | {
                "household": form.household.number, "number": person.number, "name": person.name, "sex": person.sex,
                "born_on": person.born_on, "certificate_kind": person.certificate_kind, "certificate": _certificate(form, wanted),
            }


def pairings(wanted: Wanted) -> Iterator[dict]:
    """The pairing list: the spans that touch the year or came before it."""
    for part in wanted.parts():
        order = {pk: position for position, pk in enumerate(part)}
        rows = Pairing.objects.filter(household__in=part, starts_on__lte=date(wanted.year, 12, 31))
        for row in sorted(rows.select_related("household", "helper"), key=lambda r: (order[r.household_id], r.starts_on)):
            yield {
                "household": row.household.number, "helper": row.helper.number, "starts_on": row.starts_on, "ends_on": row.ends_on,
            }


def helpers(wanted: Wanted) -> Iterator[dict]:
    """The helper sheet: everyone paired with these households, with the village they are stationed in."""
    seen: set[int] = set()
    for part in wanted.parts():
        ids = Pairing.objects.filter(household__in=part).values_list("helper_id", flat=True).distinct()
        fresh = set(ids) - seen
        seen |= fresh
        end = date(wanted.year, 12, 31)
        posted = {p.helper_id: p for p in Posting.objects.filter(helper__in=fresh, starts_on__lte=end).order_by("starts_on")}
        for helper in Helper.objects.filter(pk__in=fresh).order_by("number"):
            posting = posted.get(helper.pk)
            here = posting is not None and (posting.ends_on is None or posting.ends_on > end)
            yield {
                "number": helper.number, "name": helper.name, "sex": helper.sex, "unit_name": helper.unit_name,
                "unit_class": helper.unit_class, "duty": helper.duty,
                "certificate": wanted.show(helper.certificate_sealed, f"registry.helper|certificate|{helper.number}"),
                "phone": wanted.show(helper.phone_sealed, f"registry.helper|phone|{helper.number}"),
                "first_secretary": here and posting.first_secretary, "team_leader": here and posting.team_leader,
                "team_member": here, "posted_village": posting.village_code if here else "",
            }


def villages(wanted: Wanted) -> Iterator[dict]:
    """The village sheet: the forms of the villages in which these households are."""
    codes: set[str] = set()
    for part in wanted.parts():
        forms = HouseholdForm.objects.filter(household__in=part, **wanted.current)
        codes.update(forms.values_list("village_code", flat=True).distinct())
    for form in VillageForm.objects.filter(village_code__in=codes, **wanted.current).order_by("village_code"):
        yield _facts(form) | {"village_code": form.village_code, "collective_income": form.collective_income_yuan}


def stated(kind: str, wanted: Wanted) -> set[str]:
    """The fields of a sheet about which at least one row says something: the others are not written."""
    said = set(ALWAYS) if kind == "household" else set()
    for told in RECORDS[kind](wanted):
        said.update(name for name, value in told.items() if value is not None and value != "")
    if kind == "household":
        for part in wanted.parts():
            for lines in HouseholdIncome.objects.filter(household__in=part, **wanted.current).values_list("lines", flat=True).distinct():
                said.update(lines)
    return said


RECORDS = {"village": villages, "household": households, "member": members, "helper": helpers, "pairing": pairings}

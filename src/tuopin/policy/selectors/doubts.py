"""The doubts about the facts of a place: which wait for a finding, and what was found on the others."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tuopin.people.selectors import Actor
from tuopin.policy.models import Doubt, Standing
from tuopin.policy.selectors.areas import areas_asked, in_areas
from tuopin.policy.selectors.paging import Order, page_of
from tuopin.policy.states.doubts import CHECKS, Check
from tuopin.registry.models import Person

LARGEST_PAGE = 200
BY_PLACE = Order(("village_code", "household_id", "id"), (str, int, int))


@dataclass(frozen=True)
class DoubtRow:
    """One doubt with the household (and the member) that it is about."""

    doubt: Doubt
    check: Check
    household_number: str
    head_name: str
    person_name: str  # "" when it is about the household as a whole


@dataclass(frozen=True)
class DoubtPage:
    rows: list[DoubtRow]
    before: str
    after: str


def doubts_for(
    actor: Actor, *, area: str, year: int, checks: list[str] | None = None, settled: bool = False, after: str = "", size: int = 50,
) -> DoubtPage:
    """One page of the doubts of a place and year, by village and household; those still open, or those already settled."""
    rows = _standing_doubts(areas_asked(actor, area), year)
    rows = rows.exclude(finding="") if settled else rows.filter(finding="")
    if checks:
        rows = rows.filter(check_code__in=checks)
    found, before, following = page_of(rows, BY_PLACE, after, max(1, min(size, LARGEST_PAGE)))
    return DoubtPage(_named([Doubt(**_columns(row)) for row in found]), before, following)


def doubts_of_household(actor: Actor, household_id: int, year: int) -> list[DoubtRow]:
    """The doubts of one household in the year that have not gone, open ones first."""
    rows = Doubt.objects.filter(actor.scope(), household_id=household_id, year=year, gone_at=None)
    return _named(list(rows.order_by("finding", "check_code", "id")))


def doubts_counted(actor: Actor, *, area: str, year: int) -> list[tuple[Check, int]]:
    """How many open doubts each check has raised in the place, in the order of the checks."""
    rows = _standing_doubts(areas_asked(actor, area), year).filter(finding="")
    counts = dict(rows.order_by().values_list("check_code").annotate(Count("id")))
    return [(check, counts[code]) for code, check in CHECKS.items() if code in counts]


def _standing_doubts(codes: list[str], year: int) -> QuerySet[Doubt]:
    return Doubt.objects.filter(in_areas(codes), year=year, gone_at=None)


def _columns(row: dict) -> dict:
    return {field.attname: row[field.attname] for field in Doubt._meta.concrete_fields}


def _named(doubts: list[Doubt]) -> list[DoubtRow]:
    years = {d.year for d in doubts}
    households = {
        (year, household): (number, head)
        for year, household, number, head in Standing.objects.filter(
            year__in=years, household_id__in={d.household_id for d in doubts}
        ).values_list("year", "household_id", "number", "head_name")
    }
    persons = dict(Person.objects.filter(pk__in={d.person_id for d in doubts if d.person_id}).values_list("pk", "name"))
    return [
        DoubtRow(d, CHECKS.get(d.check_code) or Check(d.check_code, d.check_code, d.check_code, ""),
                 *households.get((d.year, d.household_id), ("", "")), persons.get(d.person_id, ""))
        for d in doubts
    ]

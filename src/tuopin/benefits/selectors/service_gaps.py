"""Gaps of basic services in a place: open and closed, their count year by year, and what village forms say that nobody put on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tuopin.benefits.states.basic_services import SERVICES, SOURCES, open_at_year_ends
from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import subtree
from tuopin.ledger.models import Task
from tuopin.people.selectors import Actor
from tuopin.registry.models import VillageForm

CLOSED = "closed"


@dataclass(frozen=True)
class GapCounts:
    """The gaps of a place: open at the end of each year by service and in all."""

    by_service: dict[str, dict[int, int]]
    total: dict[int, int]


def gaps_of(actor: Actor, area: str, *, service: str = "") -> QuerySet[Task]:
    """The gaps of the area as tasks, open ones by their day first."""
    actor.require("read", area)
    low, high = subtree(area)
    sources = [SERVICES[service].source] if service in SERVICES else list(SOURCES)
    rows = Task.objects.filter(actor.scope("area_code"), area_code__gte=low, area_code__lt=high, source__in=sources)
    return rows.exclude(state__in=("voided", "draft")).order_by("closed_on", "due_on", "id")


def gap_counts(actor: Actor, area: str, *, years: list[int]) -> GapCounts:
    """How many gaps of the area were open on the last day of each year."""
    found: dict[str, list[tuple[date, date | None]]] = {name: [] for name in SERVICES}
    for source, issued_on, closed_on in gaps_of(actor, area).values_list("source", "issued_on", "closed_on"):
        found[SOURCES[source]].append((issued_on, closed_on))
    by_service = {name: open_at_year_ends(gaps, years) for name, gaps in found.items()}
    return GapCounts(by_service, {year: sum(counts[year] for counts in by_service.values()) for year in years})


def gaps_unrecorded(actor: Actor, area: str, *, on: date) -> list[tuple[str, str, str]]:
    """What the villages' latest forms say is not there and no open gap tells of: code, name, service."""
    low, high = subtree(area)
    latest: dict[str, VillageForm] = {}
    for form in VillageForm.objects.filter(actor.scope("village_code"), village_code__gte=low, village_code__lt=high, year__lte=on.year, superseded_at=None).order_by("year"):
        latest[form.village_code] = form
    known = set(gaps_of(actor, area).exclude(state=CLOSED).values_list("area_code", "source"))
    lacking = [(code, service) for code, form in sorted(latest.items()) for service in SERVICES.values()
               if service.fact and getattr(form, service.fact) is False and (code, service.source) not in known]
    names = names_of({code for code, _service in lacking}, on=on)
    return [(code, names.get(code, code), service.name) for code, service in lacking]

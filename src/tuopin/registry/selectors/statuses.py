"""Households whose roster tells another status than the register has: each waits for its procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, ImportProblem, StatusEvent
from tuopin.registry.states import status_on

CODE, MOST = "status-without-procedure", 2000


@dataclass(frozen=True)
class StatusSaid:
    """One household: what the latest file says, what the register has, and the file."""

    number: str
    village_code: str
    said: str
    stands: str  # "" of a household that never was on the register
    batch: int
    year: int


def statuses_said(actor: Actor, *, on: date, number: str = "") -> list[StatusSaid]:
    """The households of the asker's areas whose latest file disagrees with the register today, by place and number."""
    rows = ImportProblem.objects.filter(actor.scope(), code=CODE, block_kind="household")
    rows = rows.filter(block_key=number) if number else rows
    latest: dict[str, ImportProblem] = {}
    for row in rows.select_related("batch").order_by("batch__year", "batch_id", "id")[:MOST]:
        latest[row.block_key] = row
    known = {h.number: h for h in Household.objects.filter(actor.scope(), number__in=latest)}
    events: dict[int, list[tuple[date, str]]] = {}
    for event in StatusEvent.objects.filter(household__in=[h.pk for h in known.values()]).order_by("id"):
        events.setdefault(event.household_id, []).append((event.on, event.kind))
    found = []
    for key, row in latest.items():
        household = known.get(key)
        stands = status_on(events.get(household.pk, []), on) or "" if household else None
        if stands is not None and stands != row.params["said"]:
            found.append(StatusSaid(key, household.village_code, row.params["said"], stands, row.batch_id, row.batch.year))
    return sorted(found, key=lambda one: (one.village_code, one.number))

"""After exit: households that left the register with their last visit, when the next is due, and until when their policies are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from tuopin.kernel.areas import subtree
from tuopin.monitoring.models import FollowUp
from tuopin.monitoring.states import terms
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, StatusEvent
from tuopin.registry.states import status_on


@dataclass(frozen=True)
class Exited:
    """One household that left the register: since when, visited last on, next due, and whether the last visit found its policies kept."""

    household: Household
    exited_on: date
    first_identified_on: date | None
    visited_on: date | None
    due_on: date | None
    policies_kept: bool | None
    kept_until: date | None

    def days_late(self, on: date) -> int:
        """How many days the next visit is late."""
        return max((on - self.due_on).days, 0) if self.due_on else 0


def exited_households(actor: Actor, area: str, *, on: date, late: bool = False) -> list[Exited]:
    """The exited households of a place that are to be visited until the end of the transition; with `late` only those without a visit in time."""
    actor.require("read", area)
    low, high = subtree(area)
    scope = actor.scope("household__village_code")
    events: dict[int, list[tuple[date, str]]] = {}
    homes: dict[int, Household] = {}
    rows = StatusEvent.objects.select_related("household").filter(scope, household__village_code__gte=low, household__village_code__lt=high)
    for event in rows.order_by("household__village_code", "household__number", "id"):
        events.setdefault(event.household_id, []).append((event.on, event.kind))
        homes[event.household_id] = event.household
    left = {key: said for key, said in events.items() if status_on(said, on) == "exited"}
    last = dict(FollowUp.objects.filter(household__in=left, visited_on__lte=on).values_list("household_id").annotate(Max("visited_on")))
    kept = dict(FollowUp.objects.filter(household__in=left, visited_on__lte=on).exclude(policies_kept=None).order_by("visited_on", "id").values_list(
        "household_id", "policies_kept"))
    found = [_exited(homes[key], said, last.get(key), kept.get(key), on) for key, said in left.items()]
    return [one for one in found if not late or one.days_late(on)]


def _exited(household: Household, said: list[tuple[date, str]], visited_on: date | None, kept: bool | None, on: date) -> Exited:
    place, exited_on = household.village_code, max(day for day, kind in said if kind == "exited" and day <= on)
    until = terms.policies_kept_until(place, on)
    due = terms.exited_visit_due_on(max(visited_on or exited_on, exited_on), place)
    first = min((day for day, kind in said if kind == "identified"), default=None)
    return Exited(household, exited_on, first, visited_on, due if until is None or on <= until else None, kept, until)

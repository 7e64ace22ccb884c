"""After exit: households that left the register with their last visit, when the next is due, and until when their policies are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import OuterRef, Q, Subquery

from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import subtree
from tuopin.monitoring.models import FollowUp
from tuopin.monitoring.states import terms
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, StatusEvent
from tuopin.registry.selectors.first_identified import first_identified


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


@dataclass(frozen=True)
class _Last:
    """Of one household no more than its order asks for: its last event, its last visit, and when the next is due."""

    household: int
    place: str
    exited_on: date
    visited_on: date | None
    due_on: date | None
    kept_until: date | None


class ExitedHouseholds(Sequence):
    """The exited households of a list, those longest without a visit first; all that is shown of them is read page by page.

    They know themselves how they are searched and sorted (`tuopin.lists`), without reading more than that asks for.
    """

    def __init__(self, found: list[_Last], on: date, *, sorted_already: bool = False) -> None:
        self.found, self.on = found if sorted_already else sorted(found, key=lambda one: one.due_on or date.max), on

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Exited]:
        return iter(self[:])

    def __getitem__(self, chosen):
        return _read(self.found[chosen], self.on) if isinstance(chosen, slice) else _read([self.found[chosen]], self.on)[0]

    def holding(self, words: str) -> ExitedHouseholds:
        """Those whose number, head's name or village holds the words."""
        codes = {one.place for one in self.found}
        named = [code for code, name in names_of(codes, on=self.on).items() if words in name or words == code]
        head = Q(member_forms__relation="head", member_forms__superseded_at=None, member_forms__person__name__contains=words)
        wanted = Household.objects.filter(pk__in=[one.household for one in self.found])
        found = set(wanted.filter(Q(number__contains=words) | Q(village_code__in=named) | head).values_list("pk", flat=True))
        return ExitedHouseholds([one for one in self.found if one.household in found], self.on, sorted_already=True)

    def in_order(self, column: str, down: bool) -> ExitedHouseholds | None:
        """By when they left, were visited last or are visited next, nobody's day at the end; None by what only a page of them knows."""
        if column not in ("exited_on", "visited_on", "due_on"):
            return None
        there, empty = [], []
        for one in self.found:
            (empty if getattr(one, column) is None else there).append(one)
        return ExitedHouseholds([*sorted(there, key=lambda one: getattr(one, column), reverse=down), *empty], self.on, sorted_already=True)

    @property
    def late(self) -> ExitedHouseholds:
        """Those without a visit in time."""
        return ExitedHouseholds([one for one in self.found if one.due_on and one.due_on < self.on], self.on)


def exited_households(actor: Actor, area: str, *, on: date) -> ExitedHouseholds:
    """The exited households of a place, which are visited until the end of the transition."""
    actor.require("read", area)
    low, high = subtree(area)
    last = StatusEvent.objects.filter(household=OuterRef("pk"), on__lte=on).order_by("-on", "-id")
    visit = FollowUp.objects.filter(household=OuterRef("pk"), visited_on__lte=on).order_by("-visited_on")
    rows = Household.objects.filter(actor.scope(), village_code__gte=low, village_code__lt=high).annotate(kind=Subquery(last.values("kind")[:1]))
    rows = rows.filter(kind=StatusEvent.Kind.EXITED).order_by("village_code", "number").values_list(
        "pk", "village_code", Subquery(last.values("on")[:1]), Subquery(visit.values("visited_on")[:1]))
    until = cache(lambda place: terms.policies_kept_until(place, on))
    due = cache(terms.exited_visit_due_on)
    return ExitedHouseholds([
        _Last(pk, place, exited_on, visited_on, due(max(visited_on or exited_on, exited_on), place) if until(place) is None or on <= until(place) else None, until(place))
        for pk, place, exited_on, visited_on in rows
    ], on)


def _read(page: list[_Last], on: date) -> list[Exited]:
    ids = [one.household for one in page]
    homes = Household.objects.in_bulk(ids)
    first = {household: on for household, (on, _) in first_identified(ids).items()}
    kept = dict(FollowUp.objects.filter(household__in=ids, visited_on__lte=on).exclude(policies_kept=None).order_by("visited_on", "id").values_list(
        "household_id", "policies_kept"))
    return [
        Exited(homes[one.household], one.exited_on, first.get(one.household), one.visited_on, one.due_on, kept.get(one.household), one.kept_until) for one in page
    ]

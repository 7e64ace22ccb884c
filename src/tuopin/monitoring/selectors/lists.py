"""The list of watched households as pages and files show it: filtered, each with its place, head and what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from tuopin.divisions.selectors import names_of
from tuopin.monitoring.models import Watch
from tuopin.monitoring.selectors.classes import Classed, classed
from tuopin.monitoring.selectors.watches import WatchRow, dated, late_of, row_of, watches_in
from tuopin.people.selectors import Actor

TABS = ("watched", "clue", "late", "removed", "returned", "dismissed")


@dataclass(frozen=True)
class ListAsked:
    """Which watches of a place: of a tab, a kind, a risk, found by a text."""

    area: str
    tab: str = "watched"
    kind: str = ""
    risk: str = ""
    text: str = ""


@dataclass(frozen=True)
class ListRow:
    """One watch with its place in words and its household."""

    row: WatchRow
    place: str
    household: Classed
    below: list[str] = field(default_factory=list)


class WatchRows(Sequence):
    """The watches of a list in its order; what is due is worked out for those alone that are looked at, page by page."""

    def __init__(self, found: QuerySet[Watch], on: date) -> None:
        self.found, self.on = found, on

    def __len__(self) -> int:
        return self.found.count()

    def __iter__(self) -> Iterator[WatchRow]:
        return iter(self[:])

    def __getitem__(self, chosen):
        if isinstance(chosen, slice):
            return [row_of(watch, on=self.on) for watch in self.found[chosen]]
        return row_of(self.found[chosen], on=self.on)


def watch_rows(actor: Actor, asked: ListAsked, *, on: date) -> Sequence[WatchRow]:
    """The watches that the list asks for, with what is due on each; late ones the latest first, others the newest clue first."""
    rows = _chosen(watches_in(actor, asked.area), asked)
    return late_of(rows, on=on) if asked.tab == "late" else WatchRows(dated(rows.filter(state=asked.tab)), on)


def watches_after(actor: Actor, asked: ListAsked, *, on: date, after: int, many: int) -> list[WatchRow]:
    """Those of the list behind a watch's number, in the order of their numbers: as programs read one page after the other."""
    rows = _chosen(watches_in(actor, asked.area), asked).filter(pk__gt=after).order_by("pk")
    if asked.tab == "late":
        return sorted(late_of(rows, on=on), key=lambda row: row.watch.pk)[:many]
    return [row_of(watch, on=on) for watch in dated(rows.filter(state=asked.tab))[:many]]


def _chosen(rows: QuerySet[Watch], asked: ListAsked) -> QuerySet[Watch]:
    """Those of a kind, with a risk, of a household found by its number or the name of its head."""
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.risk:
        rows = rows.filter(risks__regex=rf"(^|,){asked.risk}(,|$)")
    if asked.text:
        head = Q(household__member_forms__relation="head", household__member_forms__superseded_at=None, household__member_forms__person__name=asked.text)
        rows = rows.filter(pk__in=Watch.objects.filter(Q(household__number=asked.text) | head).values("pk"))
    return rows


def shown_rows(rows: Iterable[WatchRow], *, on: date) -> list[ListRow]:
    """The rows with place and household in words."""
    rows = list(rows)
    names = names_of({row.watch.household.village_code for row in rows}, on=on)
    homes = {one.household.pk: one for one in classed({row.watch.household for row in rows}, on=on)}
    return [ListRow(row, names.get(row.watch.household.village_code, ""), homes[row.watch.household_id]) for row in rows]


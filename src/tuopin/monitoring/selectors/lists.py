"""The list of watched households as pages and files show it: filtered, each with its place, head and what is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from tuopin.divisions.selectors import names_of
from tuopin.monitoring.models import Watch
from tuopin.monitoring.selectors.classes import Classed, classed
from tuopin.monitoring.selectors.watches import WatchRow, dated, late_watches, row_of, watches_in
from tuopin.people.selectors import Actor

TABS = ("watched", "clue", "late", "removed", "dismissed")


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


def watch_rows(actor: Actor, asked: ListAsked, *, on: date) -> list[WatchRow]:
    """The watches that the list asks for, with what is due on each; late ones the latest first, others the newest clue first."""
    if asked.tab == "late":
        rows = late_watches(actor, area=asked.area, on=on)
        return [row for row in rows if _fits(row.watch, asked)]
    rows = dated(watches_in(actor, asked.area).filter(state=asked.tab))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.risk:
        rows = rows.filter(risks__regex=rf"(^|,){asked.risk}(,|$)")
    if asked.text:
        head = Q(household__member_forms__relation="head", household__member_forms__superseded_at=None, household__member_forms__person__name=asked.text)
        rows = rows.filter(pk__in=Watch.objects.filter(Q(household__number=asked.text) | head).values("pk"))
    return [row_of(watch, on=on) for watch in rows]


def shown_rows(rows: list[WatchRow], *, on: date) -> list[ListRow]:
    """The rows with place and household in words."""
    names = names_of({row.watch.household.village_code for row in rows}, on=on)
    homes = {one.household.pk: one for one in classed({row.watch.household for row in rows}, on=on)}
    return [ListRow(row, names.get(row.watch.household.village_code, ""), homes[row.watch.household_id]) for row in rows]


def _fits(watch: Watch, asked: ListAsked) -> bool:
    return (asked.kind in ("", watch.kind) and (not asked.risk or asked.risk in watch.risks.split(","))
            and asked.text in ("", watch.household.number))

"""Lists of households that were under watch before: those of a place, one of them, and what the rows of one that waits say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from django.db.models import QuerySet

from tuopin.divisions.selectors import names_of
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import Watch, WatchRoster
from tuopin.monitoring.selectors.classes import Classed, classed
from tuopin.monitoring.states.rosters import Told
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household

ROSTER_STATES = tuple(WatchRoster.State.choices)
DAYS = ("decided_on", "clue_on", "measures_on", "ended_on")


def watch_rosters(actor: Actor, *, only: str = "") -> QuerySet[WatchRoster]:
    """The lists handed in within the asker's areas, the newest first; of one state alone where it is named."""
    rows = WatchRoster.objects.filter(actor.scope("area_code")).order_by("-pk")
    return rows.filter(state=only) if only in WatchRoster.State.values else rows


def roster_of(actor: Actor, pk: int, *, held: bool = False) -> WatchRoster:
    """The list with the key; with `held` its row is kept until the transaction ends. Raises NotFound outside the asker's areas."""
    rows = WatchRoster.objects.select_for_update() if held else WatchRoster.objects
    found = rows.filter(actor.scope("area_code"), pk=pk).first()
    if found is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    return found


def rows_waiting(roster: WatchRoster) -> list[Told]:
    """What the rows of a list that waits say; none of one that is settled. Raises TamperedField when they were not sealed here."""
    if roster.sealed is None:
        return []
    rows = orjson.loads(keyring().open_bytes(roster.sealed, f"monitoring.watch_roster|{roster.area_code}|{roster.digest}"))
    return [Told(**row | {name: row[name] and date.fromisoformat(row[name]) for name in DAYS} | {name: tuple(row[name]) for name in ("risks", "measures")})
            for row in rows]


@dataclass(frozen=True)
class WaitingRow:
    """One row of a list that waits, with its household, place and labels."""

    told: Told
    household: Classed
    place: str
    state: str
    way: str
    channel: str


def shown_waiting(rows: Sequence[Told], *, on: date) -> list[WaitingRow]:
    """The rows with their households and in words; a page of them at a time."""
    homes = {one.household.pk: one for one in classed(Household.objects.filter(pk__in={row.household for row in rows}), on=on)}
    names = names_of({home.household.village_code for home in homes.values()}, on=on)
    return [
        WaitingRow(row, homes[row.household], names.get(homes[row.household].household.village_code, ""), str(Watch.State(row.state).label),
                   str(Watch.Way(row.way).label) if row.way else "", str(Watch.Channel(row.channel).label) if row.channel else "")
        for row in rows if row.household in homes
    ]

"""What is due on watched households for whoever works there, and what is so late that a level above is to press for it."""

from __future__ import annotations

from datetime import date, timedelta

from tuopin.kernel.areas import level_of
from tuopin.kernel.words import phrase
from tuopin.ledger.selectors.dues import DueHere
from tuopin.monitoring.models import Watch
from tuopin.monitoring.selectors.watches import DUES, WatchRow, dated, row_of, watches_in
from tuopin.people.selectors import Actor

VILLAGE, SOON, MOST = 5, 7, 500
WATCHED_BY = {4: ("township", "county", "city"), 3: ("county", "city"), 2: ("city",)}  # by the level of a seat: what is told there
TITLE = phrase("防返贫监测")


def watches_due(actor: Actor, *, on: date) -> list[DueHere]:
    """A village's checks, measures and visits that are late or due within seven days; above it what is late and climbed to that level."""
    found: dict[int, WatchRow] = {}
    for (area, _), role in zip(actor.areas, actor.roles, strict=False):
        if role not in ("clerk", "head"):
            continue
        going = watches_in(actor, area).filter(state__in=(Watch.State.CLUE, Watch.State.WATCHED)).order_by("clue_on", "pk")
        for row in (row_of(watch, on=on) for watch in dated(going)[:MOST]):
            if _is_told(row, level_of(area), on):
                found[row.watch.pk] = row
    return [_said(row) for row in sorted(found.values(), key=lambda row: (row.due_on, row.watch.pk))]


def _is_told(row: WatchRow, level: int, on: date) -> bool:
    if row.due_on is None:
        return False
    if level == VILLAGE:
        return row.due != "decision" and row.due_on <= on + timedelta(days=SOON)
    return row.level in WATCHED_BY.get(level, ())


def _said(row: WatchRow) -> DueHere:
    household = row.watch.household
    return DueHere(TITLE, DUES[row.due], household.number, household.village_code, row.due_on, row.days_late, "watch", row.watch.pk)

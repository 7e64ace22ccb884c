"""How good an exit is: green where everything is there, amber where something is missing, red where it should not have been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.kernel.days import years_after

GREEN, AMBER, RED = COLOURS = ("green", "amber", "red")
PARTS = ("evidence", "fresh", "visits", "recognised", "revisited")
VISITS = 3  # 三走访
REVISIT_YEARS = 1  # somebody is to come back by the day a year after the exit, leap year or not


@dataclass(frozen=True)
class ExitFacts:
    """What is known of one exit: pieces there and wanted, the oldest in days when it was used and how old it might have been, days of visits."""

    exited_on: date
    pieces: int
    wanted: int
    stale: int  # pieces older than the procedure allows, or doubtful
    visits: int  # on different days up to the exit, and on record by then
    levels: int  # different levels among them
    recognised: bool | None  # the household's own signature; None = an exit by a roster, nobody knows
    revisited: bool  # somebody came back after the exit
    by_roster: bool = False  # no case decided it here
    in_bulk: bool = False  # many exits of one person in one minute
    fails_now: bool = False  # by today's facts it should not have left


@dataclass(frozen=True)
class Quality:
    """The colour, how many of the five parts are met, and which are not."""

    colour: str
    met: int
    missing: tuple[str, ...]


def quality_of(facts: ExitFacts, *, on: date) -> Quality:
    """The quality of an exit on the day: red where it is not recognised, was done in bulk, or the household fails by today's facts."""
    parts = {
        "evidence": not facts.by_roster and facts.pieces >= facts.wanted > 0,
        "fresh": not facts.by_roster and facts.stale == 0,
        "visits": min(facts.visits, facts.levels) >= VISITS,
        "recognised": facts.recognised is True,
        "revisited": facts.revisited or on <= years_after(facts.exited_on, REVISIT_YEARS),
    }
    missing = tuple(name for name in PARTS if not parts[name])
    if facts.recognised is False or facts.in_bulk or facts.fails_now:
        return Quality(RED, len(PARTS) - len(missing), missing)
    return Quality(GREEN if not missing else AMBER, len(PARTS) - len(missing), missing)

"""Where a case was before its village went into another, or came back out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tuopin.procedure.models import Case
from tuopin.trail.selectors.entries import entries_on, values_kept


@dataclass(frozen=True)
class Move:
    """One move of a case with its village: from where (empty where the event does not tell), on which day and by which document."""

    former: str
    on: date
    at: datetime
    basis: str


def moves_of(case: Case) -> list[Move]:
    """The moves of the case that the asker may read of, oldest first. The caller has already checked that the asker may see the case."""
    rows = reversed(entries_on(f"case:{case.pk}").filter(verb="case-move"))
    return [Move(str(values.get("former", "")), row.happened_on, row.recorded_at, str(values.get("basis", ""))) for row in rows for values in [values_kept(row)]]


def place_then(case: Case, moves: list[Move], at: datetime | None) -> str:
    """Where the case lay at the moment; where it lies now without one."""
    return next((move.former for move in moves if at and at < move.at and move.former), case.area_code)

"""When a task is late, how far up that is told, and how many days are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.ledger.states.steps import OPEN

RED, AMBER, GREEN, GREY = "red", "amber", "green", "grey"


@dataclass(frozen=True)
class Lateness:
    """How a task stands to its day: days late (0 = in time), days left (negative when late), its light, levels up that are told."""

    late: int
    left: int
    light: str
    up: int


def days_late(due_on: date, on: date) -> int:
    """Whole days since the last day on which it was to be done; 0 up to and on that day."""
    return max(0, (on - due_on).days)


def countdown(to: date, on: date) -> int:
    """Days from one day to another: from 2018-10-08 to 2019-12-31 are 449."""
    return (to - on).days


def levels_up(late: int, steps: Sequence[int]) -> int:
    """How many levels above the owner are told of a task that is so many days late; `steps` are the days from which each is."""
    return sum(late >= step for step in steps) if late else 0


def light_of(state: str, late: int, left: int, soon: int) -> str:
    """Red when late, amber when due within `soon` days, green in time or done; grey for what binds nobody."""
    if state not in OPEN:
        return GREEN if state == "closed" else GREY
    return RED if late else AMBER if left <= soon else GREEN


def lateness_on(state: str, due_on: date, on: date, *, steps: Sequence[int], soon: int) -> Lateness:
    """How a task in the state stands to its day."""
    late, left = (days_late(due_on, on) if state in OPEN else 0), countdown(due_on, on)
    return Lateness(late, left, light_of(state, late, left, soon), levels_up(late, steps))

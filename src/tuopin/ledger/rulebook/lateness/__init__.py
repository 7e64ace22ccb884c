"""督办 lateness: from how many days on a late task is told to the levels above, and when one is due soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.engine.numbers import read_numbers

NUMBERS = read_numbers(__file__)


@dataclass(frozen=True)
class Limits:
    """Days late from which one, two, three … levels above the owner are told; days before the due day from which it is soon."""

    steps: tuple[int, ...]
    soon: int


def limits_on(on: date) -> Limits:
    """The limits in force on the day; before any was in force nobody is told and nothing is soon."""
    in_force = NUMBERS.on(on)
    steps = [in_force.of_nation(f"told_{word}") for word in ("one_level_up", "two_levels_up", "three_levels_up")]
    soon = in_force.of_nation("due_soon")
    return Limits(tuple(int(step.value) for step in steps if step), int(soon.value) if soon else 0)

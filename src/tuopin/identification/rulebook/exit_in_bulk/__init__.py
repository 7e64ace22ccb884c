"""数字脱贫 exits in bulk: from how many last steps of one person within how many minutes on they are looked into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tuopin.engine.numbers import read_numbers

NUMBERS = read_numbers(__file__)


@dataclass(frozen=True)
class Limits:
    """So many exits within the span, by one person, are exits in bulk."""

    least: int
    within: timedelta


@cache
def limits_on(on: date) -> Limits | None:
    """The limits in force on the day; None before any was."""
    in_force = NUMBERS.on(on)
    least, minutes = in_force.of_nation("bulk_least"), in_force.of_nation("bulk_minutes")
    return Limits(int(least.value), timedelta(minutes=int(minutes.value))) if least and minutes else None

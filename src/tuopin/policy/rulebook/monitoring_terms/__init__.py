"""防返贫监测 the numbers of monitoring that are no question of their own: the line, the days each step has, how lateness climbs.

What differs by place (a line set by a province, twenty working days instead of fifteen days) is an entry with its `divisions`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tuopin.engine.numbers import Number, read_numbers

NUMBERS = read_numbers(__file__)


def term(name: str, area: str, on: date) -> Number | None:
    """The number of that name in force at the place on the day, the narrowest area winning; None where none is."""
    return NUMBERS.on(on).at(name, area)


def days(name: str, area: str, on: date) -> int | None:
    """The number as whole days (or months, levels); None where none is in force."""
    found = term(name, area, on)
    return None if found is None else int(found.value)


def line_yuan(area: str, on: date) -> Decimal | None:
    """The monitoring line of the place, yuan a person and year; None before 2020."""
    found = term("monitoring_line", area, on)
    return None if found is None else Decimal(found.value)


def counts_working_days(area: str, on: date) -> bool:
    """Whether the days from clue to decision are working days at the place."""
    found = term("decision_in_working_days", area, on)
    return bool(found and found.value)

"""The dated numbers of assistance, each with its document: how large a team is, how many households one helper carries."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from tuopin.engine.numbers import Number, Numbers, read_numbers
from tuopin.kernel.areas import NATION, within
from tuopin.kernel.days import years_after

FILE = Path(__file__).resolve().parents[1] / "numbers" / "of.py"


@cache
def numbers() -> Numbers:
    """All numbers, read once; raises RuleUnfit when one has no source, unit or day."""
    return read_numbers(FILE)


def number_of(name: str, on: date, area: str = NATION) -> Number | None:
    """The number in force on the day for the place, the narrowest area first; None where there is none."""
    found = [entry for entry in numbers().on(on).named(name) if any(within(area, division) for division in entry.divisions)]
    return found[-1] if found else None


def whole(name: str, on: date, area: str = NATION) -> int:
    """The value as a whole number; raises KeyError where none is in force."""
    found = number_of(name, on, area)
    if found is None:
        raise KeyError(f"no {name} on {on} for {area}")
    return int(found.value)


def term_ends_on(starts_on: date, village: str) -> date:
    """The day on which a posting that began then has lasted its least term, by the rule in force when it began."""
    return years_after(starts_on, whole("tenure_years", starts_on, village))


def words(name: str, on: date, area: str = NATION) -> tuple[str, ...]:
    """The value as a list of words; empty where none is in force."""
    found = number_of(name, on, area)
    return tuple(str(one) for one in found.value) if found else ()

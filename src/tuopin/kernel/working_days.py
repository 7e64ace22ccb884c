"""Which days are working days where this system works: the weekend, the days off and the days worked for them, as the pack says."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache

from tuopin.kernel.pack import pack

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKEND = ("saturday", "sunday")


@cache
def weekend() -> frozenset[int]:
    """The days of the week without work, 0 for Monday."""
    return frozenset(DAYS.index(name) for name in pack().section("time").get("weekend", WEEKEND))


@cache
def set_days() -> dict[date, bool]:
    """The days of `holidays.toml` that are not what their day of the week would make them: whether one works on them."""
    file, found = pack().folder / "holidays.toml", {}
    for year in tomllib.loads(file.read_text(encoding="utf-8"))["year"] if file.exists() else ():
        for first, last in year["off"]:
            found |= {first + timedelta(days=n): False for n in range((last - first).days + 1)}
        found |= dict.fromkeys(year.get("work", ()), True)
    return found


def is_working_day(day: date) -> bool:
    """Whether offices work on the day; in a year of which no days off are set, on every day that is no weekend."""
    said = set_days().get(day)
    return day.weekday() not in weekend() if said is None else said


def working_days_after(day: date, count: int) -> date:
    """The day that is so many working days after the day."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day

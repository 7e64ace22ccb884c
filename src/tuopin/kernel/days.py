"""Days and spans of days; a span ends before its last day is over (half-open), and an open end is None."""

from __future__ import annotations

from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


@cache
def local_zone() -> ZoneInfo:
    """The time zone in which this system's days begin and end, as its pack says."""
    return ZoneInfo(pack().zone)


def age_on(born_on: date, on: date) -> int:
    """Completed years of age on the day `on` (周岁)."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def covers(starts_on: date | None, ends_on: date | None, on: date) -> bool:
    """Whether the half-open span [starts_on, ends_on) holds the day; None is an open side."""
    return (starts_on is None or starts_on <= on) and (ends_on is None or on < ends_on)


def years_after(day: date, years: int) -> date:
    """The same day so many years later: 29 February becomes the 28th in a year without one."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def read_day(text: str) -> date:
    """The day written as YYYY-MM-DD; raises a Refusal for anything else."""
    try:
        if len(text) != len("2018-12-31"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Refusal("bad-day", phrase("“{text}”不是日期。"), phrase("日期写作 2018-12-31。"), text=text[:20]) from fault

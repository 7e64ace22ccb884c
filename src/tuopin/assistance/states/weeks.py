"""Working weeks and months: which weeks of a stay ask for a diary entry, and which went by without one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

WEEK = timedelta(days=7)
WORKING_DAYS = 5


def monday_of(day: date) -> date:
    """The Monday of the week in which the day lies."""
    return day - timedelta(days=day.weekday())


def working_weeks(starts_on: date, until: date) -> list[date]:
    """The Mondays of the whole working weeks (Monday to Friday) within [starts_on, until)."""
    monday = monday_of(starts_on) if starts_on.weekday() == 0 else monday_of(starts_on) + WEEK
    found = []
    while monday + timedelta(days=WORKING_DAYS) <= until:
        found.append(monday)
        monday += WEEK
    return found


def weeks_without_entry(starts_on: date, until: date, entries: Iterable[date], away: Iterable[tuple[date, date]] = (), least: int = 1) -> list[date]:
    """The working weeks of a stay with fewer entries than asked, but for weeks wholly on leave; by their Mondays."""
    counts: dict[date, int] = {}
    for day in entries:
        counts[monday_of(day)] = counts.get(monday_of(day), 0) + 1
    away = list(away)
    return [
        monday for monday in working_weeks(starts_on, until)
        if counts.get(monday, 0) < least and not any(s <= monday and e >= monday + timedelta(days=WORKING_DAYS) for s, e in away)
    ]


def month_of(text: str, on: date) -> tuple[date, date]:
    """The month written 2018-06, else the one of the day: its first day and the first of the next."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = on.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)

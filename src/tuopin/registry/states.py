"""How a household's status follows from what happened to it; nobody types a status in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

STATUSES = ("poor", "pre_exit", "exited", "returned", "removed")
_AFTER = {"identified": "poor", "pre_exit": "pre_exit", "exited": "exited", "returned": "returned", "removed": "removed"}


def status_on(events: Iterable[tuple[date, str]], on: date) -> str | None:
    """The status on the day, read off the events (day, kind) in the order they were recorded; None before any.

    Among events of one day the one recorded last counts.
    """
    latest = None
    for day, kind in events:
        if day <= on and (latest is None or day >= latest[0]):
            latest = (day, _AFTER[kind])
    return latest[1] if latest else None


def event_reported(known: str | None, reported: str | None) -> str | None:
    """The kind of event that a roster's status tells us of, given the status already known; None when it tells nothing new.

    A roster that calls an exited household poor names no event that could have made it so: that is a doubt, not an event.
    """
    if not reported or reported == known:
        return None
    if reported == "poor":
        return "identified" if known in (None, "removed") else None
    return reported

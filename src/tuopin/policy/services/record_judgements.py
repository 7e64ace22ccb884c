"""Leaves the trail of what a judgement computed: village by village, so that a score cannot be edited without being found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tuopin.people.selectors import Actor
from tuopin.trail.services import Event, record_many

JUDGED_BEFORE = """
SELECT DISTINCT s.village_code FROM policy_standing s WHERE s.year = %(year)s
    AND (s.village_code >= %(low)s AND s.village_code < %(high)s OR s.household_id IN (SELECT household_id FROM judged_now))
UNION SELECT f.area_code FROM policy_figure f
    WHERE f.year = %(year)s AND f.level = 5 AND f.area_code >= %(low)s AND f.area_code < %(high)s
"""


def villages_of(low: str, high: str) -> list[str]:
    """The villages in [low, high) that have households or figures: those whose chains a judgement of the place writes to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT village_code FROM registry_household WHERE village_code >= %s AND village_code < %s UNION"
            " SELECT DISTINCT area_code FROM policy_figure WHERE level = 5 AND area_code >= %s AND area_code < %s", [low, high, low, high]
        )
        return [village for (village,) in cursor.fetchall()]


def villages_judged(cursor: CursorWrapper, *, year: int, low: str, high: str) -> set[str]:
    """The villages in [low, high) that have standings or figures of the year, and those that households judged now stood in before."""
    cursor.execute(JUDGED_BEFORE, {"year": year, "low": low, "high": high})
    return {village for (village,) in cursor.fetchall()}


def record_judgements(cursor: CursorWrapper, villages: Iterable[str], *, year: int, actor: Actor, on: date) -> None:
    """Write for each village, in its own chain, the digest of all its standings and figures of the year as they are now."""
    record_many(cursor, [
        Event(village, "judge", f"judgement:{village}/{year}", actor.name, actor.post_at(village), on, {"year": year})
        for village in sorted(villages)
    ])

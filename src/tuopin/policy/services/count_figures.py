"""Counts the key figures of every village from the standings, and adds them up to township, county, city, province and nation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.backends.utils import CursorWrapper

from tuopin.kernel.areas import NATION, WIDTHS, ancestor, level_of, subtree, undivided
from tuopin.policy.extract import standing_columns, village_columns
from tuopin.policy.states.rolling import figure_rows, figures_by_village
from tuopin.scope.services import door

VILLAGE = 5
FORGET = """
DELETE FROM policy_figure WHERE year = %(year)s AND level = %(level)s AND area_code >= %(low)s AND area_code < %(high)s
"""
WRITE = """
INSERT INTO policy_figure (year, area_code, level, name, numerator, denominator)
SELECT %(year)s, area, %(level)s, name, top, bottom
FROM unnest(%(areas)s::text[], %(names)s::text[], %(tops)s::numeric[], %(bottoms)s::numeric[]) AS u (area, name, top, bottom)
"""
ADD_UP = """
INSERT INTO policy_figure (year, area_code, level, name, numerator, denominator)
SELECT year, rpad(left(area_code, %(width)s), 12, '0'), %(level)s, name, sum(numerator), sum(denominator)
FROM policy_figure WHERE year = %(year)s AND area_code >= %(low)s AND area_code < %(high)s
    AND level = %(below)s + (%(level)s = 2 AND rpad(left(area_code, 6), 12, '0') = ANY(%(undivided)s))::int
    AND NOT (%(level)s = 3 AND rpad(left(area_code, 6), 12, '0') = ANY(%(undivided)s))
GROUP BY year, rpad(left(area_code, %(width)s), 12, '0'), name
"""


def count_village_figures(cursor: CursorWrapper, *, area: str, year: int, on: date) -> None:
    """Replace the year's figures of the villages at and below `area` by what the standings, village forms and postings say."""
    low, high = subtree(area)
    found = figures_by_village(standing_columns(area=area, year=year), village_columns(area=area, year=year, on=on))
    cursor.execute(FORGET, {"year": year, "low": low, "high": high, "level": VILLAGE})
    areas, names, tops, bottoms = [list(column) for column in zip(*figure_rows(found), strict=True)] or [[], [], [], []]
    cursor.execute(WRITE, {"year": year, "level": VILLAGE, "areas": areas, "names": names, "tops": tops, "bottoms": bottoms})


def add_up_figures(cursor: CursorWrapper, *, areas: Iterable[str], year: int) -> None:
    """Replace the year's figures of the townships and counties at, below and above the areas, and of every place above.

    A city without counties has one row, its own, added up from its townships. Runs under a lock of the year, because two counties of one city add to the same sums.
    """
    areas = list(areas)
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('policy_figure'), %(year)s)", {"year": year})
    with door("figures", read=[NATION], write=[NATION]):
        for level in range(VILLAGE - 1, -1, -1):
            for place in sorted({_at(area, level) for area in areas}):
                low, high = subtree(place)
                span = {"year": year, "level": level, "below": level + 1, "low": low, "high": high, "width": _width(level)}
                cursor.execute(FORGET, span)
                cursor.execute(ADD_UP, span | {"undivided": list(undivided())})


def _at(area: str, level: int) -> str:
    """The place whose whole range is to be added up at a level: the area itself when the level lies below it."""
    return area if level > level_of(area) else ancestor(area, level)


def _width(level: int) -> int:
    return WIDTHS[level - 1] if level else 0

"""Counts the key figures of every village from the standings, and adds them up to township, county, city, province and nation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.backends.utils import CursorWrapper

from tuopin.kernel.areas import NATION, WIDTHS, ancestor, level_of, subtree
from tuopin.policy.states.conditions import BITS
from tuopin.policy.states.figures import CAUSES
from tuopin.scope.services import door

VILLAGE = 5
POOR = "s.status IN ('poor', 'pre_exit', 'returned')"


def _where(condition: str) -> str:
    return f"count(s.id) FILTER (WHERE {condition})"


# name → what its numerator (and its denominator, where it has one) sums over the standings of a village
OF_STANDINGS: dict[str, tuple[str, str]] = {
    "households": ("count(s.id)", ""),
    "persons": ("sum(s.persons)", ""),
    "poor_households": (_where(POOR), ""),
    "poor_persons": (f"sum(s.persons) FILTER (WHERE {POOR})", ""),
    "exited_households": (_where("s.status = 'exited'"), ""),
    "persons_per_household": ("sum(s.persons)", "count(s.id)"),
    "income_per_head": ("sum(s.net_income_yuan)", "sum(s.persons) FILTER (WHERE s.net_income_yuan IS NOT NULL)"),
    "near_line": (_where("s.near_line"), ""),
    "may_exit": (_where("s.may_exit"), ""),
    "not_yet": (_where("NOT s.may_exit"), ""),
    "unknown_verdict": (_where("s.may_exit IS NULL"), ""),
    "may_exit_rate": (_where("s.may_exit"), "count(s.id)"),
    **{f"fails_{name}": (_where(f"s.failed & {bit} <> 0"), "") for name, bit in BITS.items()},
    **{f"unknown_{name}": (_where(f"s.unknown & {bit} <> 0"), "") for name, bit in BITS.items()},
    "helper_coverage": (_where("s.helper_name <> ''"), "count(s.id)"),
    "unpaired_households": (_where("s.helper_name = ''"), ""),
    **{f"cause_{word}": (_where(f"s.main_cause = '{word}'"), "") for word in CAUSES},
    "school_out": ("sum(s.school_out)", ""),
    "uninsured": ("sum(s.uninsured)", ""),
    "dangerous_houses": (_where("s.house_grade IN ('C', 'D')"), ""),
    "unsafe_water": (_where("NOT s.water_safe"), ""),
    "doubts_open": ("sum(s.doubts)", ""),
    "households_with_doubts": (_where("s.doubts > 0"), ""),
}
# name → what it takes from the one row of a village (v), beside the village's own sums (t)
OF_VILLAGES: dict[str, tuple[str, str]] = {
    "villages": ("1", ""),
    "villages_with_totals": ("(v.persons IS NOT NULL)::int", "1"),
    "poor_villages": ("(v.poor_village IS TRUE)::int", ""),
    "villages_with_team": ("(v.team > 0)::int", ""),
    "first_secretaries": ("v.secretaries", ""),
    "poverty_incidence": ("t.poor_persons", "v.persons"),
}
ONLY_WHERE = {"poverty_incidence": "v.persons > 0"}  # a village that does not state its population counts on neither side

VILLAGES = """
CREATE TEMP TABLE village_now ON COMMIT DROP AS
SELECT COALESCE(f.village_code, s.village_code) AS village_code, f.persons, f.poor_village,
       COALESCE(p.team, 0) AS team, COALESCE(p.secretaries, 0) AS secretaries
FROM (SELECT DISTINCT ON (village_code) village_code, persons, poor_village FROM registry_villageform
      WHERE superseded_at IS NULL AND year <= %(year)s AND village_code >= %(low)s AND village_code < %(high)s
      ORDER BY village_code, year DESC) f
FULL JOIN (SELECT DISTINCT village_code FROM policy_standing
           WHERE year = %(year)s AND village_code >= %(low)s AND village_code < %(high)s) s USING (village_code)
LEFT JOIN (SELECT village_code, count(*) AS team, count(*) FILTER (WHERE first_secretary) AS secretaries
           FROM registry_posting WHERE starts_on <= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s)
           GROUP BY village_code) p ON p.village_code = COALESCE(f.village_code, s.village_code)
"""


def _sums() -> str:
    columns = []
    for name, (top, bottom) in OF_STANDINGS.items():
        columns.append(f"COALESCE({top}, 0) AS {name}")
        if bottom:
            columns.append(f"COALESCE({bottom}, 0) AS {name}_of")
    return (
        f"CREATE TEMP TABLE sum_now ON COMMIT DROP AS SELECT v.village_code, {', '.join(columns)} FROM village_now v "
        "LEFT JOIN policy_standing s ON s.village_code = v.village_code AND s.year = %(year)s GROUP BY v.village_code"
    )


def _unpivoted() -> str:
    rows = [f"('{name}', t.{name}, {f't.{name}_of' if bottom else 'NULL'}, true)" for name, (_, bottom) in OF_STANDINGS.items()]
    rows += [
        f"('{name}', {top}, {bottom or 'NULL'}, {ONLY_WHERE.get(name, 'true')})" for name, (top, bottom) in OF_VILLAGES.items()
    ]
    return (
        "INSERT INTO policy_figure (year, area_code, level, name, numerator, denominator) "
        f"SELECT %(year)s, t.village_code, {VILLAGE}, x.name, x.top, x.bottom FROM sum_now t JOIN village_now v USING (village_code) "
        f"CROSS JOIN LATERAL (VALUES {', '.join(rows)}) AS x (name, top, bottom, counts) WHERE x.counts"
    )


ADD_UP = """
INSERT INTO policy_figure (year, area_code, level, name, numerator, denominator)
SELECT year, rpad(left(area_code, %(width)s), 12, '0'), %(level)s, name, sum(numerator), sum(denominator)
FROM policy_figure WHERE year = %(year)s AND level = %(below)s AND area_code >= %(low)s AND area_code < %(high)s
GROUP BY year, rpad(left(area_code, %(width)s), 12, '0'), name
"""
FORGET = """
DELETE FROM policy_figure WHERE year = %(year)s AND level = %(level)s AND area_code >= %(low)s AND area_code < %(high)s
"""


def count_village_figures(cursor: CursorWrapper, *, area: str, year: int, on: date) -> None:
    """Replace the year's figures of the villages at and below `area` by what the standings, village forms and postings say."""
    low, high = subtree(area)
    span = {"year": year, "on": on, "low": low, "high": high, "level": VILLAGE}
    cursor.execute("DROP TABLE IF EXISTS pg_temp.village_now; DROP TABLE IF EXISTS pg_temp.sum_now")
    for statement in (VILLAGES, _sums(), FORGET, _unpivoted()):
        cursor.execute(statement, span)


def add_up_figures(cursor: CursorWrapper, *, areas: Iterable[str], year: int) -> None:
    """Replace the year's figures of the townships and counties at, below and above the areas, and of every place above.

    Runs under a lock of the year, because two counties of one city add to the same sums.
    """
    areas = list(areas)
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('policy_figure'), %(year)s)", {"year": year})
    with door("figures", read=[NATION], write=[NATION]):
        for level in range(VILLAGE - 1, -1, -1):
            for place in sorted({_at(area, level) for area in areas}):
                low, high = subtree(place)
                span = {"year": year, "level": level, "below": level + 1, "low": low, "high": high, "width": _width(level)}
                cursor.execute(FORGET, span)
                cursor.execute(ADD_UP, span)


def _at(area: str, level: int) -> str:
    """The place whose whole range is to be added up at a level: the area itself when the level lies below it."""
    return area if level > level_of(area) else ancestor(area, level)


def _width(level: int) -> int:
    return WIDTHS[level - 1] if level else 0

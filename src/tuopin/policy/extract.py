"""This room's door for columns: how the households of a place stand in a year, and the villages they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from tuopin.engine.copying import column_copy, read_column_copy, table_from_copy
from tuopin.engine.tables import Field, Table, count
from tuopin.kernel.areas import NATION, subtree
from tuopin.people.selectors import Actor
from tuopin.policy.states.standings import STANDINGS, VILLAGES
from tuopin.registry.extract import as_stored
from tuopin.scope.services import door

SOURCES = {
    "net_fen": "(s.net_income_yuan * 100)::int8", "short_fen": "(s.short_yuan * 100)::int8", "helped": "(s.helper_name <> '')",
}
SETS = ("failed", "unknown")  # kept as bits already
STANDING_ROWS = "SELECT {columns} FROM policy_standing s WHERE s.year = %(year)s AND s.village_code >= %(low)s AND s.village_code < %(high)s ORDER BY s.village_code"
VILLAGE_ROWS = """
SELECT {columns} FROM (
    SELECT COALESCE(f.village_code, s.village_code) AS area_code, f.persons, f.households, f.poor_village,
           COALESCE(p.team, 0) AS team, COALESCE(p.secretaries, 0) AS first_secretaries
    FROM (SELECT DISTINCT ON (village_code) village_code, persons, households, poor_village FROM registry_villageform
          WHERE superseded_at IS NULL AND year <= %(year)s AND village_code >= %(low)s AND village_code < %(high)s
          ORDER BY village_code, year DESC) f
    FULL JOIN (SELECT DISTINCT village_code FROM policy_standing
               WHERE year = %(year)s AND village_code >= %(low)s AND village_code < %(high)s) s USING (village_code)
    LEFT JOIN (SELECT village_code, count(*) AS team, count(*) FILTER (WHERE first_secretary) AS secretaries
               FROM registry_posting WHERE starts_on <= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s)
               GROUP BY village_code) p ON p.village_code = COALESCE(f.village_code, s.village_code)
) s ORDER BY 1"""


def standing_columns(*, area: str, year: int) -> Table:
    """The standings of the year at and below `area`, sorted by village; whoever asks sees what the database shows them."""
    columns = ", ".join(_stored(field) for field in STANDINGS)
    return _table("standings", STANDING_ROWS.format(columns=columns), STANDINGS, area, {"year": year})


def village_columns(*, area: str, year: int, on: date) -> Table:
    """The villages at and below `area` that have a form or a standing of the year, with the posts filled on the day."""
    columns = ", ".join(as_stored(f, f"s.{f.name}::int8" if f.name == "area_code" else f"s.{f.name}") for f in VILLAGES)
    return _table("villages", VILLAGE_ROWS.format(columns=columns), VILLAGES, area, {"year": year, "on": on})


def _stored(field: Field) -> str:
    if field.name in SETS:
        return f"s.{field.name}::int4"
    return as_stored(field, SOURCES.get(field.name, f"s.{field.name}::int8" if field.name == "village_code" else f"s.{field.name}"))


def _table(name: str, sql: str, fields: Sequence[Field], area: str, params: dict) -> Table:
    low, high = subtree(area)
    with connection.cursor() as cursor, cursor.cursor.copy(column_copy(sql, fields), params | {"low": low, "high": high}) as copy:
        return table_from_copy(name, read_column_copy(b"".join(copy), fields), fields)


FOUND = (count("id"), count("net_before_fen"), count("doubts"))
FINDINGS = """
SELECT {columns} FROM (
    SELECT household_id, max(net_income_yuan * 100) FILTER (WHERE year = %(year)s - 1) AS net, max(doubts) FILTER (WHERE year = %(year)s) AS doubts
    FROM policy_standing WHERE household_id IN (
        SELECT id FROM registry_household WHERE village_code >= %(low)s AND village_code < %(high)s UNION
        SELECT household_id FROM registry_householdform WHERE superseded_at IS NULL AND village_code >= %(low)s AND village_code < %(high)s)
    AND year IN (%(year)s - 1, %(year)s) GROUP BY household_id) s
"""
OF_FINDING = {"id": "s.household_id", "net_before_fen": "s.net", "doubts": "s.doubts"}


def judged_columns(actor: Actor, *, area: str, year: int) -> dict:
    """The raw columns id, net_before_fen and doubts of the households of an area; NotFound outside the asker's areas.

    A household that was not judged for a year has none of it, and it is then not known.
    """
    actor.require("export", area)
    low, high = subtree(area)
    chosen = ", ".join(as_stored(f, f"({OF_FINDING[f.name]})") for f in FOUND)
    sql = column_copy(FINDINGS.format(columns=chosen), FOUND)
    with door("columns", read=[NATION]), connection.cursor() as cursor, cursor.cursor.copy(sql, {"low": low, "high": high, "year": year}) as copy:
        return read_column_copy(b"".join(copy), FOUND)

"""A county's columns for a yearly edition: all that rules, measures and groups need of it, and no personal value.

Which record counts on a day is what it is for a judgement (see `judged`). Official numbers come along only for pseudonyms to
be made of them; names, certificates, phones and accounts are not read at all.
"""

from __future__ import annotations

from datetime import date

from tuopin.engine.columns import UNKNOWN
from tuopin.engine.tables import Field, count, text
from tuopin.kernel.areas import NATION, subtree
from tuopin.kernel.codelists import code_list
from tuopin.people.selectors import Actor
from tuopin.registry.extract.judged import (
    COUNTY_ROWS,
    EVENT,
    IN_AREA,
    INCOME_OF,
    OF_GROUPS,
    PICKED,
    SIZED,
    _columns,
    _rows,
    as_stored,
    income_in_fen,
    one_moment,
)
from tuopin.scope.services import door
from tuopin.snapshots.layout import COUNTY, HOUSEHOLD, PERSON, VILLAGE

HAN = "01"
FROM_ELSEWHERE = {"household_id", "person_id", "persons", "net_before_fen", "doubts"}  # pseudonyms; and what judging found
LINES = tuple(code_list("income-line").values)
OF_HOUSEHOLD = OF_GROUPS | {
    "village_code": "p.village_code::int8", "year": "p.year", "exited_year": EVENT.format(least="max", kind="exited"),
    "standard": "COALESCE(f.standard, 'national')", "road_metres": "f.road_km * 1000", "house_area": "f.house_area_m2 * 100",
    "arable_area": "f.arable_mu * 100", "irrigated_area": "f.irrigated_mu * 100", "forest_area": "f.forest_mu * 100",
    "green_area": "f.grain_to_green_mu * 100", "orchard_area": "f.orchard_mu * 100", "pasture_area": "f.pasture_mu * 100",
    "water_area": "f.water_mu * 100",
    "helped": """EXISTS (SELECT FROM registry_pairing r WHERE r.household_id = p.id
        AND r.starts_on <= %(on)s AND (r.ends_on IS NULL OR r.ends_on > %(on)s))""",
}
OF_MEMBER = {
    "village_code": "p.village_code", "born_on": "person.born_on", "sex": "person.sex",
    "minority": f"CASE m.ethnic WHEN '' THEN NULL ELSE m.ethnic <> '{HAN}' END",
    "has_work_place": "m.work_place <> ''", "work_tenths": "m.work_months * 10",
}
HOUSEHOLDS = (count("id"), *(c.field for c in HOUSEHOLD.columns if c.name not in FROM_ELSEWHERE), text("number"))
MEMBERS = (count("id"), *(c.field for c in PERSON.columns if c.name not in FROM_ELSEWHERE), text("number"))
VILLAGES = tuple(c.field for c in VILLAGE.columns)
COUNTIES = tuple(c.field for c in COUNTY.columns)
OF_VILLAGE = {
    "area_code": "places.village_code::int8", "form_year": "f.year",
    "poor_persons": "CASE WHEN poor.known IS NOT FALSE THEN COALESCE(poor.persons, 0) END",
    "collective_income": "(f.collective_income_yuan * 100)", "team": "COALESCE(t.team, 0)",
    "first_secretaries": "COALESCE(t.secretaries, 0)",
}
VILLAGE_SQL = "WITH " + SIZED + """,
poor AS (
    SELECT village_code, sum(persons) AS persons, bool_and(year IS NOT NULL) AS known
    FROM sized WHERE kind <> 'exited' GROUP BY village_code),
places AS (SELECT village_code FROM forms UNION SELECT village_code FROM sized)
SELECT {columns} FROM places LEFT JOIN forms f USING (village_code) LEFT JOIN poor USING (village_code)
LEFT JOIN (SELECT village_code, count(*) AS team, count(*) FILTER (WHERE first_secretary) AS secretaries FROM registry_posting
    WHERE starts_on <= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s) GROUP BY village_code) t USING (village_code)
ORDER BY 1"""
PLACES = """
SELECT DISTINCT left(code, 6) AS county FROM (
    SELECT village_code AS code FROM registry_household UNION ALL SELECT village_code FROM registry_householdform
    WHERE superseded_at IS NULL AND year <= %(year)s UNION ALL SELECT village_code FROM registry_villageform
    WHERE superseded_at IS NULL AND year <= %(year)s UNION ALL SELECT county_code FROM registry_countysurvey
    WHERE superseded_at IS NULL AND year <= %(year)s) AS p
WHERE code >= %(low)s AND code < %(high)s ORDER BY 1
"""


def counties_of_edition(actor: Actor, *, area: str, on: date) -> list[str]:
    """The counties of an area of which anything is on record by the year of the day, in the order of their codes."""
    actor.require("export", area)
    low, high = subtree(area)
    return [row["county"] + "000000" for row in _rows(PLACES, {"low": low, "high": high}, on)]


def edition_columns(actor: Actor, *, area: str, on: date) -> dict[str, dict]:
    """The raw columns of the area (a county or below) as on the day, by table of an edition; NotFound outside the asker's areas.

    Households and persons bring their official `number`, households their `id`, persons that of their household, for
    whoever makes the pseudonyms.
    """
    actor.require("export", area)
    low, high = subtree(area)
    params = {"low": low, "high": high, "on": on, "year": on.year}
    picked = PICKED.format(condition=IN_AREA)
    with door("columns", read=[NATION]), one_moment():
        households = _columns(_households_sql(picked), HOUSEHOLDS, params)
        recorded = [(i, y, v) for i, y, v in zip(*(households[n].tolist() for n in ("id", "year", "village_code")), strict=True) if y > UNKNOWN]
        keys = dict(zip(("ids", "years", "villages"), map(list, zip(*recorded, strict=True)) if recorded else ([], [], []), strict=True))
        members = _columns(_members_sql(), MEMBERS, keys)
        villages = _columns(VILLAGE_SQL.format(picked=picked, columns=_chosen(VILLAGES, OF_VILLAGE)), VILLAGES, params)
        stated = f"SELECT {_chosen(COUNTIES, {}, 'c')} FROM ({_county_sql(picked)}) c ORDER BY 1"
        counties = _columns(stated, COUNTIES, params)
    return {"household": households, "person": members, "village": villages, "county": counties}


def _households_sql(picked: str) -> str:
    source = OF_HOUSEHOLD | {"id": "p.id", "number": "p.number"} | {line: income_in_fen(line) for line in LINES}
    return (
        f"WITH picked AS MATERIALIZED ({picked}) "
        f"SELECT {_chosen(HOUSEHOLDS, source)} FROM picked p LEFT JOIN registry_householdform f ON f.id = p.form_id "
        f"LEFT JOIN {INCOME_OF.format(household='p.id', year='p.year')}"
    )


def _members_sql() -> str:
    source = OF_MEMBER | {"id": "m.household_id", "number": "person.number"}
    return (
        f"SELECT {_chosen(MEMBERS, source, 'm')} FROM unnest(%(ids)s::int8[], %(years)s::int2[], %(villages)s::int8[]) "
        "AS p (id, year, village_code) JOIN registry_memberform m ON m.household_id = p.id AND m.year = p.year AND m.superseded_at IS NULL "
        "JOIN registry_person person ON person.id = m.person_id"
    )


def _county_sql(picked: str) -> str:
    """The counties as rules judge them, with the two columns that no record fills."""
    return f"SELECT q.*, NULL::int8 AS unregistered_persons, NULL::int8 AS unregistered_surveyed FROM ({COUNTY_ROWS.format(picked=picked)}) q"


def _chosen(fields: tuple[Field, ...], source: dict[str, str], table: str = "f") -> str:
    return ", ".join(as_stored(f, f"({source.get(f.name, f'{table}.{f.name}')})") for f in fields)

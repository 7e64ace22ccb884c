"""The register's door for columns: households with their members, villages and counties, as they stood on a day.

Which record counts on a day: of each household identified by then and not removed, the current version of its latest year
not after the day's year; its members are those with a form of that same year. A household without such a record comes with
nothing known. Everything is read within the asker's areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date

from django.db import connection, transaction

from tuopin.engine.columns import ABSENT, EPOCH, NO_DAY, UNKNOWN
from tuopin.engine.copying import column_copy, group_under, read_column_copy, table_from_copy
from tuopin.engine.tables import Facts, Field, Table, code, codes, count, day, flag, money, text
from tuopin.kernel.areas import NATION, subtree
from tuopin.kernel.codelists import code_list
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household
from tuopin.scope.services import door
from tuopin.snapshots.layout import HOUSEHOLD


def _words(name: str) -> tuple[str, ...]:
    return tuple(code_list(name).values)


INCOME_LINES = _words("income-line")
HOUSEHOLDS = (
    count("id"), count("village_code"), count("year"), code("standard", *_words("standard")),
    flag("food_enough"), flag("clothing_enough"), code("house_grade", *_words("house-grade")), flag("water_safe"),
    *(money(line) for line in INCOME_LINES), *(flag(name) for name in pack().judged), text("number"),
)
MEMBERS = (
    count("id"), day("born_on"), code("student", *_words("student")), code("dropout_reason", *_words("dropout-reason")),
    code("education", *_words("education")), codes("health", *_words("health")), flag("resident_medical"), flag("employee_medical"),
)
GROUPS = tuple(HOUSEHOLD.column(name).field for name in ("status", "attribute", "main_cause", "identified_year"))  # by which households are told apart
EVENT = "(SELECT extract(year FROM {least}(s.\"on\")) FROM registry_statusevent s WHERE s.household_id = p.id AND s.kind = '{kind}' AND s.\"on\" <= %(on)s)"
OF_GROUPS = {"status": "CASE p.kind WHEN 'identified' THEN 'poor' ELSE p.kind END", "identified_year": EVENT.format(least="min", kind="identified")}

PICKED = """
SELECT h.id, h.number, e.kind, f.id AS form_id, f.year, COALESCE(f.village_code, h.village_code) AS village_code
FROM registry_household h
LEFT JOIN LATERAL (
    SELECT id, year, village_code FROM registry_householdform
    WHERE household_id = h.id AND superseded_at IS NULL AND year <= %(year)s ORDER BY year DESC LIMIT 1) f ON true
JOIN LATERAL (
    SELECT kind FROM registry_statusevent
    WHERE household_id = h.id AND "on" <= %(on)s ORDER BY "on" DESC, id DESC LIMIT 1) e ON e.kind <> 'removed'
WHERE {condition}
"""
# Anybody, registered or not: the ordinary household that asks to be registered has no status yet, one that was removed may ask again.
ANYBODY = PICKED.replace("JOIN LATERAL (\n    SELECT kind", "LEFT JOIN LATERAL (\n    SELECT kind").replace("e ON e.kind <> 'removed'", "e ON true")
# A household is found where it belongs now and where it belonged in that year's record; the record's place decides.
IN_AREA = """h.id IN (
    SELECT id FROM registry_household WHERE village_code >= %(low)s AND village_code < %(high)s
    UNION SELECT household_id FROM registry_householdform
    WHERE superseded_at IS NULL AND year <= %(year)s AND village_code >= %(low)s AND village_code < %(high)s)
AND COALESCE(f.village_code, h.village_code) >= %(low)s AND COALESCE(f.village_code, h.village_code) < %(high)s"""
ONE = "h.number = %(number)s"


def household_facts(actor: Actor, *, area: str, on: date, also: Sequence[Field] = ()) -> Facts:
    """The households of an area on a day with their members, sorted by village and number; `also` of GROUPS, what groups they are told apart by.

    Raises NotFound outside the asker's areas.
    """
    actor.require("read", area)
    low, high = subtree(area)
    return _household_facts(IN_AREA, on, {"low": low, "high": high}, also=also)


def one_household_facts(actor: Actor, *, number: str, on: date) -> Facts:
    """One household on a day; NotFound when it is not registered on the day, or not the asker's to see."""
    facts = _household_facts(ONE, on, {"number": number})
    where = str(facts.households.village_code[0]).zfill(12) if len(facts.households) else ""
    if not where or not (actor.may("read", where) or _belongs_now(actor, number)):  # its village was merged since that record
        raise NotFound(
            "no-such-household", phrase("{on} 没有编号为 {number} 的在册贫困户。"), phrase("请核对户编号和日期;如属其他辖区,请联系上级。"),
            number=number, on=on.isoformat(),
        )
    return facts


def village_facts(actor: Actor, *, area: str, on: date, every: bool = False) -> Facts:
    """The poor villages of an area on a day (those not recorded as other villages, or `every` one), with the poor persons registered there."""
    actor.require("read", area)
    low, high = subtree(area)
    rows = _rows(VILLAGE_ROWS.format(picked=PICKED.format(condition=IN_AREA)), {"low": low, "high": high, "every": every}, on)
    return Facts(on, {"villages": Table.of_rows("villages", VILLAGES, rows)})


def county_facts(actor: Actor, *, area: str, on: date, given: dict[str, int] | None = None) -> Facts:
    """The counties of an area on a day: persons registered as poor and exited, populations, and the survey of the year.

    `given` puts counts (or rates, in ten-thousandths of a percent) in place of what is recorded.
    """
    actor.require("read", area)
    low, high = subtree(area)
    rows = _rows(COUNTY_ROWS.format(picked=PICKED.format(condition=IN_AREA)), {"low": low, "high": high}, on)
    rows = [row | (given or {}) for row in rows]
    return Facts(on, {"counties": Table.of_rows("counties", COUNTIES, rows)})


def counties_registered(actor: Actor, *, area: str, on: date) -> list[str]:
    """The counties of an area in which households are or were registered: how a large area is judged piece by piece."""
    actor.require("read", area)
    low, high = subtree(area)
    rows = _rows(
        "SELECT DISTINCT left(village_code, 6) AS county FROM registry_household "
        "WHERE village_code >= %(low)s AND village_code < %(high)s UNION "
        "SELECT DISTINCT left(village_code, 6) FROM registry_householdform WHERE superseded_at IS NULL AND year <= %(year)s "
        "AND village_code >= %(low)s AND village_code < %(high)s ORDER BY 1", {"low": low, "high": high}, on,
    )
    return [row["county"] + "000000" for row in rows]


VILLAGES = (
    count("area_code"), count("poor_persons"), count("agricultural_persons"), count("persons"), flag("paved_road"),
    flag("passenger_bus"), flag("power"), flag("broadband"), flag("clinic"), flag("doctor"), flag("culture_room"),
    count("cooperatives"), money("collective_income"),
)
SIZED = """
picked AS MATERIALIZED ({picked}),
sized AS (
    SELECT p.village_code, p.kind, p.year, (SELECT count(*) FROM registry_memberform m
        WHERE m.household_id = p.id AND m.year = p.year AND m.superseded_at IS NULL) AS persons FROM picked p),
forms AS (
    SELECT DISTINCT ON (village_code) * FROM registry_villageform
    WHERE superseded_at IS NULL AND year <= %(year)s AND village_code >= %(low)s AND village_code < %(high)s
    ORDER BY village_code, year DESC)"""
VILLAGE_ROWS = "WITH " + SIZED + """,
poor AS (
    SELECT village_code, sum(persons) AS persons, bool_and(year IS NOT NULL) AS known
    FROM sized WHERE kind <> 'exited' GROUP BY village_code),
places AS (SELECT village_code FROM forms UNION SELECT village_code FROM sized)
SELECT places.village_code::bigint AS area_code,
    CASE WHEN poor.known IS NOT FALSE THEN COALESCE(poor.persons, 0)::bigint END AS poor_persons,
    f.agricultural_persons, f.persons, f.paved_road, f.passenger_bus, f.power, f.broadband, f.clinic, f.doctor,
    f.culture_room, f.cooperatives, (f.collective_income_yuan * 100)::bigint AS collective_income
FROM places LEFT JOIN forms f USING (village_code) LEFT JOIN poor USING (village_code)
WHERE %(every)s OR f.poor_village IS NOT FALSE ORDER BY 1"""
SURVEYED = (
    "exited_sampled", "exited_false", "unregistered_sampled", "omitted", "asked", "recognising",
)
COUNTIES = (
    count("area_code"), count("poor_persons"), count("exited_persons"), count("agricultural_persons"), count("persons"),
    count("unregistered_persons"), count("unregistered_surveyed"), *(count(name) for name in SURVEYED),
    count("composite_incidence"), count("false_exit_rate"), count("omission_rate"), count("recognition_rate"),
)
COUNTY_ROWS = "WITH " + SIZED + """,
registered AS (
    SELECT left(village_code, 6) || '000000' AS county_code, bool_and(year IS NOT NULL) AS known,
        sum(persons) FILTER (WHERE kind <> 'exited') AS poor, sum(persons) FILTER (WHERE kind = 'exited') AS exited
    FROM sized GROUP BY 1),
villages AS (
    SELECT left(village_code, 6) || '000000' AS county_code,
        CASE WHEN bool_and(agricultural_persons IS NOT NULL) THEN sum(agricultural_persons) END AS agricultural_persons,
        CASE WHEN bool_and(persons IS NOT NULL) THEN sum(persons) END AS persons
    FROM forms WHERE NOT EXISTS (  -- whose people stand on the form of the village that theirs went into are not counted twice
        SELECT FROM divisions_succession s JOIN forms heir ON heir.village_code = s.successor_code AND heir.year >= date_part('year', s."on")
        WHERE s.predecessor_code = forms.village_code AND s.successor_code <> forms.village_code AND s.kind = 'merged'
            AND s.withdrawn_at IS NULL AND s.decided_by <> '' AND s."on" <= %(on)s)
    GROUP BY 1),
surveys AS (
    SELECT DISTINCT ON (county_code) * FROM registry_countysurvey
    WHERE superseded_at IS NULL AND year <= %(year)s AND county_code >= %(low)s AND county_code < %(high)s
    ORDER BY county_code, year DESC),
places AS (SELECT county_code FROM registered UNION SELECT county_code FROM villages UNION SELECT county_code FROM surveys)
SELECT places.county_code::bigint AS area_code,
    CASE WHEN r.known IS NOT FALSE THEN COALESCE(r.poor, 0)::bigint END AS poor_persons,
    CASE WHEN r.known IS NOT FALSE THEN COALESCE(r.exited, 0)::bigint END AS exited_persons,
    COALESCE(s.agricultural_persons, v.agricultural_persons)::bigint AS agricultural_persons, v.persons::bigint AS persons,
    s.exited_sampled, s.exited_false, s.unregistered_sampled, s.omitted, s.asked, s.recognising
FROM places LEFT JOIN registered r USING (county_code) LEFT JOIN villages v USING (county_code)
LEFT JOIN surveys s USING (county_code) ORDER BY 1"""


def _belongs_now(actor: Actor, number: str) -> bool:
    return Household.objects.filter(actor.scope(), number=number).exists()


def facts_of_named(actor: Actor, *, numbers: Sequence[str], on: date) -> Facts:
    """Households of these numbers on a day, registered or not, sorted by village and number; NotFound when one is not the asker's to see."""
    facts = _household_facts("h.number = ANY(%(numbers)s)", on, {"numbers": list(numbers)}, ANYBODY)
    seen = len(facts.households) == len(set(numbers))
    elsewhere = not all(actor.may("read", str(code).zfill(12)) for code in set(facts.households.village_code.numbers()))
    if not seen or (elsewhere and Household.objects.filter(actor.scope(), number__in=list(numbers)).count() != len(set(numbers))):
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    return facts


def _household_facts(condition: str, on: date, where: dict, picked: str = PICKED, also: Sequence[Field] = ()) -> Facts:
    params, fields = where | {"on": on, "year": on.year}, (*HOUSEHOLDS, *also)
    with door("columns", read=[NATION]), one_moment():
        households = table_from_copy("households", _columns(_households_sql(picked.format(condition=condition), fields), fields, params), fields)
        recorded = [(i, y) for i, y in zip(households.id.numbers(), households.year.numbers(), strict=True) if y is not None]
        keys = {"ids": [i for i, _ in recorded], "years": [y for _, y in recorded]}
        members = _columns(_members_sql(), MEMBERS, keys)
    return Facts(on, {"households": households, "members": group_under(households, "id", "members", members, MEMBERS)})


def _households_sql(picked: str, fields: Sequence[Field]) -> str:
    source = {"standard": "COALESCE(f.standard, 'national')", "id": "p.id", "village_code": "p.village_code::int8", "year": "p.year::int8", "number": "p.number"}
    source |= OF_GROUPS | {line: income_in_fen(line) for line in INCOME_LINES}
    columns = [as_stored(f, source.get(f.name, f"f.{f.name}")) for f in fields]
    return (
        f"WITH picked AS MATERIALIZED ({picked}) "
        f"SELECT {', '.join(columns)} FROM picked p LEFT JOIN registry_householdform f ON f.id = p.form_id "
        f"LEFT JOIN {INCOME_OF.format(household='p.id', year='p.year')} ORDER BY p.village_code, p.number"
    )


INCOME_OF = "registry_householdincome i ON i.household_id = {household} AND i.year = {year} AND i.superseded_at IS NULL"


def income_in_fen(line: str) -> str:
    """The SQL for the amount of a line of the income `i`: whole fen, the sentinel of what is not known where it waits for its amount,
    NULL where it was never asked."""
    amount = f"i.amounts_yuan[array_position(i.lines, '{line}')]"
    return f"COALESCE(({amount} * 100)::int8, CASE WHEN '{line}' = ANY (i.lines) THEN ({UNKNOWN})::int8 END)"


def _members_sql() -> str:
    source = {"id": "m.household_id", "born_on": "person.born_on"}
    columns = [as_stored(f, source.get(f.name, f"m.{f.name}")) for f in MEMBERS]
    return (
        f"SELECT {', '.join(columns)} FROM unnest(%(ids)s::int8[], %(years)s::int2[]) AS p (id, year) "
        "JOIN registry_memberform m ON m.household_id = p.id AND m.year = p.year AND m.superseded_at IS NULL "
        "JOIN registry_person person ON person.id = m.person_id"
    )


def as_stored(declared: Field, column: str) -> str:
    """The SQL that gives a column in its fixed width, with the sentinel for what is not known."""
    listed = ", ".join(f"'{word}'" for word in declared.words)
    match declared.kind:
        case "flag":
            return f"COALESCE({column}::int, -1)::int2"
        case "code":
            place = f"COALESCE(array_position(ARRAY[{listed}]::text[], {column}::text) - 1, -1)"
            return f"(CASE {column} WHEN '' THEN -1 ELSE {place} END)::int2"
        case "codes":
            single = " ".join(f"WHEN '{word}' THEN {1 << n}" for n, word in enumerate(declared.words))
            several = " + ".join(
                f"(',' || {column} || ',' LIKE '%%,{word},%%')::int * {1 << n}" for n, word in enumerate(declared.words)
            )
            return f"COALESCE(CASE {column} WHEN '' THEN 0 {single} ELSE {several} END, 0)::int4"
        case "day":
            return f"COALESCE({column} - DATE '{EPOCH}', ({NO_DAY})::int4)::int4"
        case "count":
            return f"COALESCE({column}, ({UNKNOWN})::int8)::int8"
        case "money":
            return f"COALESCE({column}, ({ABSENT})::int8)::int8"
    return f"{column}::text"


def one_moment() -> AbstractContextManager[None]:
    """A transaction in which all queries see the register of one moment; the caller's own where one is open."""
    return transaction.atomic() if connection.in_atomic_block else _Snapshot()


class _Snapshot:
    """A read-only transaction on one snapshot of the database."""

    def __enter__(self) -> None:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def __exit__(self, *fault: object) -> None:
        self._atomic.__exit__(*fault)


def _columns(sql: str, fields: Sequence[Field], params: dict) -> dict:
    with connection.cursor() as cursor, cursor.cursor.copy(column_copy(sql, fields), params) as copy:
        return read_column_copy(b"".join(copy), fields)


def _rows(sql: str, where: dict, on: date) -> Sequence[dict]:
    with door("columns", read=[NATION]), connection.cursor() as cursor:
        cursor.execute(sql, where | {"on": on, "year": on.year})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

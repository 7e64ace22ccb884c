"""The register's door for chosen columns: any column that a yearly edition has, under the same name, of households and members today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from tuopin.engine.copying import group_under, table_from_copy
from tuopin.engine.tables import Facts, Field, count, text
from tuopin.kernel.areas import NATION, subtree
from tuopin.people.selectors import Actor
from tuopin.registry.extract.edition import LINES, OF_HOUSEHOLD, OF_MEMBER
from tuopin.registry.extract.judged import IN_AREA, INCOME_OF, PICKED, _columns, as_stored, income_in_fen, one_moment
from tuopin.scope.services import door
from tuopin.snapshots.layout import HOUSEHOLD, PERSON

NOT_HERE = {"household_id", "person_id", "persons", "net_before_fen", "doubts"}  # pseudonyms, and what judging found
COLUMNS: Mapping[str, Mapping[str, Field]] = {
    "households": {c.name: c.field for c in HOUSEHOLD.columns if c.name not in NOT_HERE},
    "members": {c.name: c.field for c in PERSON.columns if c.name not in NOT_HERE | {"village_code"}},
}
ALWAYS = ("village_code", "year")


def chosen_facts(actor: Actor, *, area: str, on: date, columns: Mapping[str, Iterable[str]], number: str = "") -> Facts:
    """The households of an area (or the one with the `number`) on a day with their members; only the columns named.

    Beside them households bring `id`, `number`, `village_code` and `year`, members `id` (of the household) and `person_id`. Raises
    NotFound outside the asker's areas.
    """
    actor.require("read", area)
    low, high = subtree(area)
    condition = f"{IN_AREA} AND h.number = %(number)s" if number else IN_AREA
    params = {"low": low, "high": high, "number": number, "on": on, "year": on.year}
    households = (count("id"), *_named("households", (*ALWAYS, *columns.get("households", ()))), text("number"))
    members = (count("id"), count("person_id"), *_named("members", columns.get("members", ())))
    with door("columns", read=[NATION]), one_moment():
        found = table_from_copy("households", _columns(_households_sql(condition, households), households, params), households)
        recorded = [(i, y) for i, y in zip(found.id.numbers(), found.year.numbers(), strict=True) if y is not None]
        keys = {"ids": [i for i, _ in recorded], "years": [y for _, y in recorded]}
        people = _columns(_members_sql(members), members, keys)
    return Facts(on, {"households": found, "members": group_under(found, "id", "members", people, members)})


def _named(table: str, names: Iterable[str]) -> list[Field]:
    return [COLUMNS[table][name] for name in dict.fromkeys(names)]


def _households_sql(condition: str, fields: Iterable[Field]) -> str:
    lines = [f.name for f in fields if f.name in LINES]
    source = OF_HOUSEHOLD | {"id": "p.id", "number": "p.number", "year": "p.year::int8"} | {line: income_in_fen(line) for line in lines}
    chosen = ", ".join(as_stored(f, f"({source.get(f.name, f'f.{f.name}')})") for f in fields)
    income = f"LEFT JOIN {INCOME_OF.format(household='p.id', year='p.year')} " if lines else ""
    return (
        f"WITH picked AS MATERIALIZED ({PICKED.format(condition=condition)}) SELECT {chosen} FROM picked p "
        f"LEFT JOIN registry_householdform f ON f.id = p.form_id {income}"
        "ORDER BY p.village_code, p.number"
    )


def _members_sql(fields: Iterable[Field]) -> str:
    source = OF_MEMBER | {"id": "m.household_id", "person_id": "m.person_id"}
    chosen = ", ".join(as_stored(f, f"({source.get(f.name, f'm.{f.name}')})") for f in fields)
    return (
        f"SELECT {chosen} FROM unnest(%(ids)s::int8[], %(years)s::int2[]) AS p (id, year) "
        "JOIN registry_memberform m ON m.household_id = p.id AND m.year = p.year AND m.superseded_at IS NULL "
        "JOIN registry_person person ON person.id = m.person_id"
    )

"""One record per household: its form, its income, its members and helpers, and the worst that was found in any of its rows."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, takewhile

from tuopin.intake.catalogue import sheet_kind
from tuopin.intake.cells.numbers import NOT_ASKED
from tuopin.intake.incomes import LINES, income_of, totals_beside_parts
from tuopin.intake.laying import NOT_FACTS, Laying, Layout, households_to_lay
from tuopin.intake.members import member_maker
from tuopin.intake.records import raw_rows
from tuopin.intake.tables import ORDER, Table

OUTCOME = ("accepted", "accepted", "confirm", "quarantined")  # of a household: tidied rows count as accepted
KINDS = ("household", "member", "pairing")


def household_records(
    tables: dict[str, Table], groups: dict[str, dict[str, list[int]]], layout: Layout | None = None
) -> Iterator[dict]:
    """The records of all households that any of the sheets names, those of the household sheet first and in its order.

    Rows that name no household (the number is missing or cannot be read) come last, together, under the key "". With a
    `layout` the households that nothing is wrong with come before all others, laid out in bundles.
    """
    laid = households_to_lay(tables) if layout else []
    if laid:
        for head, body in Laying(tables, groups, layout).bundles(laid):
            yield head
            yield body
    yield from _told_singly(tables, groups, set(_picked_numbers(tables, laid)))


def _picked_numbers(tables: dict[str, Table], rows: list[int]) -> Iterator[str]:
    return map(tables["household"].column("number").__getitem__, rows) if rows else iter(())


def _told_singly(tables: dict[str, Table], groups: dict, laid: set[str]) -> Iterator[dict]:
    rows = _rows_of_households(tables, groups, laid)
    levels = {number: _level(tables, parts) for number, parts in rows.items()}
    raw = {
        kind: raw_rows(table, [i for number, parts in rows.items() if levels[number] > 1 for i in parts.get(kind, ())])
        for kind, table in tables.items() if kind in KINDS
    }  # fmt: skip
    form, member, pairing = _forms(tables), member_maker(tables.get("member")), _pairing_maker(tables)
    taken = _numbers_taken(tables.get("member"))
    for number, parts in rows.items():
        facts, income, village_code = form(parts["household"][0]) if "household" in parts and number else ({}, {}, None)
        of = parts if number else {}
        record = {
            "t": "household", "key": number, "village_code": village_code, "outcome": OUTCOME[levels[number]],
            "rows": _row_outcomes(tables, parts), "pairings": [pairing(index) for index in of.get("pairing", ())],
            "persons": len(of.get("member", ())), "facts": facts, "income": income,
            "members": [member(index) for index in of.get("member", ())],
        }  # fmt: skip
        if elsewhere := taken(number, of.get("member", ())):
            record["taken"] = elsewhere
        if levels[number] > 1:
            record["raw"] = _raw_of(tables, parts, raw)
        yield record


def _numbers_taken(members: Table | None) -> Callable[[str, Sequence[int]], list[str]]:
    """What tells which person numbers that a household's unnumbered members would be given by their place are other people's in the file."""
    households, numbers = (members.column("household"), members.column("number")) if members is not None else ((), ())
    stated = sorted((number, index) for index, number in enumerate(numbers) if number) if None in numbers else []

    def taken(household: str, of: Sequence[int]) -> list[str]:
        if not stated or not household or all(numbers[index] for index in of):
            return []
        first = bisect_left(stated, (household, 0))
        alike = takewhile(lambda one: one[0].startswith(household), islice(stated, first, None))
        return [number for number, index in alike if households[index] != household]

    return taken


def _rows_of_households(tables: dict[str, Table], groups: dict, laid: set[str]) -> dict[str, dict[str, list[int]]]:
    rows: dict[str, dict[str, list[int]]] = defaultdict(dict)
    if "household" in tables:
        for index, number in enumerate(tables["household"].column("number")):
            if number is not None and number not in laid:
                rows[number].setdefault("household", []).append(index)
    for kind in ("member", "pairing"):
        for number, indexes in groups[kind].items():
            if number not in laid:
                rows[number][kind] = indexes
    for kind in KINDS:
        numbers = tables[kind].column(sheet_kind(kind).key) if kind in tables else ()
        if nobodys := [index for index, number in enumerate(numbers) if number is None]:
            rows[""][kind] = nobodys
    return rows


def _level(tables: dict[str, Table], parts: dict[str, list[int]]) -> int:
    """The worst of the household's rows; a pairing that waits for its helper does not hold the household back."""
    worst = 0
    for kind, indexes in parts.items():
        levels, apart = tables[kind].levels, tables[kind].apart
        for index in indexes:
            if levels[index] > worst and index not in apart:
                worst = levels[index]
    return worst


def _row_outcomes(tables: dict[str, Table], parts: dict[str, list[int]]) -> list[list]:
    found = []
    for kind, indexes in parts.items():
        table = tables[kind]
        title, numbers, levels = table.sheet.title, table.rows, table.levels
        found.extend([title, numbers[index], ORDER[levels[index]]] for index in indexes)
    return found


def _raw_of(tables: dict[str, Table], parts: dict[str, list[int]], raw: dict) -> dict[str, list]:
    return {
        tables[kind].sheet.title: [[tables[kind].rows[index], raw[kind][index]] for index in indexes if index in raw[kind]]
        for kind, indexes in parts.items()
    }


def _forms(tables: dict[str, Table]) -> Callable[[int], tuple[dict, dict, str | None]] | None:
    table = tables.get("household")
    if table is None:
        return None
    facts = {name: column for name, column in table.values.items() if name not in NOT_FACTS}
    lines = {name: table.values[name] for name in LINES if name in table.values}
    both = totals_beside_parts(lines)
    villages = table.column("village_code")

    def form(index: int) -> tuple[dict, dict, str | None]:
        income = {name: column[index] for name, column in lines.items() if column[index] is not NOT_ASKED}
        return {name: column[index] for name, column in facts.items()}, income_of(income) if both else income, villages[index]

    return form


def _pairing_maker(tables: dict[str, Table]) -> Callable[[int], dict] | None:
    table = tables.get("pairing")
    if table is None:
        return None
    helpers, starts, ends = table.column("helper"), table.column("starts_on"), table.column("ends_on")

    def pairing(index: int) -> dict:
        return {
            "helper": helpers[index], "starts_on": starts[index], "ends_on": ends[index],
            "row": table.rows[index], "outcome": ORDER[table.levels[index]],
        }  # fmt: skip

    return pairing

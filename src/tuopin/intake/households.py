"""One record per household: its form, its income, its members and helpers, and the worst that was found in any of its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from tuopin.intake.catalogue import sheet_kind
from tuopin.intake.cells.numbers import NOT_ASKED
from tuopin.intake.incomes import LINES, income_of
from tuopin.intake.records import raw_rows
from tuopin.intake.tables import ORDER, Table

OUTCOME = ("accepted", "accepted", "confirm", "quarantined")  # of a household: tidied rows count as accepted
NOT_FACTS = {"number", "village_code", "year", "size", "per_head", *LINES}
KINDS = ("household", "member", "pairing")


def household_records(tables: dict[str, Table], groups: dict[str, dict[str, list[int]]]) -> Iterator[dict]:
    """The records of all households that any of the sheets names, those of the household sheet first and in its order.

    Rows that name no household (the number is missing or cannot be read) come last, together, under the key "".
    """
    rows = _rows_of_households(tables, groups)
    levels = {number: _level(tables, parts) for number, parts in rows.items()}
    raw = {
        kind: raw_rows(table, [i for number, parts in rows.items() if levels[number] > 1 for i in parts.get(kind, ())])
        for kind, table in tables.items() if kind in KINDS
    }  # fmt: skip
    form, member, pairing = _forms(tables), _member_maker(tables), _pairing_maker(tables)
    for number, parts in rows.items():
        facts, income, village_code = form(parts["household"][0]) if "household" in parts and number else ({}, {}, None)
        of = parts if number else {}
        record = {
            "t": "household", "key": number, "village_code": village_code, "outcome": OUTCOME[levels[number]],
            "rows": _row_outcomes(tables, parts), "pairings": [pairing(index) for index in of.get("pairing", ())],
            "persons": len(of.get("member", ())), "facts": facts, "income": income,
            "members": [member(index) for index in of.get("member", ())],
        }  # fmt: skip
        if levels[number] > 1:
            record["raw"] = _raw_of(tables, parts, raw)
        yield record


def _rows_of_households(tables: dict[str, Table], groups: dict) -> dict[str, dict[str, list[int]]]:
    rows: dict[str, dict[str, list[int]]] = defaultdict(dict)
    if "household" in tables:
        for index, number in enumerate(tables["household"].column("number")):
            if number is not None:
                rows[number].setdefault("household", []).append(index)
    for kind in ("member", "pairing"):
        for number, indexes in groups[kind].items():
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
    names = [name for name in table.values if name not in NOT_FACTS]
    lines = [name for name in LINES if name in table.values]
    facts = _rows([table.values[name] for name in names], len(table.rows))
    amounts = _rows([table.values[name] for name in lines], len(table.rows))
    both = {"property", "transfer"} & set(lines)
    gaps = any(amount is NOT_ASKED for name in lines for amount in table.values[name])
    villages = table.column("village_code")

    def form(index: int) -> tuple[dict, dict, str | None]:
        income = dict(zip(lines, amounts[index], strict=True))
        if gaps:
            income = {name: amount for name, amount in income.items() if amount is not NOT_ASKED}
        return dict(zip(names, facts[index], strict=True)), income_of(income) if both else income, villages[index]

    return form


def _rows(columns: list[list], rows: int) -> list[tuple]:
    return list(zip(*columns, strict=True)) if columns else [()] * rows


def _member_maker(tables: dict[str, Table]) -> Callable[[int], dict] | None:
    table = tables.get("member")
    if table is None:
        return None
    values = {name: column for name, column in table.values.items() if name not in ("household", "year")}
    values |= told_by_certificate(table)
    names, rows = list(values), list(zip(*values.values(), strict=True))
    return lambda index: dict(zip(names, rows[index], strict=True))


def told_by_certificate(members: Table) -> dict[str, list]:
    """Sex, birth and kind of certificate of all members, from the identity number where the row does not state them."""
    numbers = members.column("certificate")
    identities = [number if number is not None and len(number) == 18 else None for number in numbers]
    return {
        "sex": [
            said or (None if n is None else "male" if n[16] in "13579" else "female")
            for said, n in zip(members.column("sex"), identities, strict=True)
        ],
        "born_on": [
            said or (None if n is None else f"{n[6:10]}-{n[10:12]}-{n[12:14]}")
            for said, n in zip(members.column("born_on"), identities, strict=True)
        ],
        "certificate_kind": [
            said or ("resident_id" if n is not None or number is None else _kind_of(number))
            for said, n, number in zip(members.column("certificate_kind"), identities, numbers, strict=True)
        ],
    }


def _kind_of(number: str) -> str:
    if number[0] in "HM" and len(number) in (9, 11):
        return "hk_macau_permit"
    return "foreign_permanent" if len(number) == 15 else "birth_certificate"


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

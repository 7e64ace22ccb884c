"""What the reader hands over: one flat record per sheet, problem, village and helper, and the count of rows at the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from tuopin.intake.catalogue import sheet_kind
from tuopin.intake.cells.numbers import NOT_ASKED
from tuopin.intake.cells.text import as_text
from tuopin.intake.tables import ORDER, Found, Table

BLOCKS = {"village": "village", "helper": "helper", "household": "household", "member": "household", "pairing": "household"}
MANY = 200  # the same tidying of more cells of one column than this is told once


def sheet_record(table: Table, year: int) -> dict:
    """What the sheet is, how many rows it has, which headings were not understood and which optional fields it lacks."""
    fields = sheet_kind(table.kind).fields
    return {
        "t": "sheet", "sheet": table.sheet.title, "kind": table.kind, "total": len(table.rows) + len(table.lost), "year": year,
        "headings": list(table.layout.headings), "fields": {c.heading: c.field.name for c in table.layout.columns},
        "unknown": list(table.layout.unknown),
        "missing": [field.heading for field in fields.values() if field.name not in table.values],
        "hidden": table.sheet.hidden,
    }  # fmt: skip


def problem_records(table: Table) -> Iterator[dict]:
    """Everything found in the rows, in the order of the rows."""
    keys = table.column(sheet_kind(table.kind).key)
    block = BLOCKS[table.kind]
    for number, found in table.lost:
        yield _problem(table, number, found, "", "")
    for column in table.layout.columns:
        if column.factor != 1:
            found = Found(-1, column.heading, "unit-from-heading", "A", {"unit": column.heading})
            yield _problem(table, table.layout.first_row - 1, found, "", "")
    for code, params in table.sheet.doubts:
        found = Found(-1, "", code, "W", params | {"rows": len(table.rows)})
        yield _problem(table, table.layout.first_row - 1, found, "", "")
    for found in sorted(_told_once(table), key=lambda found: found.index):
        if found.index < 0:
            yield _problem(table, table.layout.first_row, found, "", "")
        else:
            yield _problem(table, table.rows[found.index], found, *(found.block or (block, keys[found.index] or "")))


def _told_once(table: Table) -> list[Found]:
    """The findings, with a tidying that a column needs nearly everywhere told once for the column."""
    counts = Counter((found.column, found.code) for found in table.found if found.outcome == "A")
    many = {pair: count for pair, count in counts.items() if count > MANY and count * 2 > len(table.rows)}
    if not many:
        return table.found
    kept = [found for found in table.found if found.outcome != "A" or (found.column, found.code) not in many]
    once = [Found(-1, column, "many-normalised", "A", {"count": n, "what": code}) for (column, code), n in many.items()]
    return once + kept


def _problem(table: Table, row: int, found: Found, kind: str, key: str) -> dict:
    return {
        "t": "problem", "sheet": table.sheet.title, "row": row, "column": found.column, "code": found.code,
        "outcome": found.outcome, "params": found.params, "kind": kind, "key": key,
    }  # fmt: skip


def village_records(table: Table) -> Iterator[dict]:
    """One record per row of the village sheet."""
    return _single_records(table, "village", "village_code")


def helper_records(table: Table) -> Iterator[dict]:
    """One record per row of the helper sheet."""
    return _single_records(table, "helper", "number")


def _single_records(table: Table, kind: str, key: str) -> Iterator[dict]:
    facts = {
        name: [None if value is NOT_ASKED else value for value in values] for name, values in table.values.items() if name != key
    }
    raw = raw_rows(table, [index for index, level in enumerate(table.levels) if level > 1])
    for index, number in enumerate(table.column(key)):
        record = {
            "t": kind, "key": number or "", "sheet": table.sheet.title, "row": table.rows[index],
            "outcome": ORDER[table.levels[index]], "facts": {name: values[index] for name, values in facts.items()},
        }  # fmt: skip
        if index in raw:
            record["raw"] = raw[index]
        yield record


def raw_rows(table: Table, wanted: Iterable[int]) -> dict[int, list[str]]:
    """The cells of the wanted rows as a person reads them in the file, by position of the row in the table."""
    index_of = {table.rows[index]: index for index in wanted}
    return {index_of[number]: [as_text(cell) for cell in row] for number, row in table.sheet.picked(index_of)}


def end_record(tables: dict[str, Table]) -> dict:
    """Rows by outcome, a sheet each; rows that are nobody's count as quarantined."""
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for table in tables.values():
        counts = Counter(table.levels)
        rows[table.sheet.title] = {"total": len(table.rows) + len(table.lost)} | {
            name: counts[level] + (len(table.lost) if level == 3 else 0) for level, name in enumerate(ORDER)
        }
    return {"t": "end", "rows": rows}

"""Reads a plain table (one heading row, the columns asked for) out of a workbook or text file, cell by cell as carefully as a roster.

For lists that are no roster: what a department paid, who was at a meeting. Whoever asks names the columns with their headings and kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from tuopin.intake.cells.days import DayReader
from tuopin.intake.cells.flaws import ACCEPT, Cell, Flawed
from tuopin.intake.cells.numbers import read_decimal
from tuopin.intake.cells.text import LONGEST, as_text, squeezed, unsafe
from tuopin.intake.problems import refuse
from tuopin.intake.sheets import Sheet

LOOK_DOWN = 20  # rows among which the headings are looked for
Columns = Mapping[str, tuple[str, Sequence[str]]]  # name → kind (text, day, money) and the headings it goes by


def plain_records(sheets: Iterable[Sheet], columns: Columns) -> Iterator[dict]:
    """One record a row: its number, the values (texts; days as ISO; amounts as decimals), what is wrong with which cell and what stands there.

    Nobody is asked about a cell here as about a roster's, so what a person would have to confirm ("3万") is wrong, and only what is
    merely written otherwise ("3,000") is taken. The sheet is the first that has the first column's heading; of two columns for one
    thing the heading named first counts, then the column further left. Empty rows are passed over. Raises a Refusal when there is none.
    """
    for sheet in sheets:
        found = _headings(sheet, columns)
        if found:
            yield from _rows(sheet, columns, *found)
            return
    raise refuse("no-rows")


def _headings(sheet: Sheet, columns: Columns) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and at which position each column stands."""
    wanted = {squeezed(heading): (name, n) for name, (_kind, headings) in columns.items() for n, heading in enumerate(headings)}
    for number, row in enumerate(sheet.rows(), 1):
        if number > LOOK_DOWN:
            return None
        found = sorted((*wanted[key], place) for place, cell in enumerate(row) if (key := squeezed(as_text(cell))) in wanted)
        at = {name: place for name, _n, place in reversed(found)}
        if next(iter(columns)) in at:
            return number, at
    return None


def _rows(sheet: Sheet, columns: Columns, head: int, at: dict[str, int]) -> Iterator[dict]:
    days = DayReader(sheet.from_1904)
    for number, row in enumerate(sheet.rows(), 1):
        cells = {name: row[place] for name, place in at.items() if place < len(row)}
        if number <= head or not any(squeezed(as_text(cell)) for cell in cells.values()):
            continue
        values, flaws = {}, {}
        for name, cell in cells.items():
            got = _read(cell, columns[name][0], days)
            if isinstance(got, Flawed) and got.outcome != ACCEPT:
                flaws[name] = {"code": got.code, "params": {word: str(value) for word, value in got.params.items()}, "text": as_text(cell)[:LONGEST]}
            else:
                values[name] = _told(got.value if isinstance(got, Flawed) else got)
        yield {"t": "row", "n": number, "values": values, "flaws": flaws}


def _read(cell: Cell, kind: str, days: DayReader) -> object:
    if kind == "day":
        return days.read_day(cell)
    if kind == "money":
        return read_decimal(cell, "money")
    text = as_text(cell).strip()
    return unsafe(text) or text


def _told(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str | Decimal | int) else None

"""Reading a sheet into columns of values, with an outcome for every row and a record of everything found on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tuopin.intake.catalogue import sheet_kind
from tuopin.intake.cells.certificate import CertificateReader
from tuopin.intake.cells.codes import listed
from tuopin.intake.cells.flaws import Cell, Flawed, accept
from tuopin.intake.columns import reader_of
from tuopin.intake.headings import Layout
from tuopin.intake.problems import refuse
from tuopin.intake.sheets import MOST_ROWS, Sheet

CHUNK = 8_192  # rows read at a time
ORDER = ("accepted", "normalized", "confirm", "quarantined")
LEVEL = {"A": 1, "W": 2, "Q": 3}
NUMERIC = frozenset(["money", "mu", "square_metres", "kilometres", "months", "count"])
TOTALS = frozenset(["合计", "小计", "总计", "共计", "累计", "平均", "平均值", "合 计", "total", "Total", "TOTAL", "subtotal", "sum"])


@dataclass(slots=True)
class Found:
    """Something found in a row: the column's heading as in the file, the code, the outcome, the figures of the message."""

    index: int
    column: str
    code: str
    outcome: str
    params: dict
    block: tuple[str, str] | None = None  # kind and key of the block it belongs to, when not the row's own


@dataclass(slots=True)
class Table:
    """A sheet that was read: one list per field, all of the same length, beside the numbers and outcomes of the rows."""

    kind: str
    sheet: Sheet
    layout: Layout
    rows: list[int] = field(default_factory=list)  # Excel numbers
    levels: list[int] = field(default_factory=list)  # 0 accepted … 3 quarantined
    values: dict[str, list] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    apart: set[int] = field(default_factory=set)  # rows that wait without their household waiting for them
    lost: list[tuple[int, Found]] = field(default_factory=list)  # rows of totals

    @property
    def headings(self) -> dict[str, str]:
        """Field → heading as in the file."""
        return {column.field.name: column.heading for column in self.layout.columns}

    def note(self, index: int, name: str, code: str, outcome: str, **params: object) -> None:
        """Record something about a row and raise the row's outcome to it; `name` is the field it concerns."""
        self.found.append(Found(index, self.headings.get(name, ""), code, outcome, params))
        if LEVEL[outcome] > self.levels[index]:
            self.levels[index] = LEVEL[outcome]

    def column(self, name: str) -> list:
        """The values of a field; Nones when the sheet has no such column."""
        return self.values.get(name) or [None] * len(self.rows)


def read_table(sheet: Sheet, layout: Layout, year: int) -> Table:
    """Read every row below the headings. Raises a Refusal for more rows than the limit or none at all."""
    table = Table(layout.kind, sheet, layout, values={column.field.name: [] for column in layout.columns})
    certificates = CertificateReader(year)
    readers = [(column, reader_of(column, year, sheet.from_1904, certificates)) for column in layout.columns]
    key = next(column.position for column in layout.columns if column.field.name == sheet_kind(layout.kind).key)
    numbers: list[int] = []
    rows: list[list[Cell]] = []
    for number, row in _data_rows(table, key):
        numbers.append(number)
        rows.append(row)
        if len(rows) == CHUNK:
            _take(table, readers, numbers, rows)
            numbers, rows = [], []
            if len(table.rows) > MOST_ROWS:
                raise refuse("too-many-rows", sheet=sheet.title, limit=MOST_ROWS)
    if rows:
        _take(table, readers, numbers, rows)
    _look_at_rows(table)
    return table


def _data_rows(table: Table, key: int) -> Iterator[tuple[int, list[Cell]]]:
    """Rows of data; blank rows and rows of totals are left out, the latter recorded."""
    first, width = table.layout.first_row, max(column.position for column in table.layout.columns) + 1
    gap, begun, heading = False, False, next(c.heading for c in table.layout.columns if c.position == key)
    for number, row in table.sheet.numbered():
        if number < first:
            continue
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        if row[0] == "" or row[key] == "" or row[0] in TOTALS or row[key] in TOTALS or type(row[key]) is not str:
            filled = [cell for cell in row if cell != "" and not (isinstance(cell, str) and not cell.strip())]
            if not filled:
                gap = begun
                continue
            if any(listed(cell) in TOTALS for cell in filled[:2]):
                table.lost.append((number, Found(-1, heading, "totals-row", "Q", {})))
                continue
        begun = True
        if gap:
            table.found.append(Found(number, "", "after-blank-row", "W", {}))
        yield number, row


def _take(table: Table, readers: list, numbers: list[int], rows: list[list[Cell]]) -> None:
    start = len(table.rows)
    table.rows.extend(numbers)
    table.levels.extend([0] * len(rows))
    columns = list(zip(*rows, strict=False)) if len({len(row) for row in rows}) == 1 else None
    for column, read in readers:
        cells = columns[column.position] if columns else [row[column.position] for row in rows]
        flaws: list[tuple[int, Flawed]] = []
        table.values[column.field.name].extend(read(cells, flaws))
        if column.field.kind in NUMERIC:
            flaws += _typed_as_text(cells, {position for position, _flaw in flaws})
        for position, flaw in flaws:
            table.note(start + position, column.field.name, flaw.code, flaw.outcome, **flaw.params)


def _typed_as_text(cells: list[Cell], flawed: set[int]) -> list[tuple[int, Flawed]]:
    """Numbers kept as text in a column of number cells: the value is plain, the cell was tidied."""
    types = set(map(type, cells))
    if not {float, str} <= types:
        return []
    texts = [position for position, cell in enumerate(cells) if type(cell) is str and cell and not cell.isspace()]
    return [(position, accept(None, "number-stored-as-text")) for position in texts if position not in flawed]


def _look_at_rows(table: Table) -> None:
    """Rows after a gap, hidden rows and merged cells: what is odd about a row as a whole."""
    index_of = {number: index for index, number in enumerate(table.rows)}
    for found in table.found:
        if found.code == "after-blank-row":
            found.index = index_of[found.index]
            table.levels[found.index] = max(table.levels[found.index], LEVEL["W"])
    for number in sorted(table.sheet.hidden_rows):
        if number in index_of:
            table.note(index_of[number], "", "hidden-row", "W")
    first = table.layout.first_row
    for top, bottom, _left, _right in table.sheet.merged:
        if bottom >= first:
            for number in range(max(top, first), min(bottom, table.rows[-1] if table.rows else 0) + 1):
                if number in index_of:
                    table.note(index_of[number], "", "merged-cells", "Q")
    if table.sheet.doubts:
        for index, level in enumerate(table.levels):
            table.levels[index] = max(level, LEVEL["W"])

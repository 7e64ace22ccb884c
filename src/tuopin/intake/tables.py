"""Reading a sheet into columns of values, with an outcome for every row and a record of everything found on the way."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from tuopin.intake.catalogue import sheet_kind
from tuopin.intake.cells.certificate import certificate_reader
from tuopin.intake.cells.codes import listed
from tuopin.intake.cells.flaws import Cell, Flawed, accept
from tuopin.intake.columns import reader_of
from tuopin.intake.headings import Layout
from tuopin.intake.problems import refuse
from tuopin.intake.sheets import MOST_ROWS, PART, Grid, Sheet, cells_of

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
    laid: dict[str, list] = field(default_factory=dict)  # its rows as the register writes them (see `laying`)

    @property
    def headings(self) -> dict[str, str]:
        """Field → heading as in the file."""
        return {column.field.name: column.heading for column in self.layout.columns}

    def note(self, index: int, name: str, code: str, outcome: str, **params: object) -> None:
        """Record something about a row and raise the row's outcome to it; `name` is the field it concerns."""
        self.found.append(Found(index, self.headings.get(name, ""), code, outcome, params))
        if LEVEL[outcome] > self.levels[index]:
            self.levels[index] = LEVEL[outcome]

    def __getstate__(self) -> tuple:
        """What goes to another process: all but the sheet, which stays where it was read."""
        return self.kind, self.layout, self.found, self.apart, self.lost, *map(_packed, (self.rows, self.levels, self.values, self.laid))

    def __setstate__(self, told: tuple) -> None:
        self.kind, self.layout, self.found, self.apart, self.lost, *columns = told
        self.rows, self.levels, self.values, self.laid = map(_unpacked, columns)
        self.sheet = None

    def column(self, name: str) -> list:
        """The values of a field; Nones when the sheet has no such column."""
        return self.values.get(name) or [None] * len(self.rows)


def _packed(columns: list | dict) -> bytes | list | dict:
    """Columns of plain values in the form that is quickest to take up again; others as they are."""
    if isinstance(columns, dict):
        return {name: _packed(column) for name, column in columns.items()}
    with suppress(ValueError):
        return marshal.dumps(columns)
    return columns


def _unpacked(told: bytes | list | dict) -> list | dict:
    if isinstance(told, dict):
        return {name: _unpacked(column) for name, column in told.items()}
    return marshal.loads(told) if isinstance(told, bytes) else told


def read_table(sheet: Sheet, layout: Layout, year: int) -> Table:
    """Read every row below the headings. Raises a Refusal for more rows than the limit or none at all."""
    table = Table(layout.kind, sheet, layout, values={column.field.name: [] for column in layout.columns})
    certificates = certificate_reader(year)
    readers = [(column, reader_of(column, year, sheet.from_1904, certificates)) for column in layout.columns]
    look = _Rows(table)
    for first, part in sheet.parts(PART):
        numbers, rows = look.of_data(first, part)
        _take(table, readers, numbers, rows)
        if len(table.rows) > MOST_ROWS:
            raise refuse("too-many-rows", sheet=sheet.title, limit=MOST_ROWS)
    _look_at_rows(table)
    return table


class _Rows:
    """Tells rows of data from blank rows and rows of totals as a sheet is gone through; the latter are recorded."""

    def __init__(self, table: Table) -> None:
        self.table, self.first = table, table.layout.first_row
        wanted = sheet_kind(table.kind).key
        self.key, self.heading = next((c.position, c.heading) for c in table.layout.columns if c.field.name == wanted)
        self.width = max(column.position for column in table.layout.columns) + 1
        self.gap = self.begun = False

    def of_data(self, first: int, part: Sequence[list[Cell]]) -> tuple[list[int], Sequence[list[Cell]]]:
        """The rows of data among some rows, with their numbers; `first` is the number of the first one."""
        if first < self.first:
            first, part = self.first, part[self.first - first :]
        if part and not self.gap and self._plain(part):
            self.begun = True
            return list(range(first, first + len(part))), part
        found = [(number, row) for number, row in enumerate(map(self._wide, part), first) if self._holds(number, row)]
        return [number for number, _row in found], [row for _number, row in found]

    def _plain(self, part: Sequence[list[Cell]]) -> bool:
        """Whether all of these rows begin with text and have a text as their key: then none is blank or a total."""
        if (len(part.columns) if isinstance(part, Grid) else min(map(len, part))) < self.width:
            return False
        for position in {0, self.key}:
            cells = set(cells_of(part, position))
            if set(map(type, cells)) != {str} or "" in cells or not TOTALS.isdisjoint(cells):
                return False
        return True

    def _wide(self, row: list[Cell]) -> list[Cell]:
        return row if len(row) >= self.width else [*row, *[""] * (self.width - len(row))]

    def _holds(self, number: int, row: list[Cell]) -> bool:
        head, key = row[0], row[self.key]
        if head == "" or key == "" or head in TOTALS or key in TOTALS or type(key) is not str:
            filled = [cell for cell in row if cell != "" and not (isinstance(cell, str) and not cell.strip())]
            if not filled:
                self.gap = self.begun
                return False
            if any(listed(cell) in TOTALS for cell in filled[:2]):
                self.table.lost.append((number, Found(-1, self.heading, "totals-row", "Q", {})))
                return False
        self.begun = True
        if self.gap:
            self.table.found.append(Found(number, "", "after-blank-row", "W", {}))
        return True


def _take(table: Table, readers: list, numbers: list[int], rows: Sequence[list[Cell]]) -> None:
    start = len(table.rows)
    table.rows.extend(numbers)
    table.levels.extend([0] * len(rows))
    columns = _columns(rows)
    for column, read in readers:
        cells = columns[column.position] if columns else [row[column.position] for row in rows]
        flaws: list[tuple[int, Flawed]] = []
        table.values[column.field.name].extend(read(cells, flaws))
        if column.field.kind in NUMERIC:
            flaws += _typed_as_text(cells, {position for position, _flaw in flaws})
        for position, flaw in flaws:
            table.note(start + position, column.field.name, flaw.code, flaw.outcome, **flaw.params)


def _columns(rows: Sequence[list[Cell]]) -> Sequence[Sequence[Cell]] | None:
    """The rows by column, where they are all as wide."""
    if isinstance(rows, Grid):
        return rows.columns
    return list(zip(*rows, strict=False)) if len({len(row) for row in rows}) == 1 else None


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

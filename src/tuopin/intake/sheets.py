"""A sheet as the checks see it: rows of cells under the numbers that the spreadsheet shows, with what is odd about them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter

from tuopin.intake.cells.flaws import Cell, Mark

MOST_ROWS, MOST_COLUMNS = 200_000, 512
PART = 8_192  # rows taken at a time


class Irregular(Exception):
    """A sheet is written otherwise than it is read quickly; nothing is wrong with it for that."""


class Grid(Sequence):
    """Some rows of a sheet, kept by column."""

    def __init__(self, columns: list[list[Cell]], rows: int) -> None:
        self.columns, self.rows = columns, rows

    def __len__(self) -> int:
        return self.rows

    def __getitem__(self, place: int | slice) -> list[Cell] | Grid:
        if isinstance(place, slice):
            return Grid([column[place] for column in self.columns], len(range(self.rows)[place]))
        return [column[place] for column in self.columns]

    def __iter__(self) -> Iterator[list[Cell]]:
        return map(list, zip(*self.columns, strict=True)) if self.columns else iter([[] for _ in range(self.rows)])


def cells_of(part: Sequence[list[Cell]], position: int) -> list[Cell]:
    """One column of some rows that all reach so far; none of a grid's when it does not."""
    if not isinstance(part, Grid):
        return list(map(itemgetter(position), part))
    return part.columns[position] if position < len(part.columns) else []


@dataclass(slots=True)
class Room:
    """How many cells of a file may still be kept for a second look; further sheets are taken out of the file again."""

    cells: int = 4_000_000

    def take(self, cells: int) -> bool:
        self.cells -= cells
        return self.cells >= 0


@dataclass(slots=True)
class Sheet:
    """One sheet of a file. Rows can be gone through more than once; column A is position 0 and row 1 comes first."""

    title: str
    rows: Callable[[], Iterator[list[Cell]]]
    marks: dict[int, dict[int, Mark]] = field(default_factory=dict)  # row → column position → what its cell is
    hidden_rows: frozenset[int] = frozenset()
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, last row, first and last position
    hidden: bool = False
    doubts: list[tuple[str, dict]] = field(default_factory=list)  # what a person has to confirm for the sheet as a whole
    truth_values: bool = False  # TRUE/FALSE cells occur
    from_1904: bool = False
    room: Room = field(default_factory=lambda: Room(0))
    table: object = None  # what was read of it, where more is asked of that later
    _kept: list[tuple[int, Sequence[list[Cell]]]] | None = None

    @classmethod
    def of_grids(cls, title: str, grids: Iterable[Grid], **more: object) -> Sheet:
        """A sheet whose rows are at hand already, column by column, without marks."""
        sheet, first, kept = cls(title, list, **more), 1, []
        for grid in grids:
            kept.append((first, grid))
            first += len(grid)
        sheet._kept = kept
        return sheet

    def parts(self, size: int) -> Iterator[tuple[int, Sequence[list[Cell]]]]:
        """Some rows at a time with the number of the first, error cells and formulas put in as marks."""
        if self._kept is not None:
            yield from self._kept
            return
        kept, rows, first, marked = [], self.rows(), 1, sorted(self.marks)
        while part := list(islice(rows, size)):
            if self.truth_values:
                part = [["TRUE" if cell is True else "FALSE" if cell is False else cell for cell in row] for row in part]
            for number in marked[bisect_left(marked, first) : bisect_left(marked, first + len(part))]:
                row = list(part[number - first])
                for position, mark in self.marks[number].items():
                    row.extend([""] * (position + 1 - len(row)))
                    row[position] = mark
                part[number - first] = row
            yield first, part
            first += len(part)
            if size == PART and kept is not None:
                kept = [*kept, (first - len(part), part)] if self.room.take(len(part) * len(part[0])) else None
        if size == PART and kept is not None:
            self._kept, self.rows = kept, list  # the file's own cells are let go

    def end(self) -> None:
        """Nothing is asked of it any more."""

    def is_there(self) -> bool:
        """Whether the file has this sheet."""
        return True

    def counted(self, position: int, first_row: int) -> Counter:
        """How often each cell occurs in a column from a row on; for columns whose cells are nearly all alike."""
        counts: Counter = Counter()
        for first, part in self.parts(PART):
            rows = part[max(first_row - first, 0) :]
            counts.update(cells_of(rows, position) if isinstance(rows, Grid) else (row[position] for row in rows if position < len(row)))
        return counts

    def picked(self, numbers: Iterable[int]) -> Iterator[tuple[int, list[Cell]]]:
        """The rows of these numbers, in their order."""
        wanted = sorted(numbers)
        if not wanted:
            return
        for first, part in self.parts(PART):
            last = first + len(part)
            for number in wanted[bisect_left(wanted, first) : bisect_left(wanted, last)]:
                yield number, part[number - first]
            if last > wanted[-1]:
                return

    def top(self, count: int) -> list[list[Cell]]:
        """The first rows."""
        return list(next(self.parts(count), (1, []))[1][:count])

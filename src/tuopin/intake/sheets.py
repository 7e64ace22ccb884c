"""A sheet as the checks see it: rows of cells under the numbers that the spreadsheet shows, with what is odd about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tuopin.intake.cells.flaws import Cell, Mark

MOST_ROWS, MOST_COLUMNS = 200_000, 512


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

    def numbered(self) -> Iterator[tuple[int, list[Cell]]]:
        """Rows with their numbers, error cells and formulas put in as marks."""
        marks, truth = self.marks, self.truth_values
        for number, row in enumerate(self.rows(), 1):
            if truth:
                row = ["TRUE" if cell is True else "FALSE" if cell is False else cell for cell in row]
            if number in marks:
                row = list(row)
                for position, mark in marks[number].items():
                    row.extend([""] * (position + 1 - len(row)))
                    row[position] = mark
            yield number, row

    def top(self, count: int) -> list[list[Cell]]:
        """The first rows."""
        found = []
        for number, row in self.numbered():
            if number > count:
                break
            found.append(row)
        return found

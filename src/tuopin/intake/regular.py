"""Reading sheets that are written the way spreadsheet programs write them, many rows at a time; all others go to the general reader.

A roster's sheet repeats a few forms of row a hundred thousand times (`engine.written_rows`). Each form is looked at once, strictly; the values are
taken out of many rows together. A sheet in which anything is otherwise (a date, a formula, a cell out of its row, an entity) is not
read here at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tuopin.intake.cells.flaws import Cell
from tuopin.intake.sheets import Grid, Irregular

if TYPE_CHECKING:
    from tuopin.engine.written_rows import Forms

STRING = re.compile(rb'<si><t(?: xml:space="preserve")?(?:/>|>([^<]*)</t>)(?:<phoneticPr\b[^<>]*/>)?</si>')
BLANK_EDGE = re.compile(rb"<t>(?:\s|[^<]*\s</t>)")  # readers differ in what they make of it
RARE = 1_000
BLANKS = (b" ", b"\n", b"\t", b"\v", b"\f")
OPENS, CLOSES, KEPT = b"<si><t>", b"</t></si>", b'<t xml:space="preserve">'
ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos);)?")
CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
NUMBER_FORMAT = re.compile(rb'<numFmt\b[^>]*?\bnumFmtId="(\d+)"[^>]*?\bformatCode="([^"]*)"')
CELL_FORMATS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
FORMAT_OF_CELL, FORMAT_ID = re.compile(rb"<xf\b[^>]*>"), re.compile(rb'\bnumFmtId="(\d+)"')
NO_DATES = frozenset([*range(5), *range(9, 14), *range(37, 41), 48, 49])  # built-in formats that show numbers or text
PLAIN_FORMAT = re.compile(rb"@|General|[0#?.,% _()\-]+")


@dataclass(slots=True)
class Regular:
    """One sheet being read, as its text comes by; `grids` once it is through."""

    forms: Forms | None  # None where nothing of the workbook is read here
    grids: list[Grid] = field(default_factory=list)
    last: int = 0  # the number of the last row seen
    width: int = 0
    begun: bool = False
    ended: bool = False

    def take(self, text: bytes) -> bool:
        """Read the rows of some text that begins with a row, or with the sheet, and ends before a row or with the sheet;
        whether everything in the sheet so far could be read."""
        if self.forms is None:
            return False
        try:
            body = self._body(text)
            if body:
                columns, numbers = self.forms.read(body, self.last)
                self._add(Grid(columns, len(numbers)), numbers)
        except (Irregular, ValueError, IndexError, TypeError):
            self.forms, self.grids = None, []
        return self.forms is not None

    @property
    def read(self) -> bool:
        """Whether the sheet was read to its end."""
        return self.forms is not None and self.ended

    def _body(self, text: bytes) -> bytes:
        if not self.begun:
            head, tag, text = text.partition(b"<sheetData>")
            if b"<worksheet" not in head or (not tag and b"<row" in head):
                raise Irregular
            self.begun = bool(tag)
        body, tag, rest = text.partition(b"</sheetData>")
        if (self.ended and body) or b"<sheetData" in rest or b"<row" in rest:
            raise Irregular
        self.ended = self.ended or bool(tag)
        return b"" if not self.begun else body

    def _add(self, grid: Grid, numbers: Sequence[int]) -> None:
        """Keep a grid under the numbers of its rows; rows that are not there are blank."""
        first = self.last + 1
        if numbers[-1] - first + 1 != len(numbers):
            places = [number - first for number in numbers]
            grid = Grid([_placed(column, places) for column in grid.columns], places[-1] + 1)
        self.grids.append(grid)
        self.last, self.width = numbers[-1], max(self.width, len(grid.columns))

    def parts(self) -> Iterator[Grid]:
        """The rows from the first on, each as wide as the sheet."""
        last = max((n for n, grid in enumerate(self.grids) if grid.columns), default=-1)
        for grid in self.grids[: last + 1]:
            yield Grid(grid.columns + [[""] * len(grid) for _ in range(self.width - len(grid.columns))], len(grid))


def _placed(column: list[Cell], places: list[int]) -> list[Cell]:
    wide: list[Cell] = [""] * (places[-1] + 1)
    for place, cell in zip(places, column, strict=True):
        wide[place] = cell
    return wide


def shared_strings(text: bytes) -> list[str] | None:
    """The shared strings of a workbook with "" as the last; None where they are written otherwise than plainly."""
    if b"\r" in text or b"\x00" in text or (b"!" in text and b"<!" in text) or _escapes(text):
        return None
    blanks = [blank for blank in BLANKS if text.find(blank, max(text.find(b"<si"), 0)) >= 0]
    if any(b"<t>" + blank in text or blank + b"</t>" in text for blank in blanks) and BLANK_EDGE.search(text):
        return None
    if not text.rstrip().endswith((b"</sst>", b"<sst/>", b"/>")):
        return None
    try:
        strings = _told_strings(text)
        if b"&" in text:
            strings = [ENTITY.sub(_character, value) if "&" in value else value for value in strings]
    except (UnicodeDecodeError, Irregular):
        return None
    strings.append("")
    return strings


def _escapes(text: bytes) -> bool:
    """Whether a character may be written as `_x000D_`; a single letter that is rare is found far faster than two."""
    place = text.find(b"_")
    for _several in range(RARE):
        if place < 0 or text.startswith(b"_x", place):
            return place >= 0
        place = text.find(b"_", place + 1)
    return text.find(b"_x", place) >= 0


def _told_strings(text: bytes) -> list[str]:
    """The strings that are plainly written. Where all are written in the plainest way they are what lies between its tags."""
    if text.rfind(b'"') > text.find(b"<si"):  # a tag with an attribute
        text = text.replace(KEPT, b"<t>")
    first, last = text.find(OPENS), text.rfind(CLOSES)
    if first == text.find(b"<si") and 0 <= text.rfind(b"<si") < last:
        body = text[first + len(OPENS) : last].replace(CLOSES + OPENS, b"\x00")
        if b"<" not in body:
            return body.decode().split("\x00")
    found = STRING.findall(text)
    if len(found) != text.count(b"<si"):
        raise Irregular
    return b"\x00".join(found).decode().split("\x00") if found else []


def _character(entity: re.Match) -> str:
    if entity[1] is None:
        raise Irregular
    return CHARACTERS[entity[1]]


def shows_no_dates(styles: bytes) -> bool:
    """Whether no cell of a workbook with these styles can be a date."""
    plain = {int(number) for number, code in NUMBER_FORMAT.findall(styles) if PLAIN_FORMAT.fullmatch(code)}
    formats = CELL_FORMATS.findall(styles)
    if len(formats) != 1 or b"<!" in styles:
        return False
    for one in FORMAT_OF_CELL.findall(formats[0]):
        number = FORMAT_ID.search(one)
        if number is None or int(number[1]) not in NO_DATES | plain:
            return False
    return True

"""Reading sheets that are written the way spreadsheet programs write them, many rows at a time; all others go to the general reader.

A roster's sheet repeats a few forms of row a hundred thousand times. A row without its digits is its form: which cells it
has, and of which type. Each form is looked at once, strictly; the values are taken out with plain searches. A sheet in
which anything is otherwise (a date, a formula, a cell out of its row, an entity) is not read here at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from tuopin.intake.cells.flaws import Cell
from tuopin.intake.sheets import MOST_COLUMNS, MOST_ROWS, Grid

MOST_FORMS = 20_000  # of rows in one sheet
DIGITS, CAPITALS = b"0123456789.", bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"A" * 26)
ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"')
VALUE = re.compile(rb"<v>([^<]*)")
FORM_OF_CELL = rb'<c r="([A-Z]{1,3})"(?: s="")?(?: t="([sn])")?(?:/>|></c>|><v>(-?(?:E[-+]?)?)</v></c>)'
CELL = re.compile(FORM_OF_CELL)
FORM = re.compile(rb'<row r=""(?: [a-zA-Z0-9:]+="[^"<>&]*")*(?:/>|>(?:' + re.sub(rb"\((?!\?)", b"(?:", FORM_OF_CELL) + rb")*)")
STRING = re.compile(rb'<si><t(?: xml:space="preserve")?(?:/>|>([^<]*)</t>)(?:<phoneticPr\b[^<>]*/>)?</si>')
BLANK_EDGE = re.compile(rb"<t>(?:\s|[^<]*\s</t>)")  # readers differ in what they make of it
BLANKS = (b" ", b"\n", b"\t", b"\v", b"\f")
OPENS, CLOSES, KEPT = b"<si><t>", b"</t></si>", b'<t xml:space="preserve">'
ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos);)?")
CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
NUMBER_FORMAT = re.compile(rb'<numFmt\b[^>]*?\bnumFmtId="(\d+)"[^>]*?\bformatCode="([^"]*)"')
CELL_FORMATS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
FORMAT_OF_CELL, FORMAT_ID = re.compile(rb"<xf\b[^>]*>"), re.compile(rb'\bnumFmtId="(\d+)"')
NO_DATES = frozenset([*range(5), *range(9, 14), *range(37, 41), 48, 49])  # built-in formats that show numbers or text
PLAIN_FORMAT = re.compile(rb"@|General|[0#?.,% _()\-]+")
TEXT, NUMBER = b"s", b"n"  # how the types of a form's columns are noted; a blank stands for nothing
GAP = b"-1"  # stands for a cell that is not there; no shared string is told by it


class Irregular(Exception):
    """Something is written otherwise than here understood; nothing is wrong with it for that."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form of row: how many cells it has, how many hold something, in which runs they lie, and the type of each column."""

    cells: int
    filled: int
    runs: tuple[tuple[int, int, int], ...]  # columns without a value before it, first and last of its values
    types: bytes  # a column each, up to the last that holds something


@dataclass(slots=True)
class Regular:
    """One sheet being read, as its text comes by; `grids` once it is through."""

    strings: list[str] | None  # the workbook's shared strings, "" as the last
    grids: list[Grid] = field(default_factory=list)
    forms: dict[bytes, Form] = field(default_factory=dict)
    last: int = 0  # the number of the last row seen
    width: int = 0
    begun: bool = False
    ended: bool = False

    def take(self, text: bytes) -> bool:
        """Read the rows of some text that begins with a row, or with the sheet, and ends before a row or with the sheet;
        whether everything in the sheet so far could be read."""
        if self.strings is None:
            return False
        try:
            body = self._body(text)
            if body:
                self._take(body)
        except (Irregular, ValueError, IndexError, TypeError):
            self.strings, self.grids = None, []
        return self.strings is not None

    @property
    def read(self) -> bool:
        """Whether the sheet was read to its end."""
        return self.strings is not None and self.ended

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

    def _take(self, body: bytes) -> None:
        bare = body.translate(None, DIGITS).split(b"</row>")
        numbers = list(map(int, ROW.findall(body)))
        if bare.pop() or len(bare) != len(numbers):
            raise Irregular
        forms = list(map(self.forms.get, bare))
        if None in forms:
            forms = list(map(self._form, bare))
        self._look_at_places(body, numbers, forms)
        spread, width = _spread(forms, VALUE.findall(body))
        told = orjson.loads(b"[%b]" % b",".join(spread))
        if len(told) != len(spread):
            raise Irregular
        kinds = set(forms)
        self._add(Grid([self._column(told[place::width], place, forms, kinds) for place in range(width)], len(forms)), numbers)

    def _form(self, bare: bytes) -> Form:
        known = self.forms.get(bare)
        if known is None:
            if not FORM.fullmatch(bare) or len(self.forms) >= MOST_FORMS:
                raise Irregular
            known = self.forms[bare] = _form_of(CELL.findall(bare), bare)
        return known

    def _look_at_places(self, body: bytes, numbers: list[int], forms: list[Form]) -> None:
        """Rows in order, none too far; and every cell in the row in which it stands."""
        if any(map(int.__ge__, [self.last, *numbers], numbers)) or numbers[-1] > MOST_ROWS:
            raise Irregular
        for text, number, form in zip(body.translate(CAPITALS).split(b"</row>"), numbers, forms, strict=False):
            if text.count(b'A%d"' % number) != form.cells:
                raise Irregular

    def _column(self, told: list[int | float], place: int, forms: list[Form], kinds: set[Form]) -> list[Cell]:
        """The cells of one column, from the places of shared strings, numbers, and GAPs."""
        types = {form.types[place : place + 1] for form in kinds}
        strings = self.strings
        if NUMBER not in types:
            return list(map(strings.__getitem__, told))
        if types == {NUMBER}:
            return list(map(float, told))
        return [
            float(value) if kind == NUMBER else strings[value]
            for value, kind in zip(told, [form.types[place : place + 1] for form in forms], strict=True)
        ]

    def _add(self, grid: Grid, numbers: list[int]) -> None:
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


def _form_of(cells: list[tuple[bytes, bytes, bytes]], bare: bytes) -> Form:
    """What a form tells; `cells` are its letters and types in the order of the row."""
    ends = [b"<v>" in one for one in bare.split(b"<c r=")[1:]]
    types, runs, last, count = bytearray(), [], -1, 0
    for (letters, kind, _sign), full in zip(cells, ends, strict=True):
        place = _position(letters)
        if place <= last or place >= MOST_COLUMNS or (kind == b"s" and _sign):
            raise Irregular
        last = place
        if full:
            gap = place - len(types)
            types += b" " * gap + (kind or NUMBER)
            if gap or not runs:
                runs.append([gap, count, count])
            count += 1
            runs[-1][2] = count
    return Form(len(cells), count, tuple(map(tuple, runs)), bytes(types))


def _position(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position - 1


def _spread(forms: list[Form], values: list[bytes]) -> tuple[list[bytes], int]:
    """All values in one list, so many places for every row as the widest has."""
    if sum(form.filled for form in forms) != len(values):
        raise Irregular
    width = max(len(form.types) for form in forms)
    spread, start = [], 0
    for form in forms:
        for gap, first, last in form.runs:
            if gap:
                spread += [GAP] * gap
            spread += values[start + first : start + last]
        if len(form.types) < width:
            spread += [GAP] * (width - len(form.types))
        start += form.filled
    return spread, width


def shared_strings(text: bytes) -> list[str] | None:
    """The shared strings of a workbook with "" as the last; None where they are written otherwise than plainly."""
    if b"\r" in text or b"\x00" in text or (b"!" in text and b"<!" in text) or (b"_" in text and text.find(b"_x") >= 0):
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
    return [*strings, ""] if len(strings) == text.count(b"<si") else None


def _told_strings(text: bytes) -> list[str]:
    """The strings that are plainly written. Where all are written in the plainest way they are what lies between its tags."""
    text = text.replace(KEPT, b"<t>")
    first, last = text.find(OPENS), text.rfind(CLOSES)
    if first == text.find(b"<si") and 0 <= text.rfind(b"<si") < last:
        body, between = text[first + len(OPENS) : last], CLOSES + OPENS
        strings = body.replace(between, b"\x00").decode().split("\x00")
        if body.count(b"<") == between.count(b"<") * (len(strings) - 1):
            return strings
    found = STRING.findall(text)
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

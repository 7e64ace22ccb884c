"""The forms of a sheet's rows, and the values of many rows at once: where each row differs from its form there are only digits.

A row without its digits is its form; a county's sheets have five to eight. Digits stand in runs, and a form is looked at once, strictly,
for where they may stand: the row's number, the cells' addresses and styles, the values. Rows have this form when without digits they
are its text and their runs stand where its runs stand. All runs of a piece of text are found, held against this and turned into
numbers together, in arrays (decision 0064). What comes out are plain columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import orjson

MOST_FORMS = 20_000  # of rows in one sheet
DIGITS, ROW, ROW_END = b"0123456789.", b'<row r="', b"</row>"
RUN = b"0"  # stands for a run of digits where a form is looked at
CELL_OF_FORM = rb'<c r="([A-Z]{1,3})0"(?: s="0")?(?: t="([sn])")?(?:/>|></c>|><v>(-?0(?:E[-+]?0)?)</v></c>)'
CELL = re.compile(CELL_OF_FORM)
FORM = re.compile(rb'<row r="0"(?: [a-zA-Z0-9:]+="[^"<>&]*")*>(?:' + re.sub(rb"\((?!\?)", b"(?:", CELL_OF_FORM) + rb")*</row>")
LONGEST = 8  # digits of a run that is turned into a number with the others
BITS = np.dtype("<u8").type
ZEROS, OVER, HIGH = BITS(0x3030303030303030), BITS(0x7676767676767676), BITS(0x8080808080808080)
PAIRS, FOURS = BITS(0x00FF00FF00FF00FF), BITS(0x0000FFFF0000FFFF)
FOREIGN, DOT = BITS(0xFFFFFFFFFFFFFFFF), BITS(0x30 ^ 0x2E)
Texts = np.ndarray  # the shared strings of a workbook, as they are looked up
Cell = str | float


class OtherwiseWritten(ValueError):
    """Rows are written otherwise than they are read here; nothing is wrong with them for that."""


def texts_of(strings: list[str]) -> Texts:
    """Shared strings, to be looked up many at once."""
    texts = np.empty(len(strings), object)
    texts[:] = strings
    return texts


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form of row: where its runs of digits stand in it, and which of them are what. Each array holds whole numbers."""

    runs: np.ndarray  # how many characters that are no digits lie before each
    addresses: np.ndarray  # which runs are the row in a cell's address
    text_runs: np.ndarray  # which runs tell a shared string
    text_columns: np.ndarray  # and in which column
    number_runs: np.ndarray  # which runs a number begins with
    number_ends: np.ndarray  # and which it ends with: others where it has an exponent
    number_columns: np.ndarray
    signs: np.ndarray  # how long its sign is
    width: int  # columns up to the last that holds something


class Forms:
    """The forms met in one sheet, of which so many rows and columns may be."""

    def __init__(self, texts: Texts, *, rows: int, columns: int) -> None:
        self.texts, self.most_rows, self.most_columns = texts, rows, columns
        self.known: dict[bytes, int] = {}
        self.forms: list[Form] = []
        self.counts = np.zeros(0, np.intp)  # of each form's runs

    def read(self, body: bytes, last: int) -> tuple[list[list[Cell]], Sequence[int]]:
        """The columns of some whole rows, "" where a cell is blank, and the rows' numbers, which follow on `last`. Raises OtherwiseWritten."""
        bare = body.translate(None, DIGITS).split(ROW_END)
        if bare.pop() or not bare:
            raise OtherwiseWritten
        runs = _Runs(body)
        ends = np.cumsum(np.fromiter(map(len, bare), np.intp, len(bare)) + len(ROW_END))
        begins = np.concatenate((np.zeros(1, np.intp), ends[:-1]))
        found = list(map(self.known.get, bare))
        if None in found:
            found = [self._form(text, runs, begin) for text, begin in zip(bare, begins.tolist(), strict=True)]
        counts = self.counts[found]
        first = np.cumsum(counts) - counts
        where = np.concatenate([self.forms[number].runs for number in found]) + np.repeat(begins, counts)
        if len(where) != len(runs.places) or (where != runs.places).any():
            raise OtherwiseWritten
        numbers = whole(runs.told[first])
        if numbers[0] <= last or numbers[-1] > self.most_rows or (numbers[1:] <= numbers[:-1]).any():
            raise OtherwiseWritten
        return self._cells(body, runs, np.array(found), first), numbers.tolist()

    def _form(self, bare: bytes, runs: _Runs, begin: int) -> int:
        """The form of a row; one not met before is looked at with the runs that this row has."""
        known = self.known.get(bare)
        if known is None:
            if len(self.forms) >= MOST_FORMS:
                raise OtherwiseWritten
            low, high = np.searchsorted(runs.places, (begin, begin + len(bare) + len(ROW_END)))
            form = form_of(bare, (runs.places[low:high] - begin).tolist(), self.most_columns)
            known = self.known[bare] = len(self.forms)
            self.forms.append(form)
            self.counts = np.array([len(one.runs) for one in self.forms])
        return known

    def _cells(self, body: bytes, runs: _Runs, of: np.ndarray, first: np.ndarray) -> list[list[Cell]]:
        """The cells of rows that have these forms and whose runs begin with these; blank where a form has none."""
        kinds = [(self.forms[kind], np.flatnonzero(of == kind)) for kind in np.unique(of).tolist()]
        size = max(form.width for form, _rows in kinds), len(of)
        blank = len(self.texts) - 1
        texts, amounts, numeric = np.full(size, blank), np.zeros(size), np.zeros(size, bool)
        for form, rows in kinds:
            start = first[rows][:, None]
            if (runs.told[start + form.addresses] != runs.told[start]).any():
                raise OtherwiseWritten
            if len(form.text_runs):
                told = whole(runs.told[start + form.text_runs])
                if told.max() >= blank:
                    raise OtherwiseWritten
                texts[form.text_columns[:, None], rows] = told.T
            if len(form.number_runs):
                places = form.number_columns[:, None], rows
                amounts[places] = runs.amounts(body, start + form.number_runs, start + form.number_ends, form.signs).T
                numeric[places] = True
        return [self._column(*of_column) for of_column in zip(texts, amounts, numeric, strict=True)]

    def _column(self, texts: np.ndarray, amounts: np.ndarray, numeric: np.ndarray) -> list[Cell]:
        """The cells of one column: numbers where it is numeric, shared strings elsewhere."""
        if numeric.all():
            return amounts.tolist()
        cells = self.texts[texts]
        if numeric.any():
            cells[numeric] = amounts[numeric]
        return cells.tolist()


class _Runs:
    """The runs of digits in some text that begins and ends with something else: where they begin and end, where they would stand
    in it without digits, and what each tells: the last eight of its digits, a byte each; FOREIGN where it is no whole number."""

    def __init__(self, text: bytes) -> None:
        if not text.startswith(ROW):
            raise OtherwiseWritten
        signs = np.frombuffer(text, np.uint8)
        digits = signs - np.uint8(46) <= 11  # from . over / to 9
        digits &= signs != 47
        edges = np.flatnonzero(digits[1:] != digits[:-1]) + 1
        self.starts, self.ends = edges[::2], edges[1::2]
        lengths = self.ends - self.starts
        self.places = self.starts - np.cumsum(lengths) + lengths
        words = np.ndarray((len(text) - LONGEST + 1,), "<u8", text, strides=(1,))  # the eight bytes from each on
        before = ((LONGEST - np.minimum(lengths, LONGEST)) << 3).view(BITS)
        self.told = words[self.ends - LONGEST] ^ ZEROS
        self.told >>= before
        self.told <<= before
        self.told[lengths > LONGEST] = FOREIGN
        zeros = np.flatnonzero((lengths > 1) & (signs[self.starts] <= 48))  # begins with a dot or a zero that no dot follows
        self.told[zeros[(signs[self.starts[zeros]] == 46) | (signs[self.starts[zeros] + 1] != 46)]] = FOREIGN

    def amounts(self, text: bytes, begins: np.ndarray, ends: np.ndarray, signs: np.ndarray) -> np.ndarray:
        """The numbers that begin and end with these runs, the length of a sign before them. Raises ValueError for what is no number."""
        told, single = self.told[begins], (signs == 0) & (begins == ends)
        known = single & ~foreign(told)
        found, other = _summed(told).astype(float), np.nonzero(single & ~known)
        for decimals in (1, 2):
            found[other], known[other] = _with_decimals(told[other], decimals, found[other], known[other])
        rest = np.nonzero(~known)
        if len(rest[0]):
            places = zip((self.starts[begins[rest]] - signs[rest[1]]).tolist(), self.ends[ends[rest]].tolist(), strict=True)
            read = orjson.loads(b"[%b]" % b",".join([text[start:end] for start, end in places]))
            if len(read) != len(rest[0]):
                raise OtherwiseWritten
            found[rest] = read
        return found


def _with_decimals(told: np.ndarray, decimals: int, found: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What runs tell that have so many digits after a dot, the others as they were found; and which are known now.

    A whole number below 2**53 divided by a power of ten is rounded as the decimal it stands for is.
    """
    cut = BITS(8 * (LONGEST - decimals))
    parts, units = told >> cut << cut, told << BITS(8 * (decimals + 1))
    dotted = ((told >> (cut - BITS(8))) & BITS(0xFF) == DOT) & ~foreign(parts) & ~foreign(units)
    amounts = (_summed(units) * BITS(10**decimals) + _summed(parts)).astype(float) / 10**decimals
    return np.where(dotted, amounts, found), known | dotted


def foreign(told: np.ndarray) -> np.ndarray:
    """Which of these runs are not digits alone, or too many, or begin with a zero."""
    return ((told + OVER) | told) & HIGH != 0


def whole(told: np.ndarray) -> np.ndarray:
    """The whole numbers that runs tell. Raises OtherwiseWritten where one tells none."""
    if foreign(told).any():
        raise OtherwiseWritten
    return _summed(told).astype(np.intp)


def _summed(told: np.ndarray) -> np.ndarray:
    """Eight digits, a byte each, added up in three steps: digits to pairs, to fours, to eight."""
    told = told * BITS(10 * 256 + 1) >> BITS(8)
    told = (told & PAIRS) * BITS(100 * 65536 + 1) >> BITS(16)
    return (told & FOURS) * BITS((10_000 << 32) + 1) >> BITS(32)


def form_of(bare: bytes, runs: list[int], most: int) -> Form:
    """The form that a row of at most so many columns has without its digits, whose runs of digits stand at these places. Raises OtherwiseWritten."""
    pieces = [bare[start:end] for start, end in zip([0, *runs], [*runs, len(bare)], strict=True)]
    marked = RUN.join(pieces) + ROW_END
    if not FORM.fullmatch(marked):
        raise OtherwiseWritten
    addresses, texts, numbers, last = [], [], [], -1
    for cell in CELL.finditer(marked):
        place, run = _position(cell[1]), marked.count(RUN, 0, cell.start(1))
        if place <= last or place >= most or (cell[2] == b"s" and cell[3] not in (None, RUN)):
            raise OtherwiseWritten
        last = place
        addresses.append(run)
        if cell[3] is not None:
            begin = marked.count(RUN, 0, cell.start(3))
            end = begin + cell[3].count(RUN) - 1
            (texts if cell[2] == b"s" else numbers).append((begin, end, place, cell[3].startswith(b"-")))
    width = max((place for _begin, _end, place, _sign in (*texts, *numbers)), default=-1) + 1
    text_runs, _ends, text_columns, _signs = _columns(texts)
    return Form(np.array(runs), np.array(addresses, np.intp), text_runs, text_columns, *_columns(numbers), width)


def _columns(told: list[tuple]) -> tuple[np.ndarray, ...]:
    return tuple(np.array(told, np.intp).reshape(-1, 4).T)


def _position(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position - 1

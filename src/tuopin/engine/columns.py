"""Columns of facts: whole quantities, days, coded words and flags, each knowing in which rows it is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from tuopin.engine.truth import Truth, everywhere

ABSENT = -(2**63)  # this line of income was never recorded
UNKNOWN = ABSENT + 1  # it was asked for, and is not known
EPOCH = date(2000, 1, 1)  # day 0 of a day column, as PostgreSQL counts
NO_DAY = -(2**31)


class Quantity:
    """Whole numbers (fen, persons, households) as int64, with a mask of the rows in which they are known."""

    __slots__ = ("known", "values")

    def __init__(self, values: np.ndarray, known: np.ndarray | None = None) -> None:
        self.values = values
        self.known = np.ones(len(values), bool) if known is None else known

    @classmethod
    def read(cls, raw: np.ndarray) -> Quantity:
        """From stored int64, in which ABSENT and UNKNOWN stand for numbers that are not there; 0 stands in their place.

        In a narrower width the two are the least numbers that it holds, as they are of int64.
        """
        known = raw > np.iinfo(raw.dtype).min + 1
        if everywhere(known):
            return cls(raw.astype(np.int64, copy=False), known)
        return cls((raw * known).astype(np.int64, copy=False), known)

    @classmethod
    def of(cls, numbers: Iterable[int | None]) -> Quantity:
        """From plain numbers; None is unknown."""
        return cls.read(np.array([UNKNOWN if n is None else n for n in numbers], np.int64))

    @classmethod
    def filled(cls, value: int, length: int) -> Quantity:
        """The same number in every row."""
        return cls(np.full(length, value, np.int64))

    def among(self, numbers: Iterable[int]) -> Truth:
        """Whether the number of each row is one of those given."""
        return Truth.certain(np.isin(self.values, np.fromiter(numbers, np.int64)) & self.known)

    @property
    def is_known(self) -> Truth:
        return Truth.certain(self.known)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, row: int) -> int | None:
        return int(self.values[row]) if self.known[row] else None

    def __add__(self, other: Quantity | int) -> Quantity:
        return self._with(other, np.add)

    def __sub__(self, other: Quantity | int) -> Quantity:
        return self._with(other, np.subtract)

    def __mul__(self, other: Quantity | int) -> Quantity:
        return self._with(other, np.multiply)

    def __neg__(self) -> Quantity:
        return Quantity(-self.values, self.known)

    def __ge__(self, other: Quantity | int) -> Truth:
        return self._against(other, np.greater_equal)

    def __gt__(self, other: Quantity | int) -> Truth:
        return self._against(other, np.greater)

    def __le__(self, other: Quantity | int) -> Truth:
        return self._against(other, np.less_equal)

    def __lt__(self, other: Quantity | int) -> Truth:
        return self._against(other, np.less)

    def taken(self, rows: np.ndarray) -> Quantity:
        """The rows of those numbers, in their order."""
        return Quantity(self.values[rows], self.known[rows])

    def cut(self, first: int, end: int) -> Quantity:
        """The rows from the first up to the end."""
        return Quantity(self.values[first:end], self.known[first:end])

    def or_else(self, other: Quantity) -> Quantity:
        """This quantity where it is known, the other elsewhere."""
        return Quantity(np.where(self.known, self.values, other.values), self.known | other.known)

    def or_nothing(self) -> Quantity:
        """This quantity where it is known, nought elsewhere."""
        return Quantity(self.values * self.known)

    def at_least(self, floor: int) -> Quantity:
        """This quantity, or the floor where it lies below; unknown stays unknown."""
        return Quantity(np.maximum(self.values, floor), self.known)

    def if_yes(self, answers: Truth) -> Quantity:
        """This quantity where the answer is yes (nothing where it is yes and the quantity not known), nothing elsewhere."""
        return Quantity(self.values * (answers.yes & self.known))

    def shared_by(self, parts: Quantity) -> Quantity:
        """This quantity over another, rounded up to the next whole: half an omitted person is a person."""
        divisor = np.where(parts.values > 0, parts.values, 1)
        return Quantity(-(-self.values // divisor), self.known & parts.known & (parts.values > 0))

    def only_where(self, certain: Truth) -> Quantity:
        """The same numbers where `certain` is yes, unknown elsewhere."""
        return Quantity(self.values, self.known & certain.yes)

    def numbers(self) -> list[int | None]:
        """The column as plain Python numbers."""
        return [v if k else None for v, k in zip(self.values.tolist(), self.known.tolist(), strict=True)]

    def _with(self, other: Quantity | int, operation: np.ufunc) -> Quantity:
        if isinstance(other, int):
            return Quantity(operation(self.values, other), self.known)
        return Quantity(operation(self.values, other.values), self.known & other.known)

    def _against(self, other: Quantity | int, comparison: np.ufunc) -> Truth:
        if isinstance(other, int):
            mask, known = comparison(self.values, other), self.known
        else:
            mask, known = comparison(self.values, other.values), self.known & other.known
        return Truth(mask & known, ~mask & known)


class Amounts(Quantity):
    """A line of money in whole fen that may also never have been recorded (ABSENT), which differs from not known."""

    __slots__ = ("recorded",)

    @classmethod
    def read(cls, raw: np.ndarray) -> Amounts:
        column = super().read(raw)
        column.recorded = Truth.certain(raw != np.iinfo(raw.dtype).min)
        return column

    def if_recorded(self) -> Quantity:
        """Nothing where the line was never recorded; unknown only where it was asked for and is not known."""
        return Quantity(self.values, self.known | self.recorded.no)


class Days:
    """Days as int32 counted from EPOCH; NO_DAY is unknown."""

    __slots__ = ("values",)

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    @classmethod
    def of(cls, days: Iterable[date | None]) -> Days:
        return cls(np.array([NO_DAY if d is None else (d - EPOCH).days for d in days], np.int32))

    def __len__(self) -> int:
        return len(self.values)

    @property
    def is_known(self) -> Truth:
        return Truth.certain(self.values != NO_DAY)

    def has_completed(self, years: int, on: date) -> Truth:
        """Whether someone born on each day has completed that many years on the day `on` (周岁)."""
        last = (_years_before(on, years) - EPOCH).days
        known = self.values != NO_DAY
        old_enough = self.values <= last
        return Truth(old_enough & known, ~old_enough)  # NO_DAY lies before every day, so it is never "no"


class Codes:
    """Coded words as positions in a declared list; -1 is unknown."""

    __slots__ = ("values", "words")

    def __init__(self, values: np.ndarray, words: Sequence[str]) -> None:
        self.values, self.words = values, tuple(words)

    @classmethod
    def of(cls, words_in_rows: Iterable[str | None], words: Sequence[str]) -> Codes:
        """From plain words; None, "" and a word outside the list are unknown."""
        place = {word: n for n, word in enumerate(words)}
        return cls(np.array([place.get(w or "", -1) for w in words_in_rows], np.int16), words)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, row: int) -> str | None:
        return self.words[self.values[row]] if self.values[row] >= 0 else None

    @property
    def is_known(self) -> Truth:
        return Truth.certain(self.values >= 0)

    def or_word(self, word: str, where: Truth) -> Codes:
        """The same words, and the one given where nothing is known and `where` says yes."""
        return Codes(np.where((self.values < 0) & where.yes, self.words.index(word), self.values).astype(self.values.dtype), self.words)

    def isin(self, *wanted: str) -> Truth:
        """Whether the word is one of those wanted; a word that the list does not have is a fault of the rule."""
        mask = None
        for first, last in _runs(sorted({self.words.index(word) for word in wanted})):
            here = self.values == first if first == last else (self.values >= first) & (self.values <= last)
            mask = here if mask is None else mask | here
        if mask is None:
            mask = np.zeros(len(self.values), bool)
        return Truth(mask, ~mask & (self.values >= 0))


class CodeSets:
    """Several coded words a row, as bits in the order of a declared list; no bit at all is unknown."""

    __slots__ = ("values", "words")

    def __init__(self, values: np.ndarray, words: Sequence[str]) -> None:
        self.values, self.words = values, tuple(words)

    @classmethod
    def of(cls, texts: Iterable[str | None], words: Sequence[str]) -> CodeSets:
        """From words joined by commas, as the register keeps them."""
        place = {word: 1 << n for n, word in enumerate(words)}
        bits = [sum(place.get(w, 0) for w in set((text or "").split(","))) for text in texts]
        return cls(np.array(bits, np.int32), words)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, row: int) -> str | None:
        return ",".join(w for n, w in enumerate(self.words) if self.values[row] >> n & 1) or None

    def has_any(self, *wanted: str) -> Truth:
        """Whether the row holds any of the words wanted."""
        mask = (self.values & sum(1 << self.words.index(word) for word in wanted)) != 0
        return Truth(mask, ~mask & (self.values != 0))


def how_many(*answers: Truth) -> Quantity:
    """How many of several answers are yes in each row; known only where none of them is unknown."""
    counted = np.sum([answer.yes for answer in answers], axis=0, dtype=np.int64)
    return Quantity(counted, ~np.any([answer.unknown for answer in answers], axis=0))


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Places in a list as runs of neighbours, first and last: comparing with two ends is faster than looking each row up."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def weighed(answers: Sequence[tuple[Truth, int]]) -> Quantity:
    """For each row the sum of the whole weights whose answer is certainly yes; what is not known weighs nothing."""
    total = sum(answer.yes * np.int32(weight) for answer, weight in answers)
    return Quantity(total.astype(np.int64))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February in a year without one
        return day.replace(year=day.year - years, day=28)

"""Tables of facts: columns of one length under declared names, and the rows of one sorted under the rows of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from tuopin.engine.columns import EPOCH, NO_DAY, UNKNOWN, Amounts, Codes, CodeSets, Days, Quantity
from tuopin.engine.segments import Segments
from tuopin.engine.truth import Truth, everywhere

YES, NO, NOT_SAID = 1, 0, -1


@dataclass(frozen=True)
class Field:
    """A declared column: its name, its kind (see KINDS) and, for coded kinds, its words in order."""

    name: str
    kind: str
    words: tuple[str, ...] = ()


def flag(name: str) -> Field:
    """Yes, no or not said."""
    return Field(name, "flag")


def count(name: str) -> Field:
    """Whole things: persons, households, years, identifiers."""
    return Field(name, "count")


def money(name: str) -> Field:
    """Whole fen; never recorded and not known are told apart."""
    return Field(name, "money")


def day(name: str) -> Field:
    """A day of the calendar."""
    return Field(name, "day")


def code(name: str, *words: str) -> Field:
    """One word of a list."""
    return Field(name, "code", words)


def codes(name: str, *words: str) -> Field:
    """Any number of words of a list."""
    return Field(name, "codes", words)


def text(name: str) -> Field:
    """Free text, carried along and never judged by; declared after all other columns."""
    return Field(name, "text")


def column_from_raw(declared: Field, raw: np.ndarray | list[str]):
    """The typed column over stored numbers (sentinels for what is not known); see `numeric_type` for their widths."""
    if declared.kind == "flag":
        return Truth(raw == YES, raw == NO)
    if declared.kind == "count":
        return Quantity.read(raw)
    if declared.kind == "money":
        return Amounts.read(raw)
    if declared.kind == "day":
        return Days(raw)
    if declared.kind == "code":
        return Codes(raw, declared.words)
    if declared.kind == "codes":
        return CodeSets(raw, declared.words)
    return raw


def column_from_plain(declared: Field, plain: Iterable):
    """The typed column over plain Python values; None is unknown. For one household on a page, an example, a test."""
    if declared.kind == "flag":
        return Truth.of(list(plain))
    if declared.kind == "count":
        return Quantity.of(plain)
    if declared.kind == "money":
        from tuopin.engine.columns import ABSENT

        raw = [ABSENT if v is ABSENT else UNKNOWN if v is None else v for v in plain]
        return Amounts.read(np.array(raw, np.int64))
    if declared.kind == "day":
        return Days.of(date.fromisoformat(v) if isinstance(v, str) else v for v in plain)
    if declared.kind == "code":
        return Codes.of(plain, declared.words)
    if declared.kind == "codes":
        return CodeSets.of(plain, declared.words)
    return list(plain)


def numeric_type(declared: Field) -> np.dtype:
    """The width in which a column is stored: int16 flags and codes, int32 days and sets, int64 counts and fen."""
    return np.dtype({"flag": "i2", "code": "i2", "day": "i4", "codes": "i4", "count": "i8", "money": "i8"}[declared.kind])


class Table:
    """Columns of one length, read as attributes: `households.house_grade`."""

    def __init__(self, name: str, length: int, columns: Mapping[str, object]) -> None:
        self._name, self._length, self._columns = name, length, dict(columns)

    def __len__(self) -> int:
        return self._length

    def __getattr__(self, name: str):
        try:
            return self.__dict__["_columns"][name]
        except KeyError:
            raise AttributeError(f"table {self.__dict__.get('_name')} has no column {name}") from None

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(self._columns)

    def between(self, key: str, low: int, high: int) -> Table:
        """The rows whose sorted `key` lies in [low, high)."""
        first, end = np.searchsorted(getattr(self, key).values, [low, high]).tolist()
        return Table(self._name, end - first, {name: column.cut(first, end) for name, column in self._columns.items()})

    def beside(self, columns: Mapping[str, object]) -> Table:
        """The same table with more columns (of its length) beside those it has."""
        return Table(self._name, self._length, self._columns | dict(columns))

    @classmethod
    def of_rows(cls, name: str, fields: Sequence[Field], rows: Sequence[Mapping]) -> Table:
        """A table from plain rows; a name that a row lacks is unknown there, and a money line it lacks was never recorded."""
        from tuopin.engine.columns import ABSENT

        columns = {}
        for declared in fields:
            missing = ABSENT if declared.kind == "money" else "" if declared.kind == "text" else None
            columns[declared.name] = column_from_plain(declared, [row.get(declared.name, missing) for row in rows])
        return cls(name, len(rows), columns)


class Grouped(Table):
    """A table whose rows lie sorted under the rows of an owner: members under households, never joined again."""

    def __init__(self, name: str, offsets: np.ndarray, columns: Mapping[str, object]) -> None:
        super().__init__(name, int(offsets[-1]), columns)
        self.owned = Segments(offsets)  # row n of the owner owns rows offsets[n] … offsets[n + 1]

    @classmethod
    def under(cls, name: str, owned: Segments, length: int, columns: Mapping[str, object]) -> Grouped:
        """The rows that lie in the given runs."""
        made = cls.__new__(cls)
        Table.__init__(made, name, length, columns)
        made.owned = owned
        return made

    def beside(self, columns: Mapping[str, object]) -> Grouped:
        """The same table with more columns (of its length) beside those it has."""
        return Grouped(self._name, self.owned.offsets, self._columns | dict(columns))

    def owners(self) -> list[int]:
        """For each row the number of its owner."""
        return np.repeat(np.arange(len(self.owned)), self.owned.sizes).tolist()

    def spread(self, answers: Truth) -> Truth:
        """The answer of each row's owner."""
        return Truth(np.repeat(answers.yes, self.owned.sizes), np.repeat(answers.no, self.owned.sizes))

    def handed_down(self, amounts: Quantity) -> Quantity:
        """The owner's amount in each row."""
        return Quantity(np.repeat(amounts.values, self.owned.sizes), np.repeat(amounts.known, self.owned.sizes))

    def owner_of(self, row: int) -> int:
        """The number of the owner of one row."""
        return int(np.searchsorted(self.owned.offsets, row, side="right")) - 1

    @property
    def per_owner(self) -> Quantity:
        """How many rows each owner has."""
        return Quantity(self.owned.sizes)

    def all(self, answers: Truth) -> Truth:
        """Yes where every row of the owner is yes, no where one is no; an owner without rows: yes."""
        failing = self.owned.count(answers.no)
        if answers.is_complete:
            return Truth.certain(failing == 0)
        return Truth(self.owned.count(~answers.yes) == 0, failing > 0)

    def any(self, answers: Truth) -> Truth:
        """Yes where one row of the owner is yes, no where every one is no; an owner without rows: no."""
        return ~self.all(~answers)

    def count(self, answers: Truth) -> Quantity:
        """How many rows of each owner are certainly yes; known only where no row is unknown."""
        counted = self.owned.count(answers.yes)
        return Quantity(counted) if answers.is_complete else Quantity(counted, self.owned.count(answers.unknown) == 0)

    def sum(self, amounts: Quantity) -> Quantity:
        """The sum over each owner's rows; known only where every row is."""
        known = np.ones(len(self.owned), bool) if everywhere(amounts.known) else self.owned.count(~amounts.known) == 0
        return Quantity(self.owned.sum(np.where(amounts.known, amounts.values, 0)), known)

    @classmethod
    def of_lists(cls, name: str, fields: Sequence[Field], lists: Sequence[Sequence[Mapping]]) -> Grouped:
        """A grouped table from plain rows, a list for each owner."""
        offsets = np.zeros(len(lists) + 1, np.int64)
        np.cumsum([len(rows) for rows in lists], out=offsets[1:])
        flat = Table.of_rows(name, fields, [row for rows in lists for row in rows])
        return cls(name, offsets, flat._columns)


@dataclass(frozen=True)
class Facts:
    """What a rule is given: the day it judges for and the tables it reads, by name (`facts.households`)."""

    on: date
    tables: Mapping[str, Table] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Table:
        try:
            return self.__dict__["tables"][name]
        except KeyError:
            raise AttributeError(f"no table {name} among the facts") from None


__all__ = [
    "EPOCH", "NO_DAY", "Facts", "Field", "Grouped", "Table", "code", "codes", "column_from_plain", "column_from_raw",
    "count", "day", "flag", "money", "numeric_type", "text",
]

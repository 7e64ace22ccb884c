"""Answers that may be yes, no or unknown, a column of them at a time (Kleene's three-valued logic)."""

from __future__ import annotations

import numpy as np


class Truth:
    """A column of answers: `yes` and `no` are boolean arrays, never both true; where neither is, the answer is unknown."""

    __slots__ = ("no", "yes")

    def __init__(self, yes: np.ndarray, no: np.ndarray) -> None:
        self.yes, self.no = yes, no

    @classmethod
    def of(cls, answers: list[bool | None]) -> Truth:
        """A column from plain answers; None is unknown."""
        return cls(np.array([a is True for a in answers], bool), np.array([a is False for a in answers], bool))

    @classmethod
    def certain(cls, mask: np.ndarray) -> Truth:
        """A column without unknowns."""
        return cls(mask, ~mask)

    @classmethod
    def unknowns(cls, length: int) -> Truth:
        """A column in which nothing is known."""
        return cls(np.zeros(length, bool), np.zeros(length, bool))

    @property
    def unknown(self) -> np.ndarray:
        return ~(self.yes | self.no)

    @property
    def is_known(self) -> Truth:
        """Whether there is an answer at all."""
        known = self.yes | self.no
        return Truth(known, ~known)

    @property
    def is_complete(self) -> bool:
        """Whether there is an answer in every row."""
        return everywhere(self.yes | self.no)

    def __len__(self) -> int:
        return len(self.yes)

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> Truth:
        return Truth(self.no, self.yes)

    def __getitem__(self, row: int) -> bool | None:
        return True if self.yes[row] else False if self.no[row] else None

    def taken(self, rows: np.ndarray) -> Truth:
        """The rows of those numbers, in their order."""
        return Truth(self.yes[rows], self.no[rows])

    def cut(self, first: int, end: int) -> Truth:
        """The rows from the first up to the end."""
        return Truth(self.yes[first:end], self.no[first:end])

    def signs(self) -> np.ndarray:
        """The column as int8: 1 yes, 0 no, -1 unknown."""
        return np.where(self.yes, 1, np.where(self.no, 0, -1)).astype(np.int8)

    def only_where(self, certain: Truth) -> Truth:
        """The same answers where `certain` is yes, unknown elsewhere: an answer about nothing recorded is no answer."""
        return Truth(self.yes & certain.yes, self.no & certain.yes)

    def answers(self) -> list[bool | None]:
        """The column as plain Python answers."""
        return [True if y else False if n else None for y, n in zip(self.yes.tolist(), self.no.tolist(), strict=True)]


def everywhere(mask: np.ndarray) -> bool:
    """Whether a mask is yes in every row, where shorter work gives the same then; a traced column has no rows to say so."""
    return isinstance(mask, np.ndarray) and bool(mask.all())


def all_of(*conditions: Truth) -> Truth:
    """Yes where every condition is, no where any fails, unknown elsewhere."""
    result = conditions[0]
    for condition in conditions[1:]:
        result = result & condition
    return result


def any_of(*conditions: Truth) -> Truth:
    """Yes where any condition is, no where all fail, unknown elsewhere."""
    result = conditions[0]
    for condition in conditions[1:]:
        result = result | condition
    return result

"""Counting and adding up neighbouring rows: members under their household, households under their village.

Rows lie sorted under their owners, so a count over each owner is the difference of two running counts. The running count is
kept a word of 64 rows at a time (a bit a row, how many bits before each word), which reads an eighth of the memory that a
running sum of numbers would.
"""

from __future__ import annotations

import numpy as np

WORD = 64


class Segments:
    """Runs of neighbouring rows; run n is rows offsets[n] … offsets[n + 1]."""

    __slots__ = ("_below", "_word", "offsets")

    def __init__(self, offsets: np.ndarray) -> None:
        self.offsets = offsets
        self._word: np.ndarray | None = None

    @classmethod
    def of_sorted(cls, keys: np.ndarray) -> tuple[np.ndarray, Segments]:
        """The different keys of a sorted column, and the run of rows of each; raises ValueError when it is not sorted."""
        steps = np.diff(keys)
        if (steps < 0).any():
            raise ValueError("rows are not sorted by their key")
        starts = np.concatenate(([0], np.flatnonzero(steps) + 1)) if len(keys) else np.zeros(0, np.int64)
        return keys[starts], cls(np.append(starts, len(keys)).astype(np.int64))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def sizes(self) -> np.ndarray:
        """How many rows each run has."""
        return np.diff(self.offsets)

    def count(self, mask: np.ndarray) -> np.ndarray:
        """How many rows of each run the mask holds, int64."""
        if self._word is None:
            self._word = self.offsets >> 6
            self._below = (np.uint64(1) << (self.offsets & (WORD - 1)).astype(np.uint64)) - np.uint64(1)
        words = _words(mask)
        before = np.zeros(len(words), np.int64)
        np.cumsum(np.bitwise_count(words[:-1]), out=before[1:])
        running = before.take(self._word)
        running += np.bitwise_count(words.take(self._word) & self._below)
        return np.diff(running)

    def sum(self, values: np.ndarray) -> np.ndarray:
        """The sum of each run's values, int64."""
        running = np.zeros(len(values) + 1, np.int64)
        np.cumsum(values, out=running[1:])
        return np.diff(running.take(self.offsets))


def _words(mask: np.ndarray) -> np.ndarray:
    """The mask as bits, with one word more than it needs, so that every offset falls into a word."""
    words = np.zeros(len(mask) // WORD + 1, np.uint64)
    packed = np.packbits(mask, bitorder="little")
    words.view(np.uint8)[: len(packed)] = packed
    return words

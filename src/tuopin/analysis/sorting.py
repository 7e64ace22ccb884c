"""Rows of any number brought into order on the disk: gathered in any order, read back group by group in the order of a key.

They are sorted a million at a time as they come and then merged piece by piece, so that memory does not grow with them. The files have no
name: whatever ends the run, nothing of them stays.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

import numpy as np

from tuopin.kernel.disk import no_room

NAME = "tuopin-rows-"
BLOCK = 1 << 19  # rows in memory at a time
STEP = 1 << 9  # of so many rows of a run, at most, the first one's key is remembered


@dataclass(frozen=True)
class Run:
    """Rows sorted by group and key, from row `first` of the file on."""

    first: int
    groups: np.ndarray
    edges: np.ndarray  # where each of the groups begins, and the end of the last
    marks: np.ndarray  # the key of every so many rows

    def part(self, group: int) -> tuple[int, int]:
        """The rows of a group within the run."""
        at = int(np.searchsorted(self.groups, group))
        if at == len(self.groups) or self.groups[at] != group:
            return 0, 0
        return int(self.edges[at]), int(self.edges[at + 1])


class SortedRows:
    """Rows on their way into order. `add` them, `settle`, then read those of a group. `group` and `key` are names of columns."""

    def __init__(self, row: np.dtype, *, group: str, key: str, block: int = BLOCK) -> None:
        self.row, self.group, self.key = row, group, key
        self.block, self.step = block, max(min(STEP, block // 8), 1)
        self._file = _nameless()
        self._waiting: list[np.ndarray] = []
        self._count = self._written = 0
        self._runs: list[Run] = []
        self._places: dict[int, tuple[int, int]] = {}

    def add(self, rows: np.ndarray) -> None:
        """Take rows; they are put away once there are enough of them. Raises Refusal where the disk is full."""
        self._waiting.append(rows)
        self._count += len(rows)
        if self._count >= self.block:
            self._put_away()

    def settle(self) -> None:
        """Bring all that was added into order."""
        self._put_away()
        groups = np.unique(np.concatenate([run.groups for run in self._runs])) if self._runs else np.zeros(0, np.int32)
        if len(self._runs) <= 1:
            self._places = {int(g): self._runs[0].part(int(g)) for g in groups}
            return
        with self._file as source:
            runs, self._runs, self._written = self._runs, [], 0
            self._file = _nameless()
            for group in groups.tolist():
                first = self._written
                for piece in self._merged(source, runs, group):
                    self._write(piece)
                self._places[group] = first, self._written

    def blocks(self, group: int) -> Iterator[np.ndarray]:
        """The rows of a group in the order of the key, so many at a time as are to be in memory."""
        first, end = self._places.get(group, (0, 0))
        for at in range(first, end, self.block):
            yield self._read(self._file, at, min(at + self.block, end))

    def rows_of(self, group: int) -> int:
        """How many rows a group has, once settled."""
        first, end = self._places.get(group, (0, 0))
        return end - first

    def close(self) -> None:
        """Give the disk back."""
        with suppress(OSError):
            self._file.close()

    def _put_away(self) -> None:
        if not self._count:
            return
        rows = self._waiting[0] if len(self._waiting) == 1 else np.concatenate(self._waiting)
        self._waiting, self._count = [], 0
        rows = rows[np.lexsort((rows[self.key], rows[self.group])) if rows[self.group].any() else np.argsort(rows[self.key])]
        groups, starts = np.unique(rows[self.group], return_index=True)
        self._runs.append(Run(self._written, groups, np.append(starts, len(rows)), rows[self.key][:: self.step].copy()))
        self._write(rows)

    def _merged(self, source: IO[bytes], runs: list[Run], group: int) -> Iterator[np.ndarray]:
        """The rows of a group out of all runs, in order, in pieces of some blocks at most."""
        parts = [(run, *run.part(group)) for run in runs]
        parts = [part for part in parts if part[2] > part[1]]
        begins = [low for _, low, _ in parts]
        for cut, side, alike in self._cuts(parts):
            ends = [self._position(source, run, low, high, cut, side) for run, low, high in parts]
            pieces = (self._read(source, run.first + a, run.first + b) for (run, _, _), a, b in zip(parts, begins, ends, strict=True) if b > a)
            if alike:  # one key throughout, however many rows
                yield from pieces
            elif found := list(pieces):
                rows = np.concatenate(found)
                yield rows[np.argsort(rows[self.key], kind="stable")]
            begins = ends

    def _cuts(self, parts: list[tuple[Run, int, int]]) -> list[tuple[object, str, bool]]:
        """Where the rows of a group are cut into pieces: at or after which key, and whether what lies before it is all alike."""
        marks = np.sort(np.concatenate([run.marks[-(-low // self.step) : -(-high // self.step)] for run, low, high in parts]))
        every = max(self.block // self.step, 1)
        values, often = np.unique(marks[every::every], return_counts=True)
        cuts: list[tuple[object, str, bool]] = []
        for value, count in zip(values.tolist(), often.tolist(), strict=True):
            cuts.append((value, "left", False))
            if count > 1:
                cuts.append((value, "right", True))
        return [*cuts, (np.inf, "right", False)]

    def _position(self, source: IO[bytes], run: Run, low: int, high: int, cut: object, side: str) -> int:
        """The row of a run's part up to which all stand before the cut: between two marks, so a step of rows is read."""
        if cut == np.inf:
            return high
        first_mark, end_mark = -(-low // self.step), -(-high // self.step)
        at = first_mark + int(np.searchsorted(run.marks[first_mark:end_mark], cut, side=side))
        begin, end = max(low, (at - 1) * self.step), min(high, at * self.step)
        if end <= begin:
            return begin
        window = self._read(source, run.first + begin, run.first + end)[self.key]
        return begin + int(np.searchsorted(window, cut, side=side))

    def _write(self, rows: np.ndarray) -> None:
        try:
            self._file.write(rows.tobytes())
            self._file.flush()
        except OSError as fault:
            raise no_room(tempfile.tempdir or "TMPDIR", fault) from fault
        self._written += len(rows)

    def _read(self, source: IO[bytes], first: int, end: int) -> np.ndarray:
        rows = np.empty(end - first, self.row)
        view, at = memoryview(rows).cast("B"), first * self.row.itemsize
        while len(view):
            got = os.preadv(source.fileno(), [view], at)
            if not got:
                raise EOFError(first)
            view, at = view[got:], at + got
        return rows


def _nameless() -> IO[bytes]:
    """A file that goes with whoever opened it, however the run ends."""
    try:
        return tempfile.TemporaryFile(prefix=NAME)  # noqa: SIM115 (closed with the rows)
    except OSError as fault:
        raise no_room(tempfile.tempdir or "TMPDIR", fault) from fault

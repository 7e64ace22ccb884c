"""A sheet that lies with a second process of the reader, which looks it through and reads it while the first reads the others.

The second process is the first one's copy: just as limited, without the network, and gone with it. What it says comes through
a pipe that no one else has.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pickle import HIGHEST_PROTOCOL, UnpicklingError, dump, load
from typing import BinaryIO

from tuopin.intake.cells.flaws import Cell
from tuopin.intake.problems import refuse
from tuopin.intake.sheets import Sheet
from tuopin.kernel.refusals import Refusal

PR_SET_PDEATHSIG = 1  # of Linux's prctl
NOT_THERE = "not-there"  # the file has no such sheet


class FarSheet:
    """A sheet as `sheets.Sheet` is, asked through a pipe for what the first process needs of it. Whatever is refused there is refused here; a process that died
    (for want of memory or time) is a MemoryError."""

    def __init__(self, title: str, make: Callable[[], Sheet | None]) -> None:
        self.title = title
        (theirs, asking), (told, telling) = os.pipe(), os.pipe()
        self.process = os.fork()
        if not self.process:
            os.close(asking), os.close(told)
            _serve(os.fdopen(theirs, "rb"), os.fdopen(telling, "wb"), make)
        os.close(theirs), os.close(telling)
        self.asking, self.told = os.fdopen(asking, "wb"), os.fdopen(told, "rb")
        self.answers: list[tuple] = []

    def ask(self, function: Callable, *values: object) -> Callable[[], object]:
        """Have `function(sheet, *values)` done there; calling what is given back waits for it. Answers come in the order of asking."""
        place = len(self.answers)
        try:
            dump((function, values), self.asking)
            self.asking.flush()
        except OSError as fault:
            raise MemoryError from fault
        self.answers.append(None)

        def answer() -> object:
            for earlier in range(place + 1):
                if self.answers[earlier] is None:
                    self.answers[earlier] = self._received()
            told, self.answers[place] = self.answers[place], ("taken", None)
            if told[0] == "refused":
                raise refuse(told[1], **told[2])
            return told[1]

        return answer

    def _received(self) -> tuple:
        try:
            return load(self.told)
        except (EOFError, OSError, UnpicklingError) as fault:
            raise MemoryError from fault

    def is_there(self) -> bool:
        """Whether the file has this sheet."""
        return self._described != NOT_THERE

    @cached_property
    def _described(self) -> object:
        return self.ask(_description)()

    @property
    def hidden(self) -> bool:
        return self._described["hidden"]

    @property
    def doubts(self) -> list[tuple[str, dict]]:
        return self._described["doubts"]

    def top(self, count: int) -> list[list[Cell]]:
        """The first rows."""
        return self.ask(Sheet.top, count)()

    def counted(self, position: int, first_row: int) -> Counter:
        """How often each cell occurs in a column from a row on."""
        return self.ask(Sheet.counted, position, first_row)()

    def picked(self, numbers: Iterable[int]) -> Iterator[tuple[int, list[Cell]]]:
        """The rows of these numbers, in their order."""
        wanted = sorted(numbers)
        return iter(self.ask(_picked, wanted)() if wanted else ())

    def end(self) -> None:
        """Let the process go, and wait until it has."""
        with suppress(OSError):  # it died, and what it was asked last still lies here
            self.asking.close()
        self.told.close()
        os.waitpid(self.process, 0)


def _description(sheet: Sheet | None) -> object:
    if sheet is None:
        return NOT_THERE
    return {"hidden": sheet.hidden, "doubts": sheet.doubts}


def _picked(sheet: Sheet, numbers: list[int]) -> list[tuple[int, list[Cell]]]:
    return list(sheet.picked(numbers))


def _serve(asked: BinaryIO, telling: BinaryIO, make: Callable[[], Sheet | None]) -> None:
    """Answer until nobody asks any more; never returns."""
    try:
        _end_with_the_first()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the records are the other process's to print
        sheet, refused = None, None
        try:
            sheet = make()
        except Refusal as refusal:
            refused = refusal
        while True:
            function, values = load(asked)
            try:
                told = ("told", function(sheet, *values)) if refused is None else ("refused", refused.code, refused.params)
            except Refusal as refusal:
                told = ("refused", refusal.code, refusal.params)
            dump(told, telling, HIGHEST_PROTOCOL)
            telling.flush()
    finally:
        os._exit(0)


def _end_with_the_first() -> None:
    """Have this process killed when the one that it is a copy of goes (Linux); elsewhere it goes when it is asked nothing more."""
    with suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

"""Remembers what must not pass unseen although the work that met it failed: a sealed value that does not open, a wrong key.

A file of the home folder and not a table: the transaction that meets such a value is undone, and its alarm must not be. One line
an alarm: when, what, where (table, column, row); never a personal value.

Where the disk has no room for an alarm, whoever met it goes on to say so themselves, and it is tried again the next time it is met.

A full file is put aside and another begun, so that no flood of alarms hides the next one. The first full file stays for good, for the first
alarms tell most; of those after it the last one stays.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from tuopin.kernel.days import local_zone

log = logging.getLogger(__name__)
LARGEST = 1_000_000  # bytes of one file, of which there are three at most
MOST = 10_000  # alarms that one process remembers, so as not to write them again


@dataclass(frozen=True)
class Alarm:
    """One thing that an administrator must look at."""

    at: datetime
    what: str  # wrong-tag | unknown-key | not-sealed | keys-missing | keys-wrong | reveal-ration …
    place: str

    @property
    def column(self) -> str:
        """The table and column, without the row: what may be shown to somebody who may not see the row."""
        return "|".join(self.place.split("|")[:2])


class AlarmFile:
    """The alarms of one system, the oldest first; the same thing at the same place is written once a process."""

    def __init__(self, path: Path) -> None:
        self.path, self._told = path, set()
        self.first, self.last = path.with_name(f"{path.name}.1"), path.with_name(f"{path.name}.2")  # put aside when they were full

    def raise_alarm(self, what: str, place: str) -> None:
        """Write it down, once a process; where that cannot be done the program's log has it, and the caller goes on to refuse what it was about to."""
        if (what, place) in self._told:
            return
        if len(self._told) >= MOST:
            self._told.clear()
        try:
            self._write(what, place)
        except OSError as fault:
            log.error("the alarm “%s” at %s could not be written: %s", what, place, fault)
        else:
            self._told.add((what, place))

    def _write(self, what: str, place: str) -> None:
        line = json.dumps({"at": datetime.now(local_zone()).isoformat(timespec="seconds"), "what": what, "place": place}, ensure_ascii=False)
        with self._held() as file:
            cut_off = file.tell() and os.pread(file.fileno(), 1, file.tell() - 1) != b"\n"  # the line before, by a crash: it takes no other with it
            file.write(("\n" if cut_off else "") + line + "\n")

    @contextmanager
    def _held(self) -> Iterator[TextIO]:
        """The file, open at its end and held against other processes; a full one is put aside first."""
        while True:
            with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if not self._is_in_place(file):
                    continue  # another process put it aside in between
                if file.seek(0, os.SEEK_END) < LARGEST:
                    yield file
                    return
                self.path.replace(self.last if self.first.exists() else self.first)

    def _is_in_place(self, file: TextIO) -> bool:
        try:
            return os.path.samestat(os.fstat(file.fileno()), self.path.stat())
        except FileNotFoundError:
            return False

    def alarms(self) -> Iterator[Alarm]:
        """All alarms that can be read, the oldest first; a line cut off by a crash is passed over."""
        for path in (self.first, self.last, self.path):
            if path.exists():
                yield from _read(path)


def _read(path: Path) -> Iterator[Alarm]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            told = json.loads(line)
            yield Alarm(datetime.fromisoformat(told["at"]), told["what"], told["place"])
        except (ValueError, KeyError, TypeError):
            continue

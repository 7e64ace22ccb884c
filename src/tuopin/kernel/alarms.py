"""Remembers what must not pass unseen although the work that met it failed: a sealed value that does not open, a wrong key.

A file of the home folder and not a table: the transaction that meets such a value is undone, and its alarm must not be. One line
an alarm: when, what, where (table, column, row); never a personal value.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tuopin.kernel.days import local_zone

LARGEST = 1_000_000  # bytes; the first alarms tell more than the millionth
MOST = 10_000  # alarms that one process raises


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

    def raise_alarm(self, what: str, place: str) -> None:
        if (what, place) in self._told or len(self._told) >= MOST:
            return
        self._told.add((what, place))
        line = json.dumps({"at": datetime.now(local_zone()).isoformat(timespec="seconds"), "what": what, "place": place}, ensure_ascii=False)
        with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
            if file.tell() < LARGEST:
                file.write(line + "\n")

    def alarms(self) -> Iterator[Alarm]:
        """All alarms that can be read; a line cut off by a crash is passed over."""
        if not self.path.exists():
            return
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                told = json.loads(line)
                yield Alarm(datetime.fromisoformat(told["at"]), told["what"], told["place"])
            except (ValueError, KeyError, TypeError):
                continue

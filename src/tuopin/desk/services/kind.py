"""What a kind of background work is: its name, the act it asks for, how often it may fail, when it comes round by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from tuopin.people.selectors import Actor

Report = Callable[[str, int, int], None]  # phase, done, of how much


@dataclass(frozen=True)
class Task:
    """One attempt at a job, as its kind sees it: what was asked, by whom with the posts of this day, and where to tell progress."""

    token: str
    arguments: dict
    actor: Actor
    on: date
    report: Report
    file: Callable[[], AbstractContextManager[Path]]  # the handed-in file, opened in memory; raises NotFound


@dataclass(frozen=True)
class Kind:
    """One kind of job. `run` may be called again after a crash at any moment: it has to come to the same end, with one effect."""

    name: str
    title: str  # a phrase()
    run: Callable[[Task], dict]  # declares its act with @asks; gives the outcome; a Refusal is what no repetition will change
    attempts: int = 5
    later: frozenset[str] = field(default_factory=frozenset)  # codes of refusals that pass by themselves
    keeps_file_for: frozenset[str] = field(default_factory=frozenset)  # codes of refusals after which the file is still wanted
    daily_at: time | None = None  # local time from which the day's own job of this kind is due
    minutes: int = 0  # every so many minutes it comes round by itself, where `due` says that there is something to do
    due: Callable[[], bool] | None = None

    @property
    def asks(self) -> str:
        """The act that the account needs somewhere, on the day the job runs."""
        return self.run.asks

"""The worker's second connection: progress that is seen at once whatever transaction the work is in, and word of new jobs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg
from django.db import connection

from tuopin.desk.models import Job
from tuopin.desk.services.hand_in import CHANNEL

EVERY_SECONDS = 0.3
STEP_SECONDS = 0.5  # how soon a stop is noticed while nothing is to do
TELL = "UPDATE desk_job SET phase = %s, done = %s, total = %s WHERE id = %s AND state = 'running' AND attempts = %s"


class Stopped(BaseException):
    """The worker was asked to stop in the middle of a job."""


class PostEnded(BaseException):
    """A post of the job's account ended in the middle of the job: what is done stays, the rest is not theirs to do."""


class Side:
    """A connection of its own beside Django's, made when first needed."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection | None = None

    def listen(self) -> None:
        """Hear of new jobs from now on."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(**_address(), autocommit=True)
            self._connection.execute(f"LISTEN {CHANNEL}")

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Until a job comes, the time is over, or a stop."""
        until = time.monotonic() + seconds
        while not stop.is_set() and time.monotonic() < until:
            if list(self._connection.notifies(timeout=min(STEP_SECONDS, max(until - time.monotonic(), 0)), stop_after=1)):
                return

    def tell(self, job: Job, phase: str, done: int, total: int) -> None:
        """Write how far a job is; a lost connection is no reason to stop the job."""
        with suppress(psycopg.Error):
            self.listen()
            self._connection.execute(TELL, [phase[:20], done, total, job.pk, job.attempts])

    def close(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None


class Progress:
    """Tells how far a job is, a few times a second at most, and ends it where the worker is asked to stop or a post has ended."""

    def __init__(self, side: Side, job: Job, stop: threading.Event, still_theirs: Callable[[], bool]) -> None:
        self.side, self.job, self.stop, self.phase, self.told_at = side, job, stop, None, 0.0
        self.still_theirs = still_theirs

    def __call__(self, phase: str, done: int, total: int) -> None:
        if self.stop.is_set():
            raise Stopped
        if phase != self.phase or time.monotonic() - self.told_at > EVERY_SECONDS:
            if not self.still_theirs():
                raise PostEnded
            self.side.tell(self.job, phase, done, total)
            self.phase, self.told_at = phase, time.monotonic()


def _address() -> dict:
    """The database that Django works on, as psycopg takes it."""
    known = connection.get_connection_params()
    return {name: value for name, value in known.items() if isinstance(value, str | int) and name not in ("prepare_threshold",)}

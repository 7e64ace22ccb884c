"""Keeps the workers and the embedded database alive while the pages are served: what dies is started again."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from contextlib import suppress

from tuopin.cli.backup import log as log_of_backups
from tuopin.config import server

LOOK_SECONDS = 0.5
SHIP_SECONDS = 5.0  # how often closed files of the log are looked for
REST, LONGEST_REST = 1.0, 30.0  # before a worker that died is started again; grows while it dies at once
STEADY_SECONDS = 60  # alive for so long, it counts as sound again
LET_FINISH = 10  # seconds that a worker is given to come to the next safe point
log = logging.getLogger(__name__)


class Guard:
    """A block in which `count` workers and the embedded database are watched from a thread of their own."""

    def __init__(self, count: int = 1) -> None:
        self.posts = [_Post() for _ in range(count)]
        self.backups = _Backups()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._watch, name="guard", daemon=True)

    def __enter__(self) -> Guard:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()
        for post in self.posts:
            post.ask_to_end()
        until = time.monotonic() + LET_FINISH
        for post in self.posts:
            post.end(max(until - time.monotonic(), 0.1))

    def _watch(self) -> None:
        while not self.over.is_set():
            try:
                server.revive()
            except Exception:  # the disk may be full, the server may still be recovering: look again
                log.exception("the embedded database does not start")
            for post in self.posts:
                post.look(time.monotonic())
            self.backups.look(time.monotonic())
            self.over.wait(LOOK_SECONDS)


class _Post:
    """One place for a worker, and who holds it now."""

    def __init__(self) -> None:
        self.worker: subprocess.Popen | None = None
        self.began, self.rest, self.not_before = 0.0, REST, 0.0

    def look(self, now: float) -> None:
        if self.worker is not None and self.worker.poll() is None:
            if now - self.began > STEADY_SECONDS:
                self.rest = REST
            return
        if self.worker is not None:
            log.warning("a worker ended with %s; another starts", self.worker.returncode)
            self.worker.stdin.close()
            self.worker, self.not_before, self.rest = None, now + self.rest, min(self.rest * 2, LONGEST_REST)
        if now >= self.not_before:
            self.worker, self.began = _start(), now

    def ask_to_end(self) -> None:
        if self.worker is not None:
            with suppress(OSError):
                self.worker.stdin.close()

    def end(self, seconds: float) -> None:
        if self.worker is None:
            return
        try:
            self.worker.wait(seconds)
        except subprocess.TimeoutExpired:
            self.worker.kill()
            self.worker.wait()


class _Backups:
    """Where a folder of backups is kept up: the log is shipped as it comes, and a whole copy is taken once a day."""

    def __init__(self) -> None:
        self.not_before, self.copying = 0.0, None

    def look(self, now: float) -> None:
        if now < self.not_before:
            return
        self.not_before = now + SHIP_SECONDS
        folder = log_of_backups.kept_up_in()
        if folder is None:
            return
        try:
            log_of_backups.ship(folder)
            if (self.copying is None or self.copying.poll() is not None) and log_of_backups.copy_is_due(folder):
                self.copying = subprocess.Popen(
                    [sys.executable, "-m", "tuopin.cli.main", "backup", "--out", str(folder), "--json"], stdout=subprocess.DEVNULL)
        except Exception:  # the disk of the backups may be away: the log waits in the spool until it is back
            log.exception("the backup is not kept up")
            self.not_before = now + LONGEST_REST


def _start() -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tuopin.cli.main", "work", "--with-parent"], stdin=subprocess.PIPE, start_new_session=True
    )

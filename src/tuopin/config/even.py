"""Shares lasting connections evenly between the processes of the web server, so that nobody waits twice as long as a neighbour.

The kernel hands a new connection to whichever process wakes first, and a browser keeps it: of twenty, seven may come to lie with one
process and thirteen with the other. A process that holds more than its share ends an answer with `Connection: close`, and the browser's
next request opens a new connection, which the process with less to do is quicker to take.
"""

from __future__ import annotations

import mmap
import os
import socket
import struct
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

SERVED = "TUOPIN_SERVED"  # set by `tuopin serve` for its processes: the port, and the file where they tell each other
SLOT = struct.Struct("<qqd")  # process, connections, when counted (monotonic seconds, one clock for the whole machine)
SLOTS = 256
EVERY, FRESH = 0.25, 3.0  # seconds between two counts; after which a process that has told nothing is taken for gone


def processes_to_tell(board: Path, port: int) -> None:
    """Set the board up on which the processes to be started tell how many connections each holds."""
    board.unlink(missing_ok=True)
    board.touch(0o600)
    os.truncate(board, SLOT.size * SLOTS)
    os.environ[SERVED] = f"{port}:{board}"


def evenly(application: Callable) -> Callable:
    """The application, sharing its connections with its sister processes where `tuopin serve` started it."""
    port, _, board = os.environ.get(SERVED, "").partition(":")
    try:
        return EvenConnections(application, Path(board), int(port)) if board else application
    except (OSError, ValueError):  # no board, or one of another kind: served as the kernel hands the connections out
        return application


class EvenConnections:
    """A WSGI application that lets go of the connections that its process holds beyond its share."""

    def __init__(self, application: Callable, board: Path, port: int) -> None:
        self.application, self.port = application, port
        with board.open("r+b") as file:
            self.board = mmap.mmap(file.fileno(), SLOT.size * SLOTS)
        self.slot, self.due, self.beyond = -1, 0.0, 0

    def __call__(self, environ: dict, start: Callable) -> Iterable[bytes]:
        now = time.monotonic()
        if now >= self.due:
            self.due = now + EVERY
            self.beyond = self.counted_beyond(now)
        # Two threads may both see the last one: one connection too many is opened anew, which harms nobody.
        if self.beyond <= 0 or environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
            return self.application(environ, start)
        self.beyond -= 1
        return self.application(environ, lambda status, headers, *fault: start(status, [*headers, ("Connection", "close")], *fault))

    def counted_beyond(self, now: float) -> int:
        """How many connections this process holds beyond its share of all; tells the others how many it holds."""
        held = connections_on(self.port)
        if self.slot < 0 or SLOT.unpack_from(self.board, self.slot * SLOT.size)[0] != os.getpid():
            self.slot = self._slot(now)
        SLOT.pack_into(self.board, self.slot * SLOT.size, os.getpid(), held, now)
        told = [SLOT.unpack_from(self.board, n * SLOT.size) for n in range(SLOTS)]
        counts = [count for process, count, at in told if process and now - at < FRESH]
        return int(held - sum(counts) / len(counts))

    def _slot(self, now: float) -> int:
        """A slot that nobody has told in of late."""
        for n in range(SLOTS):
            process, _count, at = SLOT.unpack_from(self.board, (n + os.getpid()) % SLOTS * SLOT.size)
            if not process or now - at >= FRESH:
                return (n + os.getpid()) % SLOTS
        return os.getpid() % SLOTS


def connections_on(port: int) -> int:
    """How many connections to the port this process holds. 0 where the system does not tell (no /proc)."""
    held = 0
    with suppress(OSError):
        for path in Path("/proc/self/fd").iterdir():
            held += _is_connection(path, port)
    return held


def _is_connection(descriptor: Path, port: int) -> bool:
    """Whether an open descriptor is a connection that came in on the port."""
    try:
        if not str(descriptor.readlink()).startswith("socket:"):
            return False
        with socket.socket(fileno=os.dup(int(descriptor.name))) as seen:
            if seen.family not in (socket.AF_INET, socket.AF_INET6) or seen.getsockname()[1] != port:
                return False
            seen.getpeername()
            return True
    except OSError:
        return False

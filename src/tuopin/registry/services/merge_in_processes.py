"""Merges the chunks of one file in three copies of this process, so that all processors work at it; what one has written counts, whatever becomes of the others."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pickle import HIGHEST_PROTOCOL, PicklingError, UnpicklingError, dump, dumps, load, loads
from selectors import EVENT_READ, DefaultSelector
from traceback import format_tb
from typing import BinaryIO, NoReturn

from django.db import connection

from tuopin.registry.services.merge_in_lanes import Alone, Merge, follow
from tuopin.scope.services import NOTHING, Sight, carried, sight

LANES = 3
TOKEN = 2  # bytes of a load's number
PR_SET_PDEATHSIG = 1  # of Linux's prctl
_inherited: list = []  # the first process's connections: never used, never closed by a copy of it


class LaneDied(Exception):
    """A lane ended without a word: killed, or out of memory. What it had written counts; a second call brings in the rest."""


def may_copy() -> bool:
    """Whether this process can be copied: on Linux, where a copy goes with it, and where no thread of it holds what a copy would wait for.

    Those that may be ended at any moment (progress shown, a parent watched) are no hindrance.
    """
    others = set(threading.enumerate()) - {threading.main_thread()}
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread() and all(thread.daemon for thread in others)


def in_processes(
    merge: Merge, work: Sequence[Sequence], report: Callable[[int], None], *,
    first: Callable[[], object], elsewhere: Callable[[], object], left_over: Callable[[], object] = lambda: None,
) -> None:
    """Merge the chunks of these loads in lanes, each a copy of this process with a connection of its own that sees what this one sees.

    Each lane has its part of the loads and, when that is done, takes of the others'. What is to be done `first` is done by the last
    lane; the others, and this process, do what is to be done where that is done `elsewhere`. What is `left_over` is done by the lane
    that is the first to find nothing more to take, while the others write their last. Raises what a lane raised, what it
    waited for in vain last; the others finish the chunk they are at.
    """
    queues = [_queue(range(n * len(work) // LANES, (n + 1) * len(work) // LANES)) for n in range(LANES)]
    last = _queue([0])
    connection.ensure_connection()
    seen, holder = sight(), connection.connection.info.backend_pid

    def lane(number: int) -> Iterator[int]:
        follow(holder)
        first() if number == LANES - 1 else elsewhere()
        yield from merge(chunk for load in _taken(queues[number:] + queues[:number]) for chunk in work[load])
        for _once in _taken([last]):
            left_over()

    gc.freeze()  # what is here already is neither looked through nor copied
    try:
        lanes = [_Lane(lambda number=number: lane(number), seen) for number in range(LANES)]
        elsewhere()
        _watched(lanes, [*queues, last], report)
    finally:
        gc.unfreeze()
        for queue in [*queues, last]:
            os.close(queue)


def _queue(numbers: Iterable[int]) -> int:
    """A pipe that holds these numbers and nothing more will come into."""
    out, into = os.pipe()
    os.write(into, b"".join(number.to_bytes(TOKEN, "little") for number in numbers))
    os.close(into)
    return out


def _taken(queues: Iterable[int]) -> Iterator[int]:
    """The numbers of these queues that nobody else takes, one queue after another."""
    for queue in queues:
        while token := os.read(queue, TOKEN):
            yield int.from_bytes(token, "little")


class _Lane:
    """A copy of this process at work, and what it tells."""

    def __init__(self, merge: Callable[[], Iterator[int]], seen: Sight) -> None:
        told, telling = os.pipe()
        self.process = os.fork()
        if not self.process:
            os.close(told)
            _work(merge, seen, os.fdopen(telling, "wb"))
        os.close(telling)
        self.told = os.fdopen(told, "rb")

    def fileno(self) -> int:
        return self.told.fileno()

    def next_word(self) -> tuple:
        """What it tells next: `done` with how many households, `end`, or `failed` with why."""
        try:
            return load(self.told)
        except (EOFError, OSError, UnpicklingError):
            return "failed", dumps((LaneDied(), None)), ""

    def end(self) -> None:
        self.told.close()
        os.waitpid(self.process, 0)


def _watched(lanes: list[_Lane], queues: list[int], report: Callable[[int], None]) -> None:
    """Tell how far the lanes are until all have ended; when one fails, or telling does, they get nothing more to do."""
    failed: list[BaseException] = []
    with DefaultSelector() as ready:
        for lane in lanes:
            ready.register(lane, EVENT_READ, lane)
        while ready.get_map():
            try:
                for key, _events in ready.select():
                    failed += _heard(key.data, ready, report)
            except BaseException as fault:  # of the telling, or of who asked for the work and wants it stopped
                failed.append(fault)
            if failed:
                list(_taken(queues))
    if failed:
        raise next((fault for fault in failed if not isinstance(fault, Alone)), failed[0])


def _heard(lane: _Lane, ready: DefaultSelector, report: Callable[[int], None]) -> list[BaseException]:
    what, *more = lane.next_word()
    if what == "done":
        report(more[0])
        return []
    ready.unregister(lane)
    lane.end()
    return [_fault(*more)] if what == "failed" else []


def _fault(told: bytes, where: str) -> BaseException:
    fault, cause = loads(told)
    fault.__cause__ = cause
    if where:
        fault.add_note(where)
    return fault


def _work(merge: Callable[[], Iterator[int]], seen: Sight, telling: BinaryIO) -> NoReturn:
    """Be a lane, and end; nothing of the first process is closed or let go by this one."""
    try:
        _end_with_the_first()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # the first process is told too, and says when to stop
        _inherited.append(connection.connection)
        connection.connection, connection.tuopin_sight = None, NOTHING
        gc.disable()  # no cycles are made that would be worth looking for
        with carried(seen), connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")  # as `flushed_with_the_last`: whoever waits for these lanes commits last
            for count in merge():
                _tell(telling, "done", count)
        _tell(telling, "end")
    except BaseException as fault:
        with suppress(OSError):
            _tell(telling, "failed", _carried_over(fault), "".join(format_tb(fault.__traceback__)))
    finally:
        os._exit(0)


def _tell(telling: BinaryIO, *word: object) -> None:
    dump(word, telling, HIGHEST_PROTOCOL)
    telling.flush()


def _carried_over(fault: BaseException) -> bytes:
    """The fault and its cause for another process; the name of its kind alone where it cannot be carried whole."""
    try:
        told = dumps((fault, fault.__cause__))
        loads(told)
    except (PicklingError, TypeError, AttributeError):
        told = dumps((LaneDied(type(fault).__name__), None))
    return told


def _end_with_the_first() -> None:
    """Have this process killed when the one that it is a copy of goes."""
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

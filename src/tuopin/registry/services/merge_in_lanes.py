"""Merges the chunks of one file side by side over three connections; what one has written counts, whatever becomes of the others."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from queue import Empty, SimpleQueue
from threading import Event

from django.db import connection, transaction

from tuopin.registry.models import ImportBatch
from tuopin.scope.services import Sight, carried, sight

MERGE_LOCK = 4314  # one merge at a time in the whole register, so that two files never add the same person twice
LANE_LOCK = 4316  # with the number of a batch: shared by the transactions of its lanes
TURN_SECONDS = 0.0005  # threads that mostly wait for the database take turns often, or it waits for them

HELD = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND classid = 0 AND objid = %s AND pid = %s AND granted)"
_holder: int | None = None  # see `follow`

Merge = Callable[[Iterable], Iterator[int]]  # merges some chunks one after another, telling how many households each brought


def outlast_lanes(batch: ImportBatch) -> None:
    """Wait until nothing is under way any more that a killed process had sent to the database in a lane of this batch."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LANE_LOCK, batch.pk])


class Alone(Exception):
    """A lane waited for another, or for the process that it is a lane of, in vain; why is known there."""


def follow(holder: int) -> None:
    """From now on this process is a lane of another, whose connection (`holder`, the number of its backend) holds the merge."""
    global _holder
    _holder = holder


def in_lane(cursor, batch: ImportBatch) -> None:
    """Say that this transaction belongs to a lane of the batch, until it ends.

    Raises Alone in a lane of a process that does not hold the merge any more. Whoever takes the merge over waits until no transaction belongs
    to a lane, so none of an orphaned lane's is under way then, and none comes after.
    """
    cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LANE_LOCK, batch.pk])
    if _holder is not None:
        cursor.execute(HELD, [MERGE_LOCK, _holder])
        if not cursor.fetchone()[0]:
            raise Alone


def in_lanes(
    merge: Merge, loads: Sequence[Sequence], batch: ImportBatch, report: Callable[[int], None], *, side_by_side: bool,
    first: Callable[[], object] = lambda: None,
) -> None:
    """Merge the chunks of these loads: from the first load on here, and from the last and from the middle on over connections
    of their own, which see what this one sees, until they meet. What is to be done `first` is done by the lane from the end.

    Not every third load: neighbours in a file are of one village, and one village's chain is written by one at a time.
    Within a transaction of the caller's all goes over its connection. Raises what any lane raised; the others
    finish the chunk they are at.
    """
    if not side_by_side or len(loads) < 2 or connection.in_atomic_block:
        first()
        for count in merge(chain.from_iterable(loads)):
            report(count)
        return
    middle, stop, done = (len(loads) + 1) // 2, Event(), SimpleQueue()
    front, back = deque(loads[:middle]), deque(loads[middle:])

    def from_the_end() -> Iterator[int]:
        first()
        yield from merge(_taken(back.pop, front.pop))

    def from_the_middle() -> Iterator[int]:
        yield from merge(_taken(back.popleft, front.pop))

    with taking_turns(), ThreadPoolExecutor(2) as beside:
        others = [beside.submit(_beside, lane, sight(), stop, done) for lane in (from_the_end, from_the_middle)]
        try:
            for count in merge(_taken(front.popleft, back.popleft)):
                report(count + _told(done))
                if stop.is_set():
                    break
        except BaseException:
            stop.set()
            raise
        for other in others:
            other.result()
    report(_told(done))


def _taken(*takes: Callable[[], Iterable]) -> Iterator:
    """The chunks of the loads that can still be taken, one after another."""
    for take in takes:
        while True:
            try:
                load = take()
            except IndexError:
                break
            yield from load


def _beside(merge: Callable[[], Iterator[int]], seen: Sight, stop: Event, done: SimpleQueue) -> None:
    with carried(seen):
        try:
            for count in merge():
                done.put(count)
                if stop.is_set():
                    break
        except BaseException:
            stop.set()
            raise


def _told(done: SimpleQueue) -> int:
    """How many households the other lanes brought in since it was asked last."""
    count = 0
    while True:
        try:
            count += done.get_nowait()
        except Empty:
            return count


@contextmanager
def taking_turns() -> Iterator[None]:
    """For the time of the block the threads of this process take turns often."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)

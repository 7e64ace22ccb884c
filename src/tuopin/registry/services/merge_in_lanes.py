"""Merges the chunks of one file side by side over two connections; what either has written counts, whatever becomes of the other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Event

from django.db import connection, transaction

from tuopin.registry.models import ImportBatch
from tuopin.scope.services import Sight, carried, sight

LANE_LOCK = 4316  # with the number of a batch: shared by the transactions of its lanes
TURN_SECONDS = 0.0005  # threads that mostly wait for the database take turns often, or it waits for them

Merge = Callable[[Sequence], Iterator[int]]  # merges some chunks one after another, telling how many households each brought


def outlast_lanes(batch: ImportBatch) -> None:
    """Wait until nothing is under way any more that a killed process had sent to the database in a lane of this batch."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LANE_LOCK, batch.pk])


def in_lane(cursor, batch: ImportBatch) -> None:
    """Say that this transaction belongs to a lane of the batch, until it ends."""
    cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LANE_LOCK, batch.pk])


def in_lanes(merge: Merge, chunks: Sequence, batch: ImportBatch, report: Callable[[int], None], *, side_by_side: bool) -> None:
    """Merge the chunks: the first half here and the second half over a connection of its own, which sees what this one sees.

    The halves, not every other one: neighbours in a file are of one village, and one village's chain is written by one at a
    time. Within a transaction of the caller's all goes over its connection. Raises what either lane raised; the other lane
    finishes the chunk it is at.
    """
    if not side_by_side or len(chunks) < 2 or connection.in_atomic_block:
        for count in merge(chunks):
            report(count)
        return
    middle, stop, done = (len(chunks) + 1) // 2, Event(), SimpleQueue()
    with taking_turns(), ThreadPoolExecutor(1) as beside:
        other = beside.submit(_beside, lambda: merge(chunks[middle:]), sight(), stop, done)
        try:
            for count in merge(chunks[:middle]):
                report(count + _told(done))
                if stop.is_set():
                    break
        except BaseException:
            stop.set()
            raise
        other.result()
    if left := _told(done):
        report(left)


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
    """How many households the other lane brought in since it was asked last."""
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

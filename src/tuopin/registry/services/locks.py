"""What holds while a file is at work: its lock in the database, let go by finishing or by dying, and a patient memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

BATCH_LOCK = 4311  # with the number of a batch: who reads or merges it
INDEX_LOCK = 4312  # shared by all who read or merge a file; alone with whoever makes the blind indexes anew


@contextmanager
def held(*key: int) -> Iterator[None]:
    """Hold the lock of this key; raises Refusal `import-busy` when another process has it, or makes the blind indexes anew."""
    busy = Refusal("import-busy", phrase("另一个导入正在进行。"), phrase("请等它完成后再试。"))
    keys_change = Refusal("keys-change", phrase("正在更换索引密钥。"), phrase("请等它完成后再试。"))
    with taken((INDEX_LOCK,), keys_change, shared="_shared"), taken(key, busy):
        yield


@contextmanager
def no_imports() -> Iterator[None]:
    """Keep every import out; raises Refusal `import-busy` when one is at work."""
    with taken((INDEX_LOCK,), Refusal("import-busy", phrase("另一个导入正在进行。"), phrase("请等它完成后再试。"))):
        yield


@contextmanager
def taken(key: tuple[int, ...], refusal: Refusal, *, shared: str = "") -> Iterator[None]:
    """Hold the lock of this key, alone or with others who share it; raises `refusal` when another process has it."""
    places = ", ".join(["%s"] * len(key))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock{shared}({places})", key)
        if not cursor.fetchone()[0]:
            raise refusal
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock{shared}({places})", key)


def flushed_with_the_last(cursor) -> None:
    """Let this transaction's commit not wait for the disk: nobody is told of it before the last commit of the file, which waits.

    The database's log is one: when that commit lies on the disk, all before it do. What a crash takes away sooner is as if it
    had not begun: a reading begins again, a merge goes on with the first part that is not in.
    """
    cursor.execute("SET LOCAL synchronous_commit = off")


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for unreachable cycles seldom: rows come and go by the hundred thousand and form none, but are counted."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)

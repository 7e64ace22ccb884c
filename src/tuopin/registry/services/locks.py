"""Keeps two processes from the same work: a lock in the database, let go by finishing or by dying."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

BATCH_LOCK = 4311  # with the number of a batch: who reads or merges it


@contextmanager
def held(*key: int) -> Iterator[None]:
    """Hold the lock of this key; raises Refusal `import-busy` when another process has it."""
    places = ", ".join(["%s"] * len(key))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({places})", key)
        if not cursor.fetchone()[0]:
            raise Refusal("import-busy", phrase("另一个导入正在进行。"), phrase("请等它完成后再试。"))
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({places})", key)

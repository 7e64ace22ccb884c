"""Writes what is made ready of a file over a connection of its own, one transaction after another, while more is made ready."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from django.db import connection, transaction

from tuopin.registry.models import ImportBatch, ImportProblem, StagedBlock
from tuopin.registry.services.copy_rows import NULL, copy_bytes, copy_lines
from tuopin.registry.services.locks import flushed_with_the_last
from tuopin.registry.services.merge_in_lanes import taking_turns
from tuopin.registry.services.ready_blocks import seal_bundle
from tuopin.scope.services import Sight, carried, confirm_in_sight, sight

BLOCK = ("batch_id", "kind", "key", "village_code", "outcome", "persons", "settled_by", "sealed", "bundle")
PROBLEM = ("batch_id", "sheet", "row", '"column"', "code", "outcome", "params", "block_kind", "block_key", "village_code")
KNOWN = "SELECT FROM registry_stagedblock, registry_importproblem, registry_stagedbundle LIMIT 0"
OF_ITS_OWN = NULL  # the bundle of a block that is sealed by itself
BUNDLE = (("batch_id", "int8"), ("ordinal", "int2"), ("sealed", "bytea"))


class Writing:
    """What is written of one file; within a transaction of the caller's at once, over its connection."""

    def __init__(self, beside: ThreadPoolExecutor | None, opening: Future | None = None) -> None:
        self.batch: ImportBatch | None = None  # known once the reader has said which year the file is of
        self._beside, self._last = beside, opening

    def put(self, blocks: list[str], problems: list[str], bundle: tuple[int, bytes] | None = None) -> None:
        """Have these lines written, and with them a bundle (its number, its content) that they lie in; one transaction.

        Waits until what was put before is written; raises what kept that from it.
        """
        self.wait()
        if self._beside is None:
            _write(self.batch.pk, blocks, problems, bundle)
        else:
            self._last = self._beside.submit(_write, self.batch.pk, blocks, problems, bundle)

    def wait(self) -> None:
        """Wait until all is written; raises what kept it from that."""
        last: Future | None = self._last
        self._last = None
        if last is not None:
            last.result()


@contextmanager
def writing() -> Iterator[Writing]:
    """For the time of the block what is put is written beside; at its end all is. The connection is opened beside too, while the reader starts."""
    if connection.in_atomic_block:
        yield Writing(None)
        return
    seen, lent = sight(), ExitStack()
    with taking_turns(), ThreadPoolExecutor(1) as beside:
        try:
            told = Writing(beside, beside.submit(_opened, lent, seen))
            yield told
            told.wait()
        finally:
            beside.submit(lent.close).result()


def _opened(lent: ExitStack, seen: Sight) -> None:
    """Open a connection that sees this, and have the server look up the tables that will be written: each connection does so once."""
    lent.enter_context(carried(seen))
    with connection.cursor() as cursor:
        cursor.execute(KNOWN)


def _write(batch: int, blocks: list[str], problems: list[str], bundle: tuple[int, bytes] | None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        flushed_with_the_last(cursor)
        if bundle:
            ordinal, content = bundle
            copy_bytes(cursor, "registry_stagedbundle", BUNDLE, (batch, ordinal, seal_bundle(batch, ordinal, content)))
        copy_lines(cursor, StagedBlock, BLOCK, blocks)
        copy_lines(cursor, ImportProblem, PROBLEM, problems)
        confirm_in_sight(cursor, "registry_importbatch", "area_code", [batch])

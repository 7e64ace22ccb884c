"""What waits in a file, found by the household, helper or village that a problem names."""

from __future__ import annotations

from collections.abc import Iterable

from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.registry.models import ImportBatch, ImportProblem, StagedBlock


def waiting_by_key(batch: ImportBatch, problems: Iterable[ImportProblem]) -> dict[tuple[str, str], int]:
    """The primary keys of the blocks behind the problems that still wait, by kind and key."""
    keys = {problem.block_key for problem in problems if problem.block_key}
    blocks = StagedBlock.objects.filter(batch=batch, key__in=keys, merged_at=None, settled_by="").exclude(outcome="accepted")
    return {(kind, key): pk for pk, kind, key in blocks.values_list("pk", "kind", "key")}


def block_of(batch: ImportBatch, pk: int) -> StagedBlock:
    """One block of the batch that has its content still; raises NotFound."""
    block = StagedBlock.objects.filter(batch=batch, pk=pk, merged_at=None).exclude(sealed=b"", bundle=None).first()
    if block is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("这一户可能已经合并或放弃,请刷新页面。"))
    return block


def problems_of_block(batch: ImportBatch, block: StagedBlock) -> list[ImportProblem]:
    """What is wrong with the block and not settled, in the order of its rows."""
    found = ImportProblem.objects.filter(
        batch=batch, block_kind=block.kind, block_key=block.key, settled_at=None, outcome__in="WQ"
    )
    return list(found.order_by("sheet", "row", "pk"))


def ready_to_merge(batch: ImportBatch) -> int:
    """How many households, helpers and villages of the batch could go in now."""
    ready = StagedBlock.objects.filter(batch=batch, merged_at=None).exclude(sealed=b"", bundle=None)
    return ready.filter(outcome="accepted").count() + ready.filter(settled_by__in=("confirmed", "fixed")).exclude(outcome="accepted").count()

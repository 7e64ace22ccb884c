"""Settles what waits in a received file: confirmed as read, corrected cell by cell, or the file given up."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import ImportBatch, ImportProblem, StagedBlock, StagedBundle
from tuopin.registry.services.ready_blocks import CONFIRMED
from tuopin.trail.services import record


def waiting(batch: ImportBatch) -> QuerySet[StagedBlock]:
    """The blocks of the batch that wait for somebody: to confirm them, or to correct them."""
    return StagedBlock.objects.filter(batch=batch, merged_at=None, settled_by="").exclude(outcome="accepted")


def confirm_rows(
    *, batch: ImportBatch, actor: Actor, on: date, codes: list[str] | None = None, blocks: list[int] | None = None
) -> int:
    """Accept as read what waits for confirmation: all of it, only these problem codes, or only these blocks; how many.

    With `codes` a household is confirmed only when it has no other doubt than these. A quarantined household is never
    confirmed, only corrected. Raises Forbidden without the act `confirm`.
    """
    actor.require("confirm", batch.area_code)
    chosen = waiting(batch).filter(outcome="confirm")
    if blocks is not None:
        chosen = chosen.filter(pk__in=blocks)
    if codes is not None:
        other = ImportProblem.objects.filter(
            batch=batch, block_kind=OuterRef("kind"), block_key=OuterRef("key"), outcome="W", settled_at=None
        ).exclude(code__in=codes)
        chosen = chosen.filter(~Exists(other))
    with transaction.atomic():
        settled = list(chosen.select_for_update().values_list("pk", "kind", "key"))
        StagedBlock.objects.filter(pk__in=[pk for pk, _, _ in settled]).update(settled_by=CONFIRMED)
        for kind in {kind for _, kind, _ in settled}:
            keys = [key for _, of, key in settled if of == kind]
            _settle_problems(batch, kind, keys)
        if settled:
            record(
                area_code=batch.area_code, verb="confirm_rows", subject=f"batch:{batch.pk}", actor=actor, on=on,
                basis=batch.file_name, blocks=len(settled), codes=codes or [],
            )
    return len(settled)


def abandon_batch(*, batch: ImportBatch, actor: Actor, on: date) -> ImportBatch:
    """Give up what is not merged of a batch and forget its content; what is merged stays."""
    actor.require("import", batch.area_code)
    if batch.state == ImportBatch.State.MERGING:
        raise Refusal("import-busy", phrase("这个文件正在合并。"), phrase("请等它完成后再试。"))
    with transaction.atomic():
        StagedBlock.objects.filter(batch=batch, merged_at=None).update(sealed=b"", settled_by="abandoned", merged_at=timezone.now())
        StagedBundle.objects.filter(batch=batch).delete()
        batch.state = ImportBatch.State.ABANDONED
        batch.save(update_fields=["state"])
        record(
            area_code=batch.area_code, verb="abandon_batch", subject=f"batch:{batch.pk}", actor=actor, on=on,
            basis=batch.file_name,
        )
    return batch


def _settle_problems(batch: ImportBatch, kind: str, keys: list[str]) -> None:
    ImportProblem.objects.filter(batch=batch, block_kind=kind, block_key__in=keys, settled_at=None).update(
        settled_at=timezone.now()
    )

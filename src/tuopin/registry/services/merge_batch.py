"""Merges what is ready of a received file into the register: villages, helpers, households, and the pairings put off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from django.db import connection, transaction
from django.utils import timezone

from tuopin.kernel.areas import NATION
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, ImportBatch, StagedBlock
from tuopin.registry.services.locks import BATCH_LOCK, collecting_seldom, held
from tuopin.registry.services.merge_helpers import merge_pairings
from tuopin.registry.services.merge_households import merge_households, ready_blocks
from tuopin.registry.services.merge_village_forms import merge_village_forms
from tuopin.registry.services.plan_households import Setting
from tuopin.registry.services.ready_blocks import SUPERSEDED
from tuopin.registry.services.receive_roster import Report
from tuopin.registry.services.settle_rows import confirm_rows
from tuopin.registry.services.stage_blocks import member_sheet
from tuopin.scope.services import door
from tuopin.trail.services import record

ROSTER = "花名册" if pack().in_chinese else "roster"  # stays in the trail as it was written: in the language of the pack
MERGEABLE = (ImportBatch.State.STAGED, ImportBatch.State.MERGING, ImportBatch.State.MERGED)


def merge_batch(*, batch: ImportBatch, actor: Actor, on: date, confirm: bool = False, report: Report | None = None) -> ImportBatch:
    """Merge every ready household of the batch; with `confirm`, first accept as read those that wait for a person's word.

    Stopped at any moment it can be called again and goes on where it stopped; called when nothing is ready it does
    nothing. Raises NotFound or Forbidden outside the actor's areas and acts, Refusal when the file was refused or given up.
    """
    actor.require("import", batch.area_code)
    if batch.state not in MERGEABLE:
        raise Refusal(
            "not-mergeable", phrase("这个批次现在不能合并:{state}。"), phrase("请重新上传文件。"),
            state=batch.get_state_display(),
        )
    if confirm:
        confirm_rows(batch=batch, actor=actor, on=on)
    if not any(ready_blocks(batch, kind).exists() for kind in ("village", "helper", "household", "pairing")):
        return batch if batch.state == ImportBatch.State.MERGED else _finish(batch, actor, on)
    with held(BATCH_LOCK, batch.pk), collecting_seldom(), door("roster", read=[NATION]):
        _merge(batch, actor, on, report or (lambda what, done, total: None))
    return _finish(batch, actor, on)


def _merge(batch: ImportBatch, actor: Actor, on: date, report: Callable[[str, int, int], None]) -> None:
    total = StagedBlock.objects.filter(batch=batch, kind="household", merged_at__isnull=False).count()
    total += ready_blocks(batch, "household").count()
    as_read = total == batch.total
    batch.state, batch.total = ImportBatch.State.MERGING, total
    batch.save(update_fields=["state", "total"])
    setting = Setting(
        batch=batch.pk, year=batch.year, source=f"import:{batch.pk}", basis=f"{ROSTER} {batch.year} {batch.file_name}"[:300],
        actor=actor.name, posts=cache(actor.post_at), on=on, member_sheet=member_sheet(batch.sheets),
    )
    first_ever = not Household.objects.exists()  # then the database knows nothing yet of how the rows are spread
    done = batch.progress

    def tell(count: int) -> None:
        nonlocal done
        done += count
        report("merge", done, total)

    tell(0)
    merge_village_forms(batch, setting, ready_blocks(batch, "village"))
    merge_households(batch, setting, actor, tell, as_read=as_read, left_over=_refresh_statistics if first_ever else lambda: None)
    merge_pairings(batch, setting, ready_blocks(batch, "pairing"))
    with door("superseded", read=[NATION], write=[NATION]):
        _supersede(batch)


def _refresh_statistics() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_refresh_statistics()")


def _supersede(batch: ImportBatch) -> None:
    """What waited in earlier files for the same year and came in corrected with this one waits no longer."""
    earlier = StagedBlock.objects.filter(batch__year=batch.year, batch__lt=batch.pk, merged_at=None, settled_by="")
    waiting: dict[str, dict[str, list[int]]] = {}
    for pk, kind, key in earlier.values_list("pk", "kind", "key").iterator():
        waiting.setdefault(kind, {}).setdefault(key, []).append(pk)
    for kind, blocks in waiting.items():
        merged = StagedBlock.objects.filter(batch=batch, kind=kind, key__in=list(blocks), merged_at__isnull=False)
        corrected = [pk for key in merged.values_list("key", flat=True) for pk in blocks[key]]
        StagedBlock.objects.filter(pk__in=corrected).update(settled_by=SUPERSEDED, sealed=b"")


def _finish(batch: ImportBatch, actor: Actor, on: date) -> ImportBatch:
    batch.refresh_from_db()
    batch.state, batch.merged_at = ImportBatch.State.MERGED, timezone.now()
    with transaction.atomic():
        batch.save(update_fields=["state", "merged_at"])
        record(
            area_code=batch.area_code, verb="merge_batch", subject=f"batch:{batch.pk}", actor=actor, on=on,
            basis=batch.file_name, year=batch.year, households=batch.progress,
        )
    return batch

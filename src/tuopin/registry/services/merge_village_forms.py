"""Brings a file's village forms into the register."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from tuopin.kernel.money import to_yuan
from tuopin.registry.models import ImportBatch, VillageForm
from tuopin.registry.services.copy_rows import copy_lines, facts_of
from tuopin.registry.services.locks import flushed_with_the_last
from tuopin.registry.services.merge_helpers import settle
from tuopin.registry.services.plan_households import Setting
from tuopin.registry.services.plan_rows import fresh, revised
from tuopin.registry.services.ready_blocks import open_block
from tuopin.scope.services import confirm_codes
from tuopin.trail.services import record_many

VILLAGE = ("village_code", "year", "source", *(name for name, _ in facts_of(VillageForm)))


def merge_village_forms(batch: ImportBatch, setting: Setting, blocks) -> None:
    """Merge the ready village forms."""
    with transaction.atomic(), connection.cursor() as cursor:
        flushed_with_the_last(cursor)
        rows = list(blocks.order_by("pk"))
        codes = [block.village_code or block.key for block in rows]
        current = {
            form.village_code: form
            for form in VillageForm.objects.filter(village_code__in=codes, year=setting.year, superseded_at=None)
        }
        lines, superseded = [], []
        for block, code in zip(rows, codes, strict=True):
            facts = in_the_register(open_block(batch.pk, "village", block.key, block.sealed)["facts"])
            columns, differs = revised(VillageForm, current[code], facts) if code in current else (fresh(VillageForm, facts), True)
            if differs:
                superseded += [current[code].pk] if code in current else []
                lines.append("\t".join((code, str(setting.year), setting.source, *columns)))
        VillageForm.objects.filter(pk__in=superseded).update(superseded_at=timezone.now())
        copy_lines(cursor, VillageForm, VILLAGE, lines)
        confirm_codes(cursor, codes)
        settle([block.pk for block in rows])
        record_many(cursor, [setting.event(code, "import_village", f"village:{code}", batch=batch.pk, year=setting.year) for code in codes])


def in_the_register(told: dict) -> dict:
    """What a village sheet tells, by the register's columns: the reader tells an amount in fen, the form keeps it in yuan."""
    facts = dict(told)
    if "collective_income" in facts:
        fen = facts.pop("collective_income")
        facts["collective_income_yuan"] = None if fen is None else to_yuan(fen)
    return facts

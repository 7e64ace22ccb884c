"""Notes where a roster tells another status than the register has: it changes nothing, and waits for somebody to open a case."""

from __future__ import annotations

from collections.abc import Iterable

from tuopin.registry.models import ImportBatch, ImportProblem
from tuopin.registry.services.check_register import heading
from tuopin.registry.services.plan_rows import Said

CODE = "status-without-procedure"


def note_statuses(batch: ImportBatch, said: Iterable[Said]) -> None:
    """Write one problem a household, outcome A: its other facts came in, its status stays."""
    ImportProblem.objects.bulk_create(
        ImportProblem(
            batch=batch, sheet=one.row[0], row=one.row[1], column=heading(batch.sheets, one.row[0], "status"), code=CODE, outcome="A",
            params={"said": one.said, "stands": one.stands}, block_kind="household", block_key=one.number, village_code=one.village_code,
        )
        for one in said
    )

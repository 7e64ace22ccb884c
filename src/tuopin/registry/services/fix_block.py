"""Corrects cells of a household that waits, and checks it again exactly as when the file was read."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from hashlib import sha256
from pathlib import Path

import orjson
from django.db import transaction

from tuopin.intake.parent import read_lines
from tuopin.kernel.areas import NATION
from tuopin.kernel.home import working_folder
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.lists.sheet_files import Workbook
from tuopin.people.selectors import Actor
from tuopin.registry.models import ImportBatch, ImportProblem, StagedBlock
from tuopin.registry.services.locks import BATCH_LOCK, held
from tuopin.registry.services.ready_blocks import seal_block
from tuopin.registry.services.receive_roster import refusal_of
from tuopin.registry.services.stage_blocks import judge_record
from tuopin.registry.services.waiting_rows import HOUSEHOLD_KINDS, Row, rows_of
from tuopin.scope.services import door
from tuopin.trail.services import record

Corrections = dict[tuple[str, int, str], str]  # (sheet, Excel row, heading) → what the cell should say


def version_of(block: StagedBlock) -> str:
    """Which version of a waiting block a page shows: a digest of what is kept of it, new with every correction."""
    return sha256(bytes(block.sealed)).hexdigest()[:32]


def fix_block(
    *, batch: ImportBatch, block: StagedBlock, corrections: Corrections, actor: Actor, on: date, seen: str | None = None
) -> StagedBlock:
    """Correct cells of a waiting household, helper or village and check it again; what is still wrong goes on waiting.

    Raises NotFound for a cell that is not in the block, Refusal when the correction turns it into another household:
    that is for the error workbook, where both can be seen. `seen` is the version that the page showed: another person's
    correction in between is never overwritten.
    """
    actor.require("correct", batch.area_code)
    if block.batch_id != batch.pk or block.merged_at or not block.sealed:
        raise NotFound("not-found", phrase("没有找到。"), phrase("这一户可能已经合并或放弃,请刷新页面。"))
    with held(BATCH_LOCK, batch.pk):
        if seen is not None:
            block.refresh_from_db()
            if version_of(block) != seen:
                raise Refusal(
                    "edited-meanwhile", phrase("这一户在您打开之后已被他人更正,您的更正没有保存。"),
                    phrase("下面是现在的内容,请比较后再改。"))
        rows = list(rows_of(batch, block))
        for place, said in corrections.items():
            _correct(batch, rows, place, said)
        found, problems = _read_again(batch, block, rows)
        return _put_back(batch, block, found, problems, actor, on, corrections)


def _correct(batch: ImportBatch, rows: list[Row], place: tuple[str, int, str], said: str) -> None:
    sheet, number, heading = place
    headings = next((d["headings"] for d in batch.sheets if d["sheet"] == sheet), [])
    row = next((r for r in rows if r.sheet == sheet and r.number == number), None)
    if row is None or heading not in headings:
        raise NotFound("not-found", phrase("没有找到这个单元格。"), phrase("请刷新页面后再改。"))
    position = headings.index(heading)
    row.cells += [None] * (position + 1 - len(row.cells))
    row.cells[position] = said


def _read_again(batch: ImportBatch, block: StagedBlock, rows: list[Row]) -> tuple[dict, list[dict]]:
    """Lay the rows into a workbook of their own and have the reader read it; its record, and its problems at their old rows."""
    kinds = HOUSEHOLD_KINDS if block.kind == "household" else (block.kind,)
    handle, name = tempfile.mkstemp(suffix=".xlsx", dir=working_folder())
    os.close(handle)
    path, places = Path(name), {}
    try:
        book = Workbook(path)
        for described in batch.sheets:
            if described["kind"] in kinds:
                here = [row for row in rows if row.sheet == described["sheet"]]
                places.update({(described["sheet"], n): row.number for n, row in enumerate(here, 2)})
                book.sheet(described["sheet"], described["headings"], (row.cells for row in here))
        book.close()
        records = [orjson.loads(line) for line in read_lines(path, year=batch.year, mapping=batch.mapping)]
    finally:
        path.unlink(missing_ok=True)
    if records[-1]["t"] == "refused":
        raise refusal_of(records[-1])
    found = [r for r in records if r["t"] == block.kind]
    if len(found) != 1 or found[0]["key"] != block.key:
        raise Refusal(
            "another-block", phrase("更正后编号变了,成了另一户或另一人。"), phrase("请下载错误清单,在表中改正后重新上传。"),
        )
    return _renumbered(found[0], places), [
        p | {"row": places.get((p["sheet"], p["row"]), p["row"])} for p in records if p["t"] == "problem"
    ]


def _renumbered(told: dict, places: dict[tuple[str, int], int]) -> dict:
    """The record with the row numbers of the file it came from."""
    def old(sheet: str, number: int) -> int:
        return places.get((sheet, number), number)

    if told["t"] != "household":
        return told | {"row": old(told["sheet"], told["row"])}
    told["rows"] = [[sheet, old(sheet, number), outcome] for sheet, number, outcome in told["rows"]]
    if "raw" in told:
        told["raw"] = {sheet: [[old(sheet, n), cells] for n, cells in rows] for sheet, rows in told["raw"].items()}
    return told


def _put_back(
    batch: ImportBatch, block: StagedBlock, told: dict, problems: list[dict], actor: Actor, on: date, corrections: Corrections
) -> StagedBlock:
    with door("roster", read=[NATION]):
        village, outcome, further = judge_record(batch, told, actor)
    with transaction.atomic():
        ImportProblem.objects.filter(batch=batch, block_kind=block.kind, block_key=block.key).delete()
        ImportProblem.objects.bulk_create(
            ImportProblem(
                batch=batch, sheet=p["sheet"], row=p["row"], column=p["column"] or "", code=p["code"], outcome=p["outcome"],
                params=p.get("params") or {}, block_kind=block.kind, block_key=block.key, village_code=village,
            )
            for p in [*problems, *further]
        )
        block.village_code, block.outcome, block.settled_by = village, outcome, ""
        block.persons = len(told.get("members") or ())
        block.sealed = seal_block(batch.pk, block.kind, block.key, orjson.dumps(told))
        block.save()
        record(
            area_code=village or batch.area_code, verb="fix_block", subject=f"{block.kind}:{block.key}"[:80], actor=actor,
            on=on, basis=batch.file_name, batch=batch.pk, cells=[f"{s}!{n} {h}" for s, n, h in corrections], outcome=outcome,
        )
    return block

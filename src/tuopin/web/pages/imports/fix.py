"""Correcting in place what waits: the rows as they stood in the file, the faulty cells open to be written in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.intake.catalogue import sheet_kind
from tuopin.kernel.acts import asks
from tuopin.kernel.ids import mask
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.registry.selectors.batches import batch_of, in_words
from tuopin.registry.selectors.waiting import block_of, problems_of_block
from tuopin.registry.services.fix_block import fix_block, version_of
from tuopin.registry.services.settle_rows import confirm_rows
from tuopin.registry.services.waiting_rows import rows_of
from tuopin.web.faults import fault_page

PERSONAL = ("certificate", "phone", "account")


@asks("import", takes=("confirm", "seen", "cell:*"))
def block(request: HttpRequest, pk: int, block: int) -> HttpResponse:
    """One household (helper, village) that waits: what is wrong, and its cells to correct."""
    batch = batch_of(request.actor, pk)
    waits = block_of(batch, block)
    request.area_code = waits.village_code or batch.area_code
    rows = _rows(batch, waits)
    refused = None
    if request.method == "POST":
        if _names_no_cell(request, waits, rows):
            return fault_page(request, 400)
        try:
            return _settle(request, batch, waits, rows)
        except NotFound:
            raise
        except Refusal as refusal:
            refused = refusal.say(_)
            waits.refresh_from_db()
            rows = _rows(batch, waits)
    problems = problems_of_block(batch, waits)
    return render(request, "web/imports/block.html", {
        "batch": batch, "waits": waits, "rows": rows, "version": version_of(waits), "refused": refused, "may_correct": request.actor.may("correct", batch.area_code),
        "may_confirm": waits.outcome == "confirm" and request.actor.may("confirm", batch.area_code),
        "problems": [(problem, *in_words(problem.code, problem.params, _)) for problem in problems],
    }, status=409 if refused else 200)


def _names_no_cell(request: HttpRequest, waits, rows: list[dict]) -> bool:
    """Whether the form names a cell that this block, as it stands, does not open to be written in."""
    cells = {cell["name"] for row in rows for cell in row["cells"] if cell["open"]}
    return request.POST.get("seen") == version_of(waits) and any(name.startswith("cell:") and name not in cells for name in request.POST)


def _settle(request: HttpRequest, batch, waits, rows: list[dict]) -> HttpResponse:
    if "confirm" in request.POST:
        confirm_rows(batch=batch, actor=request.actor, on=request.on, blocks=[waits.pk])
        messages.success(request, _("已确认,合并时入库。"))
        return redirect("import-batch", pk=batch.pk)
    corrections = {
        (row["sheet"], row["number"], cell["heading"]): said.strip()
        for row in rows for cell in row["cells"]
        if (said := request.POST.get(cell["name"])) is not None and said.strip() != cell["text"]
    }
    if not corrections:
        messages.warning(request, _("没有改动任何单元格。"))
        return redirect("import-block", pk=batch.pk, block=waits.pk)
    fixed = fix_block(batch=batch, block=waits, corrections=corrections, actor=request.actor, on=request.on, seen=request.POST.get("seen", ""))
    if fixed.outcome == "accepted":
        messages.success(request, _("已更正并通过核对,合并时入库。"))
        return redirect("import-batch", pk=batch.pk)
    messages.warning(request, _("已更正,但还有问题。"))
    return redirect("import-block", pk=batch.pk, block=waits.pk)


def _rows(batch, waits) -> list[dict]:
    """The rows of the block with their cells; a personal number is shown whole only where it is itself at fault."""
    faulty = {(p.sheet, p.row, p.column) for p in problems_of_block(batch, waits)}
    rows_at_fault = {(sheet, row) for sheet, row, column in faulty if not column}
    shown = []
    for row in rows_of(batch, waits):
        described = next(d for d in batch.sheets if d["sheet"] == row.sheet)
        kinds = {field.name: field.kind for field in sheet_kind(described["kind"]).fields.values()}
        cells = []
        for position, heading in enumerate(described["headings"]):
            text = "" if position >= len(row.cells) or row.cells[position] is None else str(row.cells[position])
            at_fault = (row.sheet, row.number, heading) in faulty
            personal = kinds.get(described["fields"].get(heading, "")) in PERSONAL
            cells.append({
                "heading": heading, "text": text, "at_fault": at_fault, "name": f"cell:{row.number}:{position}:{row.sheet}",
                "shown": mask(text) if personal and not at_fault else text, "open": at_fault or not personal,
            })
        shown.append({
            "sheet": row.sheet, "number": row.number, "cells": cells, "at_fault": (row.sheet, row.number) in rows_at_fault,
            "faulty": [cell for cell in cells if cell["at_fault"]],
        })
    return shown

"""Writes what waits in a file as a workbook: its rows under their own headings, with what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tuopin.kernel.answers import NOTES
from tuopin.lists.sheet_files import Workbook
from tuopin.people.selectors import Actor
from tuopin.registry.models import ImportBatch, ImportProblem
from tuopin.registry.selectors.batches import in_words, waiting_blocks
from tuopin.registry.services.waiting_rows import Row, rows_of


def error_workbook(*, batch: ImportBatch, path: Path, actor: Actor, translate: Callable[[str], str] = str) -> int:
    """Write the waiting rows to `path`, to be corrected and brought in again as they are; how many households and other
    blocks they belong to. Raises NotFound or Forbidden outside the actor's areas and acts.
    """
    actor.require("import", batch.area_code)
    blocks = list(waiting_blocks(batch))
    rows: dict[str, list[Row]] = {}
    for block in blocks:
        for row in rows_of(batch, block):
            rows.setdefault(row.sheet, []).append(row)
    notes = _notes(batch, translate)
    book = Workbook(path)
    for described in batch.sheets:
        here = sorted(rows.get(described["sheet"], ()), key=lambda row: row.number)
        if here:
            width = len(described["headings"])
            book.sheet(described["sheet"], [*described["headings"], *NOTES], (
                [*_width(row.cells, width), *notes.get((row.sheet, row.number), ("", ""))] for row in here
            ))
    if not rows:
        book.sheet("-", list(NOTES), ())
    book.close()
    return len(blocks)


def _width(cells: list, width: int) -> list:
    return (cells + [None] * width)[:width]


def _notes(batch: ImportBatch, translate: Callable[[str], str]) -> dict[tuple[str, int], tuple[str, str]]:
    """For each row what is wrong in it and what to do, column by column."""
    notes: dict[tuple[str, int], tuple[list[str], list[str]]] = {}
    for problem in ImportProblem.objects.filter(batch=batch, settled_at=None, outcome__in="WQ").order_by("pk"):
        message, fix = in_words(problem.code, problem.params, translate)
        messages, fixes = notes.setdefault((problem.sheet, problem.row), ([], []))
        messages.append(f"{problem.column}:{message}" if problem.column else message)
        fixes.append(fix)
    return {place: ("\n".join(messages), "\n".join(dict.fromkeys(fixes))) for place, (messages, fixes) in notes.items()}

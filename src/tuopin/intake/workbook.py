"""Opening a workbook that passed the look at its container: its sheets, with values from the fast reader."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, XmlError, ZipError

from tuopin.intake.cells.flaws import Cell
from tuopin.intake.problems import refuse
from tuopin.intake.sheets import Sheet


def open_workbook(path: Path) -> list[Sheet]:
    """The sheets of an xlsx file. Raises a Refusal for a damaged or locked one."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        return [_sheet(book, meta.name) for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    except PasswordError as error:
        raise refuse("workbook-encrypted") from error
    except (CalamineError, XmlError, ZipError, OSError) as error:
        raise refuse("workbook-damaged") from error


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    return Sheet(name, partial(_rows, sheet))


def _rows(sheet) -> Iterator[list[Cell]]:
    """The rows from row 1 and column A on, whatever the first cell in use is."""
    left = sheet.start[1] if sheet.start else 0
    if not left:
        return sheet.iter_rows()
    return ([""] * left + row for row in sheet.iter_rows())

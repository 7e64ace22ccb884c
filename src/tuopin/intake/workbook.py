"""Opening a workbook that passed the look at its container: its sheets, with values from the fast reader."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tuopin.intake.beside import FarSheet
from tuopin.intake.cells.flaws import Cell
from tuopin.intake.problems import refuse
from tuopin.intake.scan import Oddities, Scan, scan_around, scan_sheets
from tuopin.intake.sheets import Room, Sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

LARGE = 10_000_000  # bytes of a sheet's text from which a second process pays


def open_workbook(path: Path, *, beside: bool = False) -> list[Sheet | FarSheet]:
    """The sheets of an xlsx file, error cells and formulas marked. Raises a Refusal for one that should not be read.

    With `beside` the largest sheet of a large file is looked through and read in a second process at the same time.
    """
    scan, far = scan_around(path), {}
    largest = max(scan.parts, key=lambda title: scan.sheets[title].size, default="")
    if beside and len(scan.parts) > 1 and scan.sheets[largest].size >= LARGE:
        far[largest] = FarSheet(largest, partial(_far_sheet, path, scan, largest))
    near = _sheets(path, scan, [title for title in scan.sheets if title not in far])
    opened = [far[title] if title in far else near.get(title) for title in scan.sheets]
    return [sheet for sheet in opened if sheet is not None and sheet.is_there()]


def _far_sheet(path: Path, scan: Scan, title: str) -> Sheet | None:
    return _sheets(path, scan, [title]).get(title)


def _sheets(path: Path, scan: Scan, titles: list[str]) -> dict[str, Sheet]:
    """The worksheets among these."""
    scan_sheets(path, scan, [title for title in titles if title in scan.parts])
    other = [title for title in titles if title not in scan.regular or not scan.regular[title].read]
    parsed = _parsed_sheets(path, other, scan) if other or not scan.sheets else {}
    room = Room()
    return {
        title: _sheet(title, parsed[title], scan, room) if title in parsed else _regular_sheet(title, scan)
        for title in titles if title in parsed or title not in other
    }


def _parsed_sheets(path: Path, names: list[str], scan: Scan) -> dict[str, CalamineSheet]:
    """The worksheets among these, parsed by the general reader; it lets go of the interpreter: the largest is parsed beside the others.

    The general reader is loaded only here: a workbook whose sheets are regular is read without it.
    """
    from concurrent.futures import ThreadPoolExecutor

    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, XmlError, ZipError

    try:
        with ThreadPoolExecutor(1) as beside:
            book = CalamineWorkbook.from_path(str(path))
            present = {meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet}
            names = [name for name in names if name in present]
            largest = max(names, key=lambda name: scan.sheets[name].size, default="")
            parsing = beside.submit(_parsed, path, largest) if len(names) > 1 else None
            parsed = {name: book.get_sheet_by_name(name) for name in names if not parsing or name != largest}
            if parsing:
                parsed[largest] = parsing.result()
        return parsed
    except PasswordError as error:
        raise refuse("workbook-encrypted") from error
    except (CalamineError, XmlError, ZipError, OSError) as error:
        raise refuse("workbook-damaged") from error


def _parsed(path: Path, name: str) -> CalamineSheet:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name)


def _regular_sheet(name: str, scan: Scan) -> Sheet:
    odd = scan.sheets[name]
    return Sheet.of_grids(
        name, scan.regular[name].parts(), hidden_rows=frozenset(odd.hidden_rows), merged=odd.merged, hidden=odd.hidden,
        doubts=_doubts(odd), from_1904=scan.from_1904,
    )


def _sheet(name: str, sheet: CalamineSheet, scan: Scan, room: Room) -> Sheet:
    odd = scan.sheets.get(name) or Oddities()
    return Sheet(
        name, partial(_rows, sheet), odd.marks, frozenset(odd.hidden_rows), odd.merged, odd.hidden,
        _doubts(odd), odd.truth_values, scan.from_1904, room,
    )  # fmt: skip


def _doubts(odd: Oddities) -> list[tuple[str, dict]]:
    return [("hidden-sheet", {})] if odd.hidden else []


def _rows(sheet) -> Iterator[list[Cell]]:
    """The rows from row 1 and column A on, whatever the first cell in use is."""
    left = sheet.start[1] if sheet.start else 0
    if not left:
        return sheet.iter_rows()
    return ([""] * left + row for row in sheet.iter_rows())

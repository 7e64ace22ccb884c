"""A list as a file to take along: text with commas or a workbook, no text of it taken for a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote

from django.http import FileResponse, HttpResponse

from tuopin.kernel.home import working_folder
from tuopin.kernel.tables import file_title, write_rows
from tuopin.lists.sheet_files import Workbook

SUFFIXES = ("csv", "xlsx")


def as_file(title: str, suffix: str, heads: list[str], rows: Iterable[list]) -> HttpResponse | FileResponse:
    """The rows below their headings, as a workbook for "xlsx" and as text with commas for anything else."""
    if suffix != "xlsx":
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_title(title))}.csv"})
        write_rows(response, [heads, *rows])
        return response
    return as_workbook(title, [(title, heads, rows)])


def as_workbook(title: str, sheets: Iterable[tuple[str, list[str], Iterable[list]]]) -> FileResponse:
    """These sheets (title, headings, rows; without rows the headings alone) as a workbook."""
    def write(path: Path) -> None:
        book = Workbook(path)
        for sheet in sheets:
            book.sheet(*sheet)
        book.close()

    return as_written(title, "xlsx", write)


def as_written(title: str, suffix: str, write: Callable[[Path], object]) -> FileResponse:
    """What is written at a place of its own, to take along; the place is gone with it, also where writing fails."""
    with tempfile.TemporaryDirectory(dir=working_folder()) as folder:
        path = Path(folder) / f"list.{suffix}"
        write(path)
        file = path.open("rb")  # stays readable after the folder is gone
    return FileResponse(file, as_attachment=True, filename=f"{file_title(title)}.{suffix}")

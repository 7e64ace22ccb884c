"""A list as a file to take along: text with commas or a workbook, no text of it taken for a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
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
    with tempfile.TemporaryDirectory(dir=working_folder()) as folder:
        path = Path(folder) / "list.xlsx"
        book = Workbook(path)
        book.sheet(title, heads, rows)
        book.close()
        file = path.open("rb")  # stays readable after the folder is gone
    return FileResponse(file, as_attachment=True, filename=f"{file_title(title)}.xlsx")

"""What all lists of this room share: a page of rows with the pager's words, a table as a file, the place asked about."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse

from tuopin.divisions.selectors import names_of
from tuopin.kernel.home import working_folder
from tuopin.kernel.tables import file_title, write_rows
from tuopin.lists.sheet_files import Workbook

PAGE = 50
SUFFIXES = ("csv", "xlsx")


class Numbered:
    """A numbered page of a list in the words of the pager."""

    def __init__(self, rows: Sequence, asked: str, size: int = PAGE) -> None:
        page = Paginator(rows, size).get_page(asked)
        self.rows = list(page)
        self.before = str(page.previous_page_number()) if page.has_previous() else ""
        self.after = str(page.next_page_number()) if page.has_next() else ""
        self.total = page.paginator.count


def place_asked(request: HttpRequest) -> tuple[str, str]:
    """The place in the address, else the asker's own, and its name; the frame shows it."""
    area = request.GET.get("area") or request.actor.home
    request.area_code = area
    return area, names_of([area], on=request.on).get(area, area)


def as_file(title: str, suffix: str, heads: list[str], rows: Iterable[list]) -> HttpResponse:
    """The list as a file to take along, as text with commas or as a workbook; no text of it is taken for a formula."""
    if suffix != "xlsx":
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f"attachment; filename*=UTF-8''{_quoted(title)}.csv"})
        write_rows(response, [heads, *rows])
        return response
    with tempfile.TemporaryDirectory(dir=working_folder()) as folder:
        path = Path(folder) / "list.xlsx"
        book = Workbook(path)
        book.sheet(title, heads, rows)
        book.close()
        file = path.open("rb")  # stays readable after the folder is gone
    return FileResponse(file, as_attachment=True, filename=f"{file_title(title)}.xlsx")


def _quoted(title: str) -> str:
    from urllib.parse import quote

    return quote(file_title(title))

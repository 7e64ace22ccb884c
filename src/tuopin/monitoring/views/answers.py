"""How the pages of monitoring answer: an act is done and told, a refusal is told where it was sent from, a list comes page by page."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tuopin.kernel.home import working_folder
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.tables import file_title
from tuopin.lists.sheet_files import Workbook, write_table

PAGE = 50


def done(request: HttpRequest, act: Callable[[], object], told: str | Callable[[], str], back: str) -> HttpResponse:
    """Do it, say so (in words that may come of it), and go back; a refusal is said there too, with what to do."""
    try:
        act()
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(_)))
    else:
        messages.success(request, told() if callable(told) else told)
    return redirect(back)


def unfit(request: HttpRequest, form, back: str) -> HttpResponse:
    """Say what of a form was not fit, and go back."""
    named = ";".join(f"{form.fields[name].label or name}:{' '.join(faults)}" for name, faults in form.errors.items() if name in form.fields)
    messages.error(request, _("没有保存:{faults}").format(faults=named))
    return redirect(back)


class Paged:
    """One page of a list in the clothes of the pager: its rows, and the pages before and after by their numbers."""

    def __init__(self, rows: QuerySet | list, number: str, size: int = PAGE) -> None:
        page = Paginator(rows, size).get_page(number)
        self.rows, self.total = list(page), page.paginator.count
        self.before = str(page.previous_page_number()) if page.has_previous() else ""
        self.after = str(page.next_page_number()) if page.has_next() else ""


def as_file(title: str, suffix: str, headings: list[str], rows: Iterable[list]) -> HttpResponse:
    """The rows as a workbook or a text table that no spreadsheet program takes for formulas."""
    handle, name = tempfile.mkstemp(suffix=f".{suffix}", dir=working_folder())
    os.close(handle)
    path = Path(name)
    try:
        if suffix == "xlsx":
            book = Workbook(path)
            book.sheet(title, headings, rows)
            book.close()
        else:
            write_table(path, headings, rows)
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"{file_title(title)}.{suffix}")
    finally:
        path.unlink()

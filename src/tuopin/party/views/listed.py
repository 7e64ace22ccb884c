"""How every list of this room is shown: searched, filtered, sorted, page by page, and as a file to take along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.kernel.refusals import Forbidden
from tuopin.kernel.tables import file_title, write_rows
from tuopin.kernel.words import phrase

SIZE = 50
ASKED = ("search", "only", "sort", "after", "file")


@dataclass(frozen=True)
class Column:
    """One column: its name in the address, its heading, what a row shows, where it leads, and whether it is a number."""

    name: str
    head: str
    shown: Callable
    link: Callable = lambda row: ""
    kind: str = ""


def area_of(request: HttpRequest) -> str:
    """The place asked about; its own as long as none is."""
    area = request.GET.get("area") or request.actor.home
    request.actor.require("read", area)
    request.area_code = area
    return area


def laid_out(request: HttpRequest, area: str, rows: Iterable, columns: tuple[Column, ...]) -> dict | HttpResponse:
    """The rows as the list's template shows them, or the file where one is asked for; the place stands before every row.

    A plain page reads its own rows alone; words are looked for, and rows sorted, by what is shown, so then all are read.
    """
    words, sort, after = request.GET.get("search", "")[:60].strip(), request.GET.get("sort", ""), request.GET.get("after", "")
    index = next((n for n, c in enumerate(columns) if c.name == sort.lstrip("-")), None)
    if request.GET.get("file") or words or index is not None:
        lines, area_name = _lines(request, area, list(rows), columns)
        if words:
            lines = [line for line in lines if words in line[1] or any(words in str(value) for _c, value, _l in line[2])]
        if index is not None:
            lines.sort(key=lambda line: _key(line[2][index][1]), reverse=sort.startswith("-"))
        if request.GET.get("file"):
            return _as_file(request, columns, lines)
        page = Paginator(lines, SIZE).get_page(after)
    else:
        page = Paginator(rows, SIZE).get_page(after)
        page.object_list, area_name = _lines(request, area, list(page.object_list), columns)
    return {"area": area, "area_name": area_name, "columns": [(c, _(c.head)) for c in columns], "page": page, "search": words, "query": request.GET.urlencode(),
            "only": request.GET.get("only", "")}


def _lines(request: HttpRequest, area: str, rows: list, columns: tuple[Column, ...]) -> tuple[list[tuple], str]:
    """Each row with the name of its place, and its cells (column, what is shown, where it leads); and the name of the place asked about."""
    names = names_of({row.area_code for row in rows} | {area}, on=request.on)
    return [(row, names.get(row.area_code, row.area_code), [(c, c.shown(row), c.link(row)) for c in columns]) for row in rows], names.get(area, area)


def _key(value: object) -> tuple:
    """Numbers before words, nothing at the end."""
    text = str(value)
    try:
        return (0, float(text), "")
    except ValueError:
        return (1, 0.0, text) if text else (2, 0.0, "")


def _as_file(request: HttpRequest, columns: tuple[Column, ...], lines: list) -> HttpResponse:
    if not request.actor.areas_for("export"):
        raise Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))
    title = quote(file_title(_("党建")))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f"attachment; filename*=UTF-8''{title}.csv"})
    write_rows(response, [[_("区划代码"), _("区划名称"), *(_(c.head) for c in columns)], *([row.area_code, place, *(str(v) for _c, v, _l in cells)] for row, place, cells in lines)])
    return response

"""A list laid out as its address asks: searched, narrowed, sorted, a page of it with its cells, or the file of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol, runtime_checkable
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.kernel.refusals import Forbidden
from tuopin.kernel.veils import unveil, veil
from tuopin.kernel.words import phrase
from tuopin.lists.files import SUFFIXES, as_file
from tuopin.lists.listing import Column, Listing

SIZE = 50
MOST_WORDS = 60
AT_ONCE = 1000  # rows of a file whose places are named with one question
OF_THE_FORM = {"csrfmiddlewaretoken", "once"}  # what every form sends beside its fields
ASKED = ("search", "only", "sort", "after", "file")


@runtime_checkable
class Knowing(Protocol):
    """Rows that are read page by page and know themselves how they are searched and sorted, because no one question to the database tells them."""

    def holding(self, words: str) -> Sequence:
        """Those in which the words are found."""

    def in_order(self, column: str, down: bool) -> Sequence | None:
        """All of them by the column of that name, what is empty last; None where they do not know it."""


@dataclass(frozen=True)
class Laid:
    """A list as the template shows it."""

    listing: Listing
    title: str
    area: str
    area_name: str
    page: Page
    search: str
    heads: list[tuple[Column, str]]
    filters: list[tuple]
    kept: list[tuple[str, str]]  # what else the address says, and the filter form goes on saying
    narrowed: bool
    may_take: bool
    empty: tuple[str, str]

    @property
    def cleared(self) -> str:
        """The address without words and filters."""
        return urlencode(self.kept)


def place_asked(request: HttpRequest) -> str:
    """The place in the address, its own as long as none is; refused where the asker may not read it."""
    area = request.GET.get("area") or request.actor.home
    request.actor.require("read", area)
    request.area_code = area
    return area


def laid_out(request: HttpRequest, area: str, rows: Iterable, listing: Listing) -> Laid | HttpResponseBase:
    """The page of rows that the address asks for, or the file with all of them; the place stands before every row. Words sent to a list in which
    persons are looked for come back as an address that carries them veiled.

    A question to the database is searched, sorted and cut there wherever the columns say how; what only the page knows
    (a word of a code list, a figure that was worked out) is searched and sorted by what is shown, and then all rows are read.
    """
    if listing.veiled and request.method == "POST":
        said = {name: veil(text.strip()[:MOST_WORDS]) if name == "search" else text for name, text in request.POST.items() if name not in OF_THE_FORM}
        return redirect(f"{request.path}?{urlencode({name: text for name, text in said.items() if text})}")
    get = request.GET.get
    words, column = (unveil(get("search", "")) if listing.veiled else get("search", ""))[:MOST_WORDS].strip(), next((c for c in listing.columns if c.name == get("sort", "").lstrip("-")), None)
    rows, words_left = _searched(rows, words, listing)
    rows, column_left = _sorted(rows, column, get("sort", "").startswith("-"))
    if words_left or column_left:
        lines = [line for line in _lines(request, list(rows), listing) if not words_left or _holds(line, words)]
        if column_left:
            lines = _in_order(lines, listing.columns.index(column), get("sort", "").startswith("-"))
    else:
        lines = None
    if get("file") in SUFFIXES:
        return _taken(request, area, _in_parts(request, rows, listing) if lines is None else lines, listing)
    page = Paginator(rows if lines is None else lines, SIZE).get_page(get("after", ""))
    if lines is None:
        page.object_list = _lines(request, list(page.object_list), listing)
    return _shown(request, area, listing, page, words)


def _shown(request: HttpRequest, area: str, listing: Listing, page: Page, words: str) -> Laid:
    filters = [(one, _(one.label), request.GET.get(one.name, ""), [(word, _(str(text))) for word, text in one.choices]) for one in listing.filters]
    asked_anew = {"area", "search", "after", "file", *(one.name for one in listing.filters)}
    return Laid(
        listing, _(listing.title), area, names_of([area], on=request.on).get(area, area), page, words, [(c, _(c.head)) for c in listing.columns], filters,
        [("area", area), *((name, value) for name, value in request.GET.items() if name not in asked_anew)],
        bool(words or any(chosen for _one, _label, chosen, _choices in filters)), request.actor.may("export", area),
        tuple(_(text) if text else "" for text in listing.empty))


def _searched(rows: Iterable, words: str, listing: Listing) -> tuple[Iterable, str]:
    """The rows narrowed by the database where the list says in which columns to look (or by themselves, where they know how), and the words still to be
    looked for."""
    if words and isinstance(rows, Knowing):
        return rows.holding(words), ""
    if not words or not listing.looked_in or not isinstance(rows, QuerySet):
        return rows, words
    about = Q()
    for name in listing.looked_in:
        about |= _kinds(rows.model, name, words) or Q(**{f"{name}__icontains": words})
    return rows.filter(about), ""


def _kinds(model: type, name: str, words: str) -> Q | None:
    """For a column of few words with labels: those whose label holds the words, for people look for what they read."""
    choices = None if "__" in name else model._meta.get_field(name).choices
    return Q(**{f"{name}__in": [word for word, text in choices if words in str(text)]}) if choices else None


def _sorted(rows: Iterable, column: Column | None, down: bool) -> tuple[Iterable, Column | None]:
    """The rows in order by the database where the column says how (or by themselves, where they know how), and the column by which they are still to be sorted."""
    if column is not None and isinstance(rows, Knowing):
        known = rows.in_order(column.name, down)
        return (rows, column) if known is None else (known, None)
    if column is None or not column.order or not isinstance(rows, QuerySet):
        return rows, column
    by = F(column.order)
    return rows.order_by(by.desc(nulls_last=True) if down else by.asc(nulls_last=True), "-pk" if down else "pk"), None


def _lines(request: HttpRequest, rows: list, listing: Listing) -> list[tuple]:
    """Each row with its place's code and name, and its cells (column, what is shown, where it leads, its box)."""
    rows = listing.dressed(rows)
    codes = [listing.place(row) if listing.place else "" for row in rows]
    names = names_of({code for code in codes if code}, on=request.on) if any(codes) else {}
    return [
        (row, code, names.get(code, code), [(c, c.shown(row), c.link(row), c.badge(row)) for c in listing.columns]) for row, code in zip(rows, codes, strict=True)
    ]


def _in_parts(request: HttpRequest, rows: Iterable, listing: Listing) -> Iterator[tuple]:
    """The lines of all rows, read part by part."""
    part: list = []
    for row in rows.iterator(AT_ONCE) if isinstance(rows, QuerySet) else rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield from _lines(request, part, listing)
            part = []
    yield from _lines(request, part, listing)


def _holds(line: tuple, words: str) -> bool:
    _row, code, place, cells = line
    return words in place or words == code or any(words in str(value) for _c, value, *_rest in cells)


def _in_order(lines: list[tuple], index: int, down: bool) -> list[tuple]:
    """Sorted by what is shown: numbers before words, what is empty at the end whichever way."""
    there = [line for line in lines if line[3][index][1] not in (None, "")]
    return sorted(there, key=lambda line: _key(line[3][index][1]), reverse=down) + [line for line in lines if line[3][index][1] in (None, "")]


def _key(value: object) -> tuple:
    text = str(value)
    try:
        number = Decimal(text.rstrip("%").replace(",", ""))
    except InvalidOperation:
        return (1, Decimal(0), text)
    return (0, number, text) if number.is_finite() else (1, Decimal(0), text)


def _taken(request: HttpRequest, area: str, lines: Iterable[tuple], listing: Listing) -> HttpResponseBase:
    """The list as a file, for those who may take data along from the place."""
    if not request.actor.may("export", area):
        raise Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))
    placed = [_("区划代码"), _("区划名称")] if listing.place else []
    name = names_of([area], on=request.on).get(area, area)
    return as_file(f"{name}{_(listing.title)}", request.GET["file"], [*placed, *(_(c.head) for c in listing.columns)], (
        [*((code, place) if listing.place else ()), *(_written(value) for _c, value, *_rest in cells)] for _row, code, place, cells in lines))


def _written(value: object) -> object:
    """A cell of a file: a number stays one, all else is text."""
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else "" if value is None else str(value)

"""The divisions pages: find a place by any name people use, see it on its day, and what became of it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tuopin.divisions.forms import lineage_forms
from tuopin.divisions.selectors import ancestors_of, children_of, names_of, spans_of
from tuopin.divisions.selectors.search import search
from tuopin.divisions.selectors.successions import successions_on
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import NATION, is_code, level_of
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase

FIRST, LAST = 2012, 2100


@asks("read", takes=("q", "on", "ever"))
def divisions(request: HttpRequest) -> HttpResponse:
    """Search for a place, on the day chosen or ever; without a search, the provinces."""
    text = request.GET.get("q", "").strip()[:60]
    on, ever = day_asked(request), request.GET.get("ever") == "yes"
    return render(request, "divisions/divisions.html", {
        "text": text, "example": pack().section("places").get("example", ""), "on": on, "ever": ever,
        "hits": search(text, None if ever else on, limit=50) if text else [], "provinces": [] if text else children_of(NATION, on),
    })


@asks("read", takes=("on",))
def division(request: HttpRequest, code: str) -> HttpResponse:
    """One place: where it lies, what lies in it, under which names it stood, what became of it."""
    return place_page(request, code)


def day_asked(request: HttpRequest) -> date:
    """The day on which the tree is looked at; today when none, or none that is a day, is given."""
    try:
        asked = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.on
    return asked if FIRST <= asked.year <= LAST else request.on


def place_page(request: HttpRequest, code: str, forms: dict | None = None, status: int = 200) -> HttpResponse:
    """The page of one place, with the forms of its lineage as they were sent where one of them was not accepted."""
    spans = list(spans_of(code)) if is_code(code) else []
    if not spans:
        raise NotFound("no-such-place", phrase("没有代码为“{place}”的区划。"), phrase("请在区划页按名称查找。"), place=code[:12])
    request.area_code = code
    on, links = day_asked(request), list(successions_on(code))
    return render(request, "divisions/division.html", {
        "code": code, "on": on, "spans": spans, "name": names_of([code], on=on)[code], "level": level_of(code),
        "there": any(span.starts_on <= on and (span.ends_on is None or on < span.ends_on) for span in spans),
        "path": ancestors_of(code, on), "children": children_of(code, on),
        "came_from": [link for link in links if link.successor_code == code],
        "went_to": [link for link in links if link.predecessor_code == code != link.successor_code],
        "may_correct": request.actor.may("correct", code), "mine": request.actor.may("read", code),
        "forms": lineage_forms(forms or {}),
    }, status=status)

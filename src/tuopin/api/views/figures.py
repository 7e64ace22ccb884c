"""Figures for other programs: those that were published, with their small counts hidden; what leaves the house as a figure, left it so."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tuopin.api.answers import (
    MOMENT,
    TEXT,
    WHOLE,
    answering,
    area_wanted,
    as_json,
    maybe,
    nothing_there,
    page_of,
    paged,
    rows_of,
    thing,
)
from tuopin.privacy.selectors.public_figures import edition_published, editions_published, lines_of

EDITION = thing(number=WHOLE, area=TEXT, year=WHOLE, published_at=MOMENT, basis=TEXT)
COUNT = thing(area=TEXT, attribute=TEXT, category=TEXT, households=maybe(WHOLE))


@answering("公布的各期数据 / the editions of published figures of an area", page_of(EDITION), limit=WHOLE, after=TEXT)
def figures(request: HttpRequest) -> HttpResponse:
    """One page, the oldest first."""
    found = editions_published(area=area_wanted(request)).order_by("pk")
    return as_json(paged(request, lambda after, many: found.filter(pk__gt=after)[:many], lambda rows: [_told(one) for one in rows]))


@answering("一期公布数据;null 为隐去的小数 / one edition; null = a small count that is not shown", thing(**EDITION["properties"], counts=rows_of(COUNT)))
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """All counts of one edition within the asker's areas."""
    found = edition_published(number)
    if not request.actor.may("read", found.area_code):
        raise nothing_there()
    return as_json(_told(found) | {"counts": [
        {"area": area, "attribute": attribute, "category": category, "households": households} for area, attribute, category, households in lines_of(found)]})


def _told(found) -> dict:
    return {"number": found.pk, "area": found.area_code, "year": found.year, "published_at": found.published_at, "basis": found.basis}

"""The map of an area: its parts coloured by any key figure, each a way further down, with the same as a table."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.divisions.states.names import PSEUDO
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import is_code, level_of
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.tables import write_rows
from tuopin.kernel.words import phrase
from tuopin.policy.selectors.figures import FigureValue, figure_map, figures_of
from tuopin.policy.states.figures import FIGURES, KeyFigure
from tuopin.web.pages.classes import ValueClass, class_of, classes_of
from tuopin.web.pages.drawing import Part, Sheet, sheet_of
from tuopin.web.pages.figures import figure_choices, head_unit, rows_behind, text_of, trend_of
from tuopin.web.shell import names_on_page

VILLAGE = 5
USUAL = "poor_households"
# On every map of the nation, but not in the statistical list of divisions.
UNLISTED = {"710000000000": "台湾省", "810000000000": "香港特别行政区", "820000000000": "澳门特别行政区"}


@dataclass(frozen=True)
class Place:
    """One place of the map as its table shows it."""

    code: str
    name: str
    text: str
    colour: str  # the CSS class of its colour
    url: str  # the map (or home) of the place
    rows: str  # the rows behind the figure
    rank: int | None
    trend: str
    found: FigureValue | None


@asks("read", takes=("figure", "on_map", "csv", "sort"))
def show(request: HttpRequest, code: str = "") -> HttpResponse:
    """The map of one area coloured by one figure; `?csv=1` gives its table as a file."""
    code = code or request.actor.home
    if not is_code(code):
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    request.actor.require("read", code)
    figure = FIGURES.get(request.GET.get("figure", USUAL)) or FIGURES[USUAL]
    on_map = "today" if request.GET.get("on_map") == "today" else "then"
    found = _values(request, figure.name, code, on_map)
    classes = classes_of([v.value for v in found.values() if v.value is not None])
    day = request.on if on_map == "today" else request.on.replace(year=request.year, month=12, day=31)
    sheet = sheet_of(code, on=min(day, request.on))
    places = _places(request, found, classes, sheet)
    if "csv" in request.GET:
        return _as_csv(places, figure, request.year, code)
    return render(request, "web/map.html", {
        "code": code, "name": names_on_page(request, [code]).get(code, code), "figure": figure, "title": _(figure.zh),
        "unit": _(figure.unit), "head_unit": head_unit(figure), "choices": figure_choices(), "on_map": on_map, "sheet": sheet,
        "legend": _legend(figure, classes, places), "places": _sorted(places, request.GET.get("sort", "")),
        "drawn": _drawn(sheet, places), "approval": settings.MAP_APPROVAL_NUMBER,
        "of": {"numerator": _(figure.numerator), "denominator": _(figure.denominator) if figure.denominator else ""},
    })


def _values(request: HttpRequest, name: str, code: str, on_map: str) -> dict[str, FigureValue]:
    """The figure of each place right below, or of the village itself; headings that are no places are looked through."""
    if level_of(code) == VILLAGE:
        found = figures_of(request.actor, code, request.year).get(name)
        return {code: found} if found else {}
    values = {v.area: v for v in figure_map(request.actor, name, code, request.year, on_map=on_map)}
    names = names_on_page(request, values)
    for heading in [area for area in values if names.get(area) in PSEUDO]:
        del values[heading]
        values |= {v.area: v for v in figure_map(request.actor, name, heading, request.year, on_map=on_map)}
    return values


def _drawn(sheet: Sheet, places: list[Place]) -> list[tuple[Part, Place | None]]:
    """Each part of the sheet with its place; None for one that the list of divisions does not name on the day."""
    by_code = {place.code: place for place in places}
    return [(part, by_code.get(part.code)) for part in sheet.parts({p.code: p.name for p in places})]


def _places(request: HttpRequest, found: dict, classes: list[ValueClass], sheet: Sheet) -> list[Place]:
    codes = sorted({*found, *sheet.codes})
    names = {**UNLISTED, **names_on_page(request, codes)}
    return [
        _place(request, area, names.get(area, area), found.get(area), classes) for area in codes if area in names or area in found
    ]


def _place(request, area: str, name: str, value: FigureValue | None, classes: list[ValueClass]) -> Place:
    known = value is not None and value.value is not None
    keep = urlencode([(k, v) for k, v in (
        ("figure", request.GET.get("figure")), ("year", request.year), ("on_map", request.GET.get("on_map"))) if v])
    down = reverse("area", args=[area]) if level_of(area) == VILLAGE else f"{reverse('map-of', args=[area])}?{keep}"
    return Place(
        area, name, text_of(value.figure, value.value) if value else "—",
        f"class-{class_of(value.value, classes).number}" if known else "class-none", down,
        rows_behind(value.figure, area, request.year) if known else "", value.rank if value else None,
        trend_of(value) if value else "", value,
    )


def _legend(figure: KeyFigure, classes: list[ValueClass], places: list[Place]) -> list[dict]:
    rows = [{
        "colour": f"class-{c.number}", "count": c.count,
        "text": text_of(figure, c.low) if c.low == c.high else f"{text_of(figure, c.low)} – {text_of(figure, c.high)}",
    } for c in classes]
    missing = sum(place.colour == "class-none" for place in places)
    return rows + ([{"colour": "class-none", "text": _("无数据"), "count": missing}] if missing else [])


def _sorted(places: list[Place], sort: str) -> list[Place]:
    """By code, or as the head of the table was clicked; places without a value come last in both directions."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    if key == "name":
        return sorted(places, key=lambda p: p.code, reverse=down)
    if key != "value":
        return places
    known = [p for p in places if p.colour != "class-none"]
    return sorted(known, key=lambda p: p.found.value, reverse=down) + [p for p in places if p.colour == "class-none"]


def _as_csv(places: list[Place], figure: KeyFigure, year: int, code: str) -> HttpResponse:
    """The table as a file that spreadsheet programs open: UTF-8 with a mark, numbers without grouping."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{figure.name}-{code}-{year}.csv"'
    rows: list[list] = [[_("区划代码"), _("区划名称"), _("年度"), f"{_(figure.zh)} ({_(figure.unit)})", _("分子"), _("分母")]]
    for place in places:
        value = place.found
        rows.append([place.code, place.name, year, *(
            ["", "", ""] if value is None else
            ["" if part is None else part for part in (value.value, value.numerator, value.denominator)])])
    write_rows(response, rows)
    return response

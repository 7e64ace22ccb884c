"""The village list and the village page: what the village reports of itself, how its households stand, who is stationed there."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.divisions.selectors.successions import successions_on
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import ancestor, level_of
from tuopin.policy.selectors.doubts import doubts_counted
from tuopin.policy.selectors.figures import FigureValue, figures_of
from tuopin.policy.selectors.freshness import freshness
from tuopin.policy.selectors.households import households_for
from tuopin.policy.selectors.villages import LISTED, VILLAGE_SORTS, VillageRow, villages_for
from tuopin.policy.states.conditions import NAMES
from tuopin.policy.states.figures import CAUSES, FIGURES
from tuopin.policy.views.doubts import title_of
from tuopin.registry.selectors.villages import village_file
from tuopin.web.pages.figures import head_unit, shown
from tuopin.web.pages.household import day_asked, year_asked
from tuopin.web.pages.households import shown_row
from tuopin.web.shell import names_on_page

TOWNSHIP = 4
TOP = (
    "households", "persons", "poor_households", "poverty_incidence", "income_per_head", "may_exit", "not_yet", "unknown_verdict",
    "helper_coverage", "doubts_open",
)

@asks("read", takes=("sort", "after"))
def villages(request: HttpRequest) -> HttpResponse:
    """The villages of an area with their figures of the year, a page at a time."""
    area = request.GET.get("area") or request.actor.home
    request.area_code = area
    sort = request.GET.get("sort") if request.GET.get("sort", "").removeprefix("-") in VILLAGE_SORTS else "code"
    page = villages_for(request.actor, area=area, year=request.year, sort=sort, after=request.GET.get("after", ""))
    codes = {row.code for row in page.rows}
    names = names_on_page(request, {area, *codes, *(ancestor(code, TOWNSHIP) for code in codes)})
    return render(request, "web/villages.html", {
        "page": page, "heads": heads(), "area": area, "area_name": names.get(area, area), "sort": sort,
        "fresh": freshness(request.actor, area, request.year),
        "rows": [
            {"cells": cells_of(row, request.year), "code": row.code, "name": names.get(row.code, row.code),
             "township": names.get(ancestor(row.code, TOWNSHIP), "") if level_of(area) < TOWNSHIP else ""}
            for row in page.rows
        ],
    })


@asks("read", takes=("on", "compare"))
def village(request: HttpRequest, code: str) -> HttpResponse:
    """One village in the year chosen."""
    on, _bad = day_asked(request)
    file = village_file(request.actor, code, on=on, year=request.year, other_year=year_asked(request, "compare"))
    request.area_code = code
    figures = figures_of(request.actor, code, request.year)
    links = list(successions_on(code))
    names = names_on_page(request, [code])
    page = households_for(request.actor, area=code, year=request.year, size=20)
    return render(request, "web/village.html", {
        "file": file, "code": code, "name": names.get(code, code), "on": on, "may_correct": request.actor.may("correct", code),
        "other_years": [year for year in file.years if year != file.year],
        "top": [shown(figures[name], request.year) for name in TOP if name in figures],
        "conditions": bars_of(figures, [f"fails_{name}" for name in NAMES], request.year),
        "causes": [row for row in bars_of(figures, [f"cause_{word}" for word in CAUSES], request.year) if row[1]],
        "rows": [shown_row(row, names, code) for row in page.rows], "total": page.total,
        "doubts": [
            (title_of(check), count, f"{reverse('doubts')}?{urlencode([('area', code), ('check', check.code)])}")
            for check, count in doubts_counted(request.actor, area=code, year=request.year)
        ],
        "came_from": [link for link in links if link.successor_code == code],
        "went_to": [link for link in links if link.predecessor_code == code],
        "fresh": freshness(request.actor, code, request.year),
    })


def heads() -> list[dict]:
    """The columns of the village list."""
    return [{"name": name, "title": _(FIGURES[name].zh), "unit": head_unit(FIGURES[name]), "sorts": name in VILLAGE_SORTS} for name in LISTED]


def cells_of(row: VillageRow, year: int) -> list[dict]:
    """The village's figures in the order of the columns, each with the rows behind it."""
    cells = []
    for name in LISTED:
        found = row.figures.get(name)
        cell = shown(found, year) if found else None
        link = f"{reverse('doubts')}?{urlencode([('area', row.code)])}" if name == "doubts_open" else cell.link if cell else ""
        cells.append({"title": _(FIGURES[name].zh), "text": cell.text if cell else "—", "link": link if cell and cell.value else ""})
    return cells


def bars_of(figures: dict[str, FigureValue], names: list[str], year: int) -> list[tuple[str, int, str]]:
    """Counts as rows of the bar part: name, value, the households behind it."""
    found = [shown(figures[name], year) for name in names if name in figures]
    return [(figure.title, int(figure.value or 0), figure.link) for figure in found]

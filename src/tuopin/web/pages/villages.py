"""The village list and the village page: what the village reports of itself, how its households stand, who is stationed there."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.divisions.selectors.successions import successions_on
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import ancestor
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Laid, Listing, laid_out
from tuopin.policy.selectors.doubts import doubts_counted
from tuopin.policy.selectors.figures import FigureValue, figures_of
from tuopin.policy.selectors.freshness import freshness
from tuopin.policy.selectors.households import households_for
from tuopin.policy.selectors.villages import LISTED, VillageRow, listed_villages
from tuopin.policy.states.conditions import NAMES
from tuopin.policy.states.figures import CAUSES, FIGURES
from tuopin.policy.views.doubts import title_of
from tuopin.registry.selectors.villages import village_file
from tuopin.web.pages.figures import head_unit, rows_behind, shown
from tuopin.web.pages.household import day_asked, year_asked
from tuopin.web.pages.households import shown_row
from tuopin.web.shell import names_on_page

TOWNSHIP = 4
TOP = (
    "households", "persons", "poor_households", "poverty_incidence", "income_per_head", "may_exit", "not_yet", "unknown_verdict",
    "helper_coverage", "doubts_open",
)


@asks("read", takes=ASKED)
def villages(request: HttpRequest) -> HttpResponseBase:
    """The villages of an area with their figures of the year, a page at a time."""
    area = request.area_code = request.GET.get("area") or request.actor.home  # of a wider place one gets the part that is one's own
    found = laid_out(request, area, listed_villages(request.actor, area=area, year=request.year, on=request.on), _listing(request))
    if not isinstance(found, Laid):
        return found
    return render(request, "web/villages.html", {"list": found, "area": area, "fresh": freshness(request.actor, area, request.year)})


def _listing(request: HttpRequest) -> Listing:
    """The list of villages: name and code, then each figure with the rows behind it."""
    def dressed(rows: list[VillageRow]) -> list[tuple[VillageRow, str]]:
        names = names_on_page(request, [row.code for row in rows])
        return [(row, names.get(row.code, row.code)) for row in rows]

    return Listing(phrase("行政村名单"), (
        Column("name", phrase("行政村"), lambda row: row[1], kind="place", link=lambda row: reverse("village", args=[row[0].code])),
        Column("code", phrase("行政村代码"), lambda row: row[0].code, kind="code"), *(_figure(name, request.year) for name in LISTED),
    ), place=lambda row: ancestor(row[0].code, TOWNSHIP), dressed=dressed,
        empty=(phrase("本年度还没有行政村数据"), phrase("导入花名册并评判之后,行政村显示在这里。")))


def _figure(name: str, year: int) -> Column:
    """One figure as a column; what is nought or not counted leads nowhere."""
    figure, unit = FIGURES[name], head_unit(FIGURES[name])

    def value(row: tuple[VillageRow, str]) -> object:
        found = row[0].figures.get(name)
        return None if found is None or found.value is None else int(found.value) if figure.places == 0 else round(found.value, figure.places)

    def link(row: tuple[VillageRow, str]) -> str:
        if not value(row):
            return ""
        return f"{reverse('doubts')}?{urlencode([('area', row[0].code)])}" if name == "doubts_open" else rows_behind(figure, row[0].code, year)

    return Column(name, f"{_(figure.zh)} {unit}".strip(), value, link=link, kind="num")


@asks("read", takes=("on", "compare"))
def village(request: HttpRequest, code: str) -> HttpResponse:
    """One village in the year chosen."""
    on, _bad = day_asked(request)
    file = village_file(request.actor, code, on=on, year=request.year, other_year=year_asked(request, "compare"))
    request.area_code = code
    figures = figures_of(request.actor, code, request.year)
    links = list(successions_on(code))
    went_to = [link for link in links if link.predecessor_code == code and link.successor_code != code]
    heir = next((link for link in went_to if link.kind == link.Kind.MERGED and link.decided_by and link.on <= request.on), None)
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
        "came_from": [link for link in links if link.successor_code == code and link.predecessor_code != code],
        "went_to": went_to, "heir": heir, "heir_opens": bool(heir) and request.actor.may("read", heir.successor_code),
        "fresh": freshness(request.actor, code, request.year),
    })


def bars_of(figures: dict[str, FigureValue], names: list[str], year: int) -> list[tuple[str, int, str]]:
    """Counts as rows of the bar part: name, value, the households behind it."""
    found = [shown(figures[name], year) for name in names if name in figures]
    return [(figure.title, int(figure.value or 0), figure.link) for figure in found]

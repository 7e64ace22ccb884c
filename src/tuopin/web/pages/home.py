"""The home page of one's own level: how the place stands, what waits, how the places below compare."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import merged_away, names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import is_code, level_of
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.monitoring.selectors.years import countdown_of
from tuopin.policy.selectors.figures import FigureValue, figure_map, figures_of
from tuopin.policy.selectors.freshness import freshness
from tuopin.policy.states.conditions import NAMES
from tuopin.policy.states.figures import CAUSES, GROUPS
from tuopin.web.pages.figures import ShownFigure, head_unit, rows_behind, shown, text_of
from tuopin.web.pages.waiting import what_waits
from tuopin.web.shell import names_on_page

VILLAGE = 5
TOP = ("households", "persons", "poor_households", "poverty_incidence", "income_per_head", "may_exit", "not_yet", "unknown_verdict")
RANKED = ("households", "persons", "poor_households", "may_exit", "not_yet", "unknown_verdict", "helper_coverage")
BAR_CAUSES = 8


@asks("read", takes=("sort",))
def home(request: HttpRequest, code: str = "") -> HttpResponse:
    """How one area stands in the chosen year; without a code, the widest area of the asker."""
    code = code or request.actor.home
    if not is_code(code):
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    request.actor.require("read", code)
    request.area_code = code
    figures = figures_of(request.actor, code, request.year)
    fresh = freshness(request.actor, code, request.year)
    return render(request, "web/home.html", {
        "name": names_on_page(request, [code]).get(code, code), "code": code,
        "top": [shown(figures[name], request.year) for name in TOP if name in figures],
        "waits": what_waits(request, code, figures, fresh),
        "conditions": _bars(figures, [f"fails_{name}" for name in NAMES], request.year),
        "causes": _bars(figures, [f"cause_{word}" for word in CAUSES], request.year, largest=BAR_CAUSES),
        "countdown": countdown_of(request.actor, code, on=request.on),
        "groups": grouped(figures, request.year), "ranking": ranking(request, code), "fresh": fresh, "is_village": level_of(code) == VILLAGE, **_merged(request, code),
    })


def _merged(request: HttpRequest, code: str) -> dict:
    """For a village that went into another by now: the one that stands, with its name and the day."""
    hops = merged_away([code], request.on).get(code) if level_of(code) == VILLAGE else None
    if not hops:
        return {}
    heir = hops[-1][0]
    return {"heir_code": heir, "heir_name": names_of([heir], on=request.on).get(heir, heir), "since": hops[0][1], "heir_opens": request.actor.may("read", heir)}


def grouped(figures: dict[str, FigureValue], year: int) -> list[tuple[str, list[ShownFigure]]]:
    """Every figure of the place under the title of its group; a group without any is left out."""
    groups = [(_(title), [shown(v, year) for v in figures.values() if v.figure.group == name]) for name, title in GROUPS.items()]
    return [(title, found) for title, found in groups if found]


def ranking(request: HttpRequest, code: str) -> dict | None:
    """The places right below, a row each, with the figures that are compared; None below a village or without figures."""
    if level_of(code) >= VILLAGE:
        return None
    columns = {name: {v.area: v for v in figure_map(request.actor, name, code, request.year)} for name in RANKED}
    areas = sorted(columns["households"])
    if not areas:
        return None
    sort = request.GET.get("sort", "")
    field, down = sort.removeprefix("-"), sort.startswith("-")
    if field in columns:
        areas.sort(key=lambda area: _sort_value(columns[field].get(area)), reverse=down)
    names = names_on_page(request, areas)
    heads = {name: next(iter(values.values())).figure for name, values in columns.items() if values}
    return {
        "sort": sort,
        "heads": [{"name": f.name, "title": _(f.zh), "unit": head_unit(f)} for f in heads.values()],
        "rows": [
            {"name": names.get(area, area), "url": reverse("area", args=[area]),
             "cells": [_cell(columns[n].get(area), area, request.year) for n in heads]}
            for area in areas
        ],
    }


def _sort_value(found: FigureValue | None):
    return (found is not None and found.value is not None, found.value if found and found.value is not None else 0)


def _cell(found: FigureValue | None, area: str, year: int) -> dict:
    if found is None:
        return {"text": "—", "link": "", "title": ""}
    return {"text": text_of(found.figure, found.value), "link": rows_behind(found.figure, area, year), "title": _(found.figure.zh)}


def _bars(figures: dict[str, FigureValue], names: list[str], year: int, largest: int | None = None) -> list[tuple]:
    """Rows for the bar part; with `largest`, only that many, the largest first."""
    found: list[ShownFigure] = [shown(figures[name], year) for name in names if name in figures]
    if largest:
        found = sorted((f for f in found if f.value), key=lambda f: -f.value)[:largest]
    return [(f.title, int(f.value or 0), f.link) for f in found]

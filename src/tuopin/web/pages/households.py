"""The household list: searched, filtered, sorted and handed out page by page, each filter with the way to take it off again."""

from __future__ import annotations

from functools import cache, lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import ancestor, level_of
from tuopin.kernel.veils import veil
from tuopin.policy.selectors.figures import figure_map
from tuopin.policy.selectors.freshness import freshness
from tuopin.policy.selectors.households import HouseholdRow, households_for
from tuopin.policy.states.conditions import CONDITIONS
from tuopin.policy.states.filters import IN_ADDRESS, SEARCH, STATUSES, VERDICTS, address_of, filters_of, query_of
from tuopin.web.shell import names_on_page

TOWNSHIP, VILLAGE = 4, 5
PAGE, PRINTED_PAGE = 50, 200
TICKED = ("verdict", "failed", "unknown", "status", "cause", "attribute", "house")  # filters that take several words
CARRIED = ("near_line", "income_known", "school_out", "uninsured", "water_safe", "check")  # filters that only links set


@asks("read", takes=(*IN_ADDRESS, "print", "after"))
def households(request: HttpRequest) -> HttpResponse:
    """One page of the households of an area and year, as the filters in the address ask."""
    if request.method == "POST":
        return redirect(f"{request.path}?{urlencode(_asked(request))}")
    area = request.GET.get("area") or request.actor.home
    request.area_code = area
    filters = filters_of(dict(request.GET.lists()))
    printed = request.GET.get("print") == "yes"
    sort = request.GET.get("sort") or "place"
    page = households_for(
        request.actor, area=area, year=request.year, filters=filters, sort=sort, after=request.GET.get("after", ""),
        size=PRINTED_PAGE if printed else PAGE,
    )
    names = names_on_page(request, places_of(page.rows) | {area})
    return render(request, "web/households_print.html" if printed else "web/households.html", {
        "page": page, "rows": [shown_row(row, names, area) for row in page.rows], "area": area, "area_name": names.get(area, area),
        "carried": [pair for pair in query_of(filters) if pair[0] in CARRIED],
        "filters": filters, "chips": chips(request, filters), "ticked": tuple((name, tuple(filters.get(name, ()))) for name in TICKED), "sort": sort,
        "areas_below": areas_below(request, area), "fresh": freshness(request.actor, area, request.year),
        "may_export": bool(request.actor.areas_for("export")), "query": urlencode([("area", area), *address_of(filters), ("sort", sort)]),
    })


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form of filters was sent with, as an address may carry it: without empty fields, what was searched for veiled."""
    pairs = [(name, text.strip()) for name, texts in request.POST.lists() if name != "csrfmiddlewaretoken" for text in texts]
    return [(name, veil(text) if name == SEARCH else text) for name, text in pairs if text]


def places_of(rows: list[HouseholdRow]) -> set[str]:
    """The villages of the rows and the townships above them."""
    return {code for row in rows for code in (row.village_code, ancestor(row.village_code, TOWNSHIP))}


def shown_row(row: HouseholdRow, names: dict[str, str], area: str) -> dict:
    """A row with its place in words: as much of the path as lies below the area looked at."""
    level, language = level_of(area), get_language()
    path = [] if level >= VILLAGE else [names.get(row.village_code, row.village_code)]
    if level < TOWNSHIP:
        path.insert(0, names.get(ancestor(row.village_code, TOWNSHIP), ""))
    short = _short_conditions(language)
    return {
        "row": row, "place": " ".join([*path, row.group_name]).strip(), "status": _status(row.status, language),
        "failed": [short[name] for name in row.failed], "unknown": [short[name] for name in row.unknown],
    }


@lru_cache(maxsize=100)
def _status(status: str, language: str | None) -> str:
    """The status in the language that is on now."""
    return _(STATUSES.get(status, status))


def short_condition(name: str) -> str:
    """The condition in as few words as a table cell has room for."""
    return _short_conditions(get_language())[name]


@cache
def _short_conditions(language: str | None) -> dict[str, str]:
    """The short names of the seven in the language that is on now, put together once for each language; another country's conditions have their titles."""
    return {name: _(title) for name, title in CONDITIONS.items()} | {
        "income_above_line": _("收入"), "food": _("吃"), "clothing": _("穿"), "compulsory_education": _("教育"),
        "basic_medical_care": _("医疗"), "safe_housing": _("住房"), "safe_water": _("饮水"),
    }


def choices(ticked: tuple[tuple[str, tuple[str, ...]], ...]) -> list[dict]:
    """The filters that take several words, each with what can be ticked and what is."""
    filters = dict(ticked)
    groups = [
        ("verdict", _("评判结论"), translated(VERDICTS)), ("failed", _("未达标项"), translated(CONDITIONS)),
        ("unknown", _("待核实项"), translated(CONDITIONS)), ("status", _("脱贫属性"), translated(STATUSES)),
        ("cause", _("主要致贫原因"), codelists.choices("cause", get_language())), ("attribute", _("贫困户属性"), codelists.choices("attribute", get_language())),
        ("house", _("危房级别"), [(grade, grade) for grade in "ABCD"]),
    ]
    return [
        {"name": name, "label": label, "count": len(filters.get(name, ())),
         "options": [(word, text, word in filters.get(name, ())) for word, text in options]}
        for name, label, options in groups
    ]


def translated(catalogue: dict[str, str]) -> list[tuple[str, str]]:
    return [(word, _(text)) for word, text in catalogue.items()]


def chips(request: HttpRequest, filters: dict) -> list[dict]:
    """Each active filter in words, with the address of the list without it."""
    pairs, veiled = query_of(filters), address_of(filters)
    kept = [(name, value) for name in ("area", "sort") if (value := request.GET.get(name))]
    return [
        {"text": filter_in_words(name, value), "url": "?" + urlencode(kept + veiled[:n] + veiled[n + 1 :])}
        for n, (name, value) in enumerate(pairs)
    ]


def filter_in_words(name: str, value: str) -> str:
    """One filter as a person would say it."""
    heads = {
        "verdict": _("评判结论"), "failed": _("未达标项"), "unknown": _("待核实项"), "met": _("达标项"), "status": _("脱贫属性"), "cause": _("主要致贫原因"),
        "attribute": _("贫困户属性"), "house": _("危房级别"), "check": _("疑点"), "search": _("查找"), "income_from": _("人均纯收入不低于"),
        "income_to": _("人均纯收入低于"), "persons_from": _("人口不少于"), "persons_to": _("人口不多于"),
    }
    switches = {
        "helper": (_("有帮扶责任人"), _("没有帮扶责任人")), "doubts": (_("有待核实疑点"), _("没有待核实疑点")),
        "near_line": (_("收入略高于标准"), _("收入不在标准边缘")), "income_known": (_("收入已知"), _("收入不明")),
        "school_out": (_("有义务教育阶段未在校儿童"), _("没有义务教育阶段未在校儿童")),
        "uninsured": (_("有人未参加基本医疗保险"), _("全家参加基本医疗保险")), "water_safe": (_("饮水安全"), _("饮水不安全")),
    }
    if name in switches:
        return switches[name][value != "yes"]
    catalogues = {"verdict": VERDICTS, "failed": CONDITIONS, "unknown": CONDITIONS, "met": CONDITIONS, "status": STATUSES}
    if name in catalogues:
        value = _(catalogues[name][value])
    elif name in ("cause", "attribute"):
        value = codelists.label(name, value, get_language())
    return f"{heads.get(name, name)}: {value}"


def areas_below(request: HttpRequest, area: str) -> list[tuple[str, str]]:
    """The places right below the area that have households this year, to narrow the list to one of them."""
    if level_of(area) >= VILLAGE:
        return []
    codes = [value.area for value in figure_map(request.actor, "households", area, request.year)]
    names = names_on_page(request, codes)
    return [(code, names.get(code, code)) for code in codes]

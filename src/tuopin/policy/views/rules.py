"""The rule pages: what a rule asks, by which numbers from which document, with examples, and whom each condition moves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.engine.numbers import Number
from tuopin.engine.rules import Rule
from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import NATION
from tuopin.policy.rulebook import rule_named, version
from tuopin.policy.rulebook import rules as rulebook
from tuopin.policy.selectors.figures import figures_of
from tuopin.policy.states.filters import address_of
from tuopin.registry.selectors.fields import MEMBER_FIELDS, VILLAGE_FIELDS, column_label

FIELDS = {field.name: field for field in (*MEMBER_FIELDS, *(f for group in VILLAGE_FIELDS for f in group.fields))}
UNITS = {"household": gettext_lazy("户"), "village": pgettext_lazy("menu", "行政村"), "county": gettext_lazy("县")}
TITLES = {
    "poverty-line": gettext_lazy("扶贫标准"), "two-assurances-three-guarantees": gettext_lazy("两不愁三保障和饮水安全"),
    "household-exit": gettext_lazy("贫困户退出"), "village-exit": gettext_lazy("贫困村出列"), "county-exit": gettext_lazy("贫困县退出"), "household-identification": gettext_lazy("贫困户识别"),
}
NUMBERS = {
    "least_lacking": gettext_lazy("至少缺几项"), "poverty_line": gettext_lazy("扶贫标准线"), "food": gettext_lazy("不愁吃"), "clothing": gettext_lazy("不愁穿"),
    "school_age_from": gettext_lazy("义务教育起始年龄"), "school_age_until": gettext_lazy("义务教育截止年龄"),
    "excuses": gettext_lazy("可以不在校的原因"), "insured": gettext_lazy("认可的基本医疗保险"),
    "house_grades": gettext_lazy("安全住房等级"), "safe_water": gettext_lazy("饮水安全"),
    "incidence_below": gettext_lazy("贫困发生率低于"), "incidence_base": gettext_lazy("贫困发生率的分母"),
    "infrastructure": gettext_lazy("基础设施清单"), "public_services": gettext_lazy("基本公共服务清单"),
    "cooperatives_at_least": gettext_lazy("合作社不少于"), "collective_income_over": gettext_lazy("村集体经济收入高于"),
    "composite_incidence_limit": gettext_lazy("综合贫困发生率上限"), "false_exit_rate_limit": gettext_lazy("错退率上限"),
    "omission_rate_limit": gettext_lazy("漏评率上限"), "recognition_rate_limit": gettext_lazy("群众认可度下限"),
    "omission_base": gettext_lazy("漏评率的分母"), "composite_counts": gettext_lazy("综合贫困发生率的分子"),
}

FACTS = {  # what villages and counties are judged by that stands on no form
    "area_code": gettext_lazy("区划代码"), "poor_persons": gettext_lazy("未脱贫人口"), "exited_sampled": gettext_lazy("抽查的脱贫户"), "exited_false": gettext_lazy("其中错退"),
    "unregistered_sampled": gettext_lazy("抽查的非建档户"), "unregistered_surveyed": gettext_lazy("调查的非建档户"), "omitted": gettext_lazy("其中漏评"),
    "asked": gettext_lazy("受访户"), "recognising": gettext_lazy("其中认可"), "false_exit_rate": gettext_lazy("错退率"),
}


@asks("read", takes=("on",))
def rules(request: HttpRequest) -> HttpResponse:
    """All rules with their questions."""
    return render(request, "policy/rules.html", {
        "version": version(),
        "rules": [
            {"name": rule.name, "title": TITLES.get(rule.name, rule.name), "question": _(rule.question), "unit": UNITS[rule.unit],
             "conditions": [_(title) for title in rule.conditions.values()]}
            for rule in rulebook().values()
        ],
    })


@asks("read", takes=("on",))
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule: question, conditions with the households they move, dated numbers with sources, examples on both sides."""
    found = rule_named(name)
    numbers = found.all_numbers()
    places = names_of({code for number in numbers for code in number.divisions}, on=request.on)
    return render(request, "policy/rule.html", {
        "rule": found, "title": TITLES.get(name, name), "question": _(found.question), "unit": UNITS[found.unit], "version": version(),
        "sources": [_(part.numbers.source) for part in (found, *found.parts)],
        "parts": [{"name": part.name, "title": TITLES.get(part.name, part.name)} for part in found.parts],
        "conditions": _conditions(request, found), "numbers": _numbers(numbers, places, min(request.on, date(request.year, 12, 31))),
        "examples": [_example(found, example) for example in found.examples],
        "moved": found.unit == "household", "area_name": names_of([request.actor.home], on=request.on).get(request.actor.home, _("全国")),
    })


def _conditions(request: HttpRequest, found: Rule) -> list[dict]:
    """Each condition, with how many households of the asker's area it keeps from leaving, and the list of them."""
    area = request.actor.home
    figures = figures_of(request.actor, area, request.year) if found.unit == "household" else {}
    rows = []
    for name, title in found.conditions.items():
        row = {"name": name, "title": _(title)}
        for kind in ("fails", "unknown"):
            figure = figures.get(f"{kind}_{name}")
            if figure:
                query = [("area", area), ("year", request.year), *address_of(figure.opens or {})]
                row |= {kind: figure.value, f"{kind}_url": f"{reverse('households')}?{urlencode(query)}"}
        rows.append(row)
    return rows


def _numbers(numbers, places: dict[str, str], on: date) -> list[dict]:
    """The dated numbers under their names, each with the days, places and document it holds by."""
    groups: dict[str, list[dict]] = {}
    for number in numbers:
        groups.setdefault(number.name, []).append({
            "number": number, "value": _value(number.value), "source": _(number.source),
            "unit": _(number.unit) if number.unit else "", "note": _(number.note) if number.note else "",
            "places": [] if NATION in number.divisions else [places.get(code, code) for code in number.divisions],
            "in_force": number.starts_on <= on and (number.ends_on is None or on < number.ends_on),
        })
    return [
        {"name": name, "title": number_title(rows[0]["number"]), "rows": sorted(rows, key=lambda r: r["number"].starts_on, reverse=True)}
        for name, rows in groups.items()
    ]


def number_title(number: Number) -> str:
    """What a rule's number is called: as its file says, or as the house calls its own."""
    return _(number.title) if number.title else str(NUMBERS.get(number.name, number.name))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, tuple):
        return _("、").join(_word(str(word)) for word in value)
    return _word(value) if isinstance(value, str) else f"{value:,}"


def _word(word: str) -> str:
    """A word of a code list, or the name of a form's field, as people read it."""
    for codelist in ("dropout-reason", "health"):
        if word in codelists.code_list(codelist).values:
            return codelists.label(codelist, word, get_language())
    return str(FIELDS[word].label) if word in FIELDS else str(NUMBERS.get(word, word))


def _named(row: Mapping[str, object]) -> list[tuple[str, object]]:
    """What an example states, each fact under the name that readers know."""
    return [(str(FACTS[name]) if name in FACTS else column_label(name), _stated(value)) for name, value in row.items()]


def _stated(value: object) -> object:
    return _value(value) if isinstance(value, bool) else value


def _example(found: Rule, example) -> dict:
    unit, *tables = example.stated
    return {
        "name": _(example.name), "on": example.on, "holds": example.holds, "unit": _named(example.stated[unit]),
        "rows": [(table, [_named(row) for row in example.stated[table]]) for table in tables],
        "expect": [(_(found.conditions.get(name, name)), answer) for name, answer in example.expect.items()],
    }

"""The page beside a rule that asks: whom would it move if one of its numbers were another? Nothing is changed by asking."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.engine.rules import Rule
from tuopin.kernel import codelists
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import depth_of, within
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.forms import WhatIfForm
from tuopin.policy.rulebook import rule_named
from tuopin.policy.services.simulate import simulate_register
from tuopin.policy.states.simulation import read_changes
from tuopin.policy.views.rules import TITLES, number_title

COUNTY = 3
SIDES = ("now", "then")
FEWEST = 11  # a count below is told as a span, so that nobody is known by it
LINES = (("holds", phrase("达标户")), ("fails", phrase("不达标户")), ("unknown", phrase("情况不明户")))
GROUPINGS = {"attribute": phrase("贫困户属性"), "main_cause": phrase("主要致贫原因"), "persons": phrase("人口数"), "identified_year": phrase("识别年度")}
LISTS = {"attribute": "attribute", "main_cause": "cause"}  # the code lists that groups are named by


@asks("read", takes=("on", WhatIfForm))
def what_if(request: HttpRequest, name: str) -> HttpResponse:
    """One rule with one number changed, over the register of a county (or less) of the asker."""
    rule = rule_named(name)
    if rule.unit != "household":
        raise Refusal("not-of-households", phrase("规则 {rule} 不评判单户。"), phrase("可以模拟的规则:household-exit、poverty-line。"), rule=name)
    choices = _choices(rule, _day(request), request.actor.home)
    form = WhatIfForm(request.GET if "number" in request.GET else None, choices=choices, area=request.actor.home)
    answer = fault = None
    if form.is_bound and form.is_valid():
        try:
            answer = _asked(request, name, form.cleaned_data)
        except Refusal as refused:
            if refused.code not in ("bad-value", "whole-county", "no-number-in-force"):
                raise
            if refused.code == "bad-value":
                refused.params = refused.params | {"name": _title_of(rule, form.cleaned_data["number"])}
            fault = refused.say(_)
    return render(request, "policy/what_if.html", {
        "rule": rule, "title": TITLES.get(name, name), "form": form, "answer": answer, "fault": fault, "year": request.year,
    })


def _day(request: HttpRequest) -> date:
    """The day judged for: the last of the year, or today."""
    return min(request.on, date(request.year, 12, 31))


def _choices(rule: Rule, on: date, area: str) -> list[tuple[str, str]]:
    """The numbers of a rule, each with the value that is in force in the asker's area on the day, where one is."""
    titles = {number.name: number_title(number) for number in rule.all_numbers()}
    for number in (n for part in (*rule.parts, rule) for n in part.numbers.on(on).entries):
        if number.standard in ("", "national") and any(within(area, division) for division in number.divisions):
            value = ", ".join(number.value) if isinstance(number.value, tuple) else (_("是") if number.value else _("否")) if isinstance(number.value, bool) else str(number.value)
            titles[number.name] = " · ".join(part for part in (number_title(number), f"{value} {_(number.unit) if number.unit else ''}".strip()) if part)
    return list(titles.items())


def _title_of(rule: Rule, name: str) -> str:
    return next((number_title(number) for number in rule.all_numbers() if number.name == name), name)


def _asked(request: HttpRequest, name: str, asked: dict) -> dict:
    area = asked["area"] or request.actor.home
    request.actor.require("read", area)
    if depth_of(area) < COUNTY:
        raise Refusal("whole-county", phrase("网页上一次模拟一个县或其下级。"), phrase("请填县、乡或村的区划代码;更大的范围请用 tuopin simulate。"))
    changed, changes = read_changes((f"{name}.{asked['number']}={asked['value']}",))
    on = _day(request)
    found = simulate_register(rule=name, changes=changes, area=area, on=on, actor=request.actor)
    return {
        "area": names_of([area], on=request.on).get(area, area), "on": on, "value": asked["value"], "number": _title_of(rule_named(changed), asked["number"]),
        "enter": told(found["enter"]), "enter_persons": told(found["enter_persons"]), "leave": told(found["leave"]), "leave_persons": told(found["leave_persons"]),
        "rows": [(_(title), told(found["now"][key]), told(found["then"][key])) for key, title in LINES],
        "cost": [None if 0 < found[side]["fails"] < FEWEST else found[side]["cost_yuan"] for side in SIDES],
        "shares": [
            (_("覆盖率"), [_share(found[side]["coverage"], found[side]["fails"]) for side in SIDES]),
            (_("漏出率"), [_share(found[side]["leakage"], found["on_programme"]) for side in SIDES]),
        ],
        "fairness": [_fairness(name, each["groups"]) for name, each in found["fairness"].items()],
        "places": [(g["name"] or g["group"], g["households"], told(g["enter"]), told(g["leave"])) for g in found["groups"]],
    }


def told(count: int) -> str:
    """A count as it is shown: none, a span where it is small, else the number."""
    return f"1–{FEWEST - 1}" if 0 < count < FEWEST else f"{count:,}"


def _share(share: float | None, whole: int) -> float | None:
    """A share of so many households, where neither it nor the rest is so few that they would be known by it."""
    if share is None:
        return None
    part = round(share * whole)
    return None if 0 < part < FEWEST or 0 < whole - part < FEWEST else share


def _fairness(grouping: str, groups: list[dict]) -> dict:
    """The share of each group of a kind that does not meet the rule, and how far those that may be told lie apart."""
    columns = [_kept_apart([each[side] for each in groups], [each["households"] for each in groups]) for side in SIDES]
    rows = [(_group(grouping, each["group"]), told(each["households"]), *shares) for each, *shares in zip(groups, *columns, strict=True)]
    apart = []
    for column in columns:
        shares = [share for share in column if share is not None]
        apart.append(max(shares) - min(shares) if len(shares) > 1 else None)
    return {"title": _(GROUPINGS[grouping]), "rows": rows, "apart": apart}


def _kept_apart(shares: list[float | None], households: list[int]) -> list[float | None]:
    """The shares that may be told; where one group alone may not, the smallest other is not told either, for the one is the whole less the others."""
    kept = [_share(share, whole) for share, whole in zip(shares, households, strict=True)]
    hidden = [n for n, share in enumerate(shares) if share is not None and kept[n] is None]
    others = [n for n, share in enumerate(kept) if share is not None]
    if len(hidden) == 1 and others:
        kept[min(others, key=lambda n: households[n])] = None
    return kept


def _group(grouping: str, word: object) -> str:
    if word is None or word == "":
        return _("未填")
    return codelists.label(LISTS[grouping], str(word), get_language()) if grouping in LISTS else str(word)

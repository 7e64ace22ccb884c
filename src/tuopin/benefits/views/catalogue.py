"""The catalogue with how far each policy reaches, one policy with its source, target and the lists behind its counts."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.benefits.forms import ExportForm
from tuopin.benefits.selectors.tallies import Counted, awareness_of, tallies_below, tallies_of
from tuopin.benefits.services import count_benefits, standings_of
from tuopin.benefits.services.list_beneficiaries import SORTS, Asked, beneficiaries, write_beneficiaries
from tuopin.benefits.states.catalogue import BATCHES, CLAIMS, SOURCES, TIERS, Policy, policies_on, policy_named
from tuopin.benefits.states.standing import STATES
from tuopin.benefits.views.words import day_of, numbers_said, said, state_said
from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import depth_of, is_code, level_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.lists import as_written
from tuopin.policy.states.conditions import CONDITIONS
from tuopin.registry.selectors.fields import column_label

COUNTY, TOWNSHIP = 3, 4
IDENTIFIER = re.compile(r"[a-z_]+")
FIGURES = {"net_income": phrase("人均纯收入"), "line": phrase("扶贫标准线")}  # what a target asks for that is worked out of many columns
PAGE = 50
LISTED = ("gap", "over", "unknown", "received", "eligible")


@asks("read", takes=("tier", "batch", "source", "claim"))
def policies(request: HttpRequest) -> HttpResponse:
    """All policies of the day with their counts in the area; a township or village is counted this moment."""
    area, on = request.GET.get("area") or request.actor.home, day_of(request)
    if not is_code(area):
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    request.area_code = area
    chosen = {word: request.GET.get(word, "") for word in ("tier", "batch", "source", "claim")}
    counted = _counted(request, area, on)
    rows = [
        said(policy) | {"counted": counted.get(policy.name), "url": f"{reverse('policy', args=[policy.name])}?{urlencode({'area': area})}"}
        for policy in policies_on(on) if all(not word or policy.words[name] == word for name, word in chosen.items())
    ]
    names = names_of([area], on=request.on)
    return render(request, "benefits/policies.html", {
        "area": area, "area_name": names.get(area, _("全国")), "rows": rows, "on": on, "live": level_of(area) >= TOWNSHIP,
        "counted_on": min((c.counted_on for c in counted.values()), default=None),
        "choices": [(name, title, [(word, _(text), word == chosen[name]) for word, text in known.items()]) for name, title, known in (
            ("tier", _("层级"), TIERS), ("batch", _("五个一批"), BATCHES), ("source", _("来源"), SOURCES), ("claim", _("享受方式"), CLAIMS),
        )],
        "may_count": depth_of(area) == COUNTY and request.actor.may("correct", area), "may_import": bool(request.actor.areas_for("import")),
        "totals": {name: sum(getattr(c, name) for c in counted.values()) for name in ("entitled", "received", "gap", "over", "unknown")},
    })


@asks("correct", takes=("area",))
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Count a county anew."""
    area = request.POST.get("area", "")
    request.actor.require("correct", area)
    if depth_of(area) != COUNTY:
        messages.error(request, _("请选择一个县再统计。"))
    else:
        rows = count_benefits(counties=[area], year=request.year, on=day_of(request), actor=request.actor)
        messages.success(request, _("已重新统计,{rows} 行。").format(rows=rows))
    return redirect(f"{reverse('policies')}?{urlencode({'area': area})}")


@asks("read", takes=("state", "sort", "number", "after"))
def policy(request: HttpRequest, name: str) -> HttpResponse:
    """One policy: source, target, numbers, and who stands how; above the county the counts of the places below."""
    found, area, on = policy_named(name), request.GET.get("area") or request.actor.home, day_of(request)
    request.area_code = area
    state = request.GET.get("state") if request.GET.get("state") in LISTED else "gap" if found.by_right else "eligible"
    page, counts, below = None, {}, []
    if depth_of(area) >= COUNTY:
        asked = Asked(found, area, on, state, _sort(request), request.GET.get("number", "")[:40])
        page, counts = beneficiaries(request.actor, asked, start=_start(request), size=PAGE)
    else:
        below = tallies_below(request.actor, area=area, year=request.year, policy=name)
    names = names_of({area, *(row.village for row in page.rows if row.village)} if page else {area, *(code for code, _c in below)}, on=request.on)
    tabs = [(s, *state_said(s), counts.get(s, 0)) for s in LISTED if page and (s != "gap" or found.by_right) and (s != "eligible" or not found.by_right)]
    aware = awareness_of(request.actor, area=area, year=request.year).get(name)
    return render(request, "benefits/policy.html", {
        "said": said(found), "policy": found, "area": area, "area_name": names.get(area, _("全国")), "on": on, "state": state, "page": page,
        "state_word": state_said(state)[0], "rows": [{"row": r, "place": names.get(r.village, r.village)} for r in page.rows] if page else [],
        "tabs": tabs, "below": [(code, names.get(code, code), c) for code, c in below], "numbers": numbers_said(found, on),
        "conditions": [(_(found.titles[key]), _read_out(found, sentence.text)) for key, sentence in found.target.items()], "number": request.GET.get("number", ""),
        "sort": _sort(request), "aware": aware, "aware_share": Decimal(aware[1]) / aware[0] if aware else None, "has_due": found.amount is not None,
        "may_export": bool(request.actor.areas_for("export")) and page is not None,
    })


def _read_out(found: Policy, text: str) -> str:
    """A condition with the facts and numbers that it names under their names, and what is worked out under its title."""
    titles = {name: _(title) for name, title in (FIGURES | CONDITIONS).items()} | {number.name: _(number.title) for number in found.numbers.entries}
    return IDENTIFIER.sub(lambda name: titles.get(name[0]) or column_label(name[0]), text)


@asks("export", takes=(ExportForm,), fresh=True)
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The list as a file, with what it is for on record."""
    found, area, on = policy_named(name), request.GET.get("area") or request.actor.home, day_of(request)
    request.area_code = area
    request.actor.require("export", area)
    wanted = request.GET.get("state", "gap")
    form = ExportForm(request.POST if request.method == "POST" else None, initial={"state": wanted, "suffix": "xlsx"})
    if request.method == "POST" and form.is_valid():
        return _file(request, Asked(found, area, on, form.cleaned_data["state"]), form.cleaned_data)
    area_name = names_of([area], on=request.on).get(area, area)
    return render(request, "benefits/export.html", {
        "form": form, "said": said(found), "area": area, "area_name": area_name, "state_word": state_said(wanted if wanted in STATES else "gap")[0],
    }, status=422 if request.method == "POST" else 200)


def _file(request: HttpRequest, asked: Asked, given: dict) -> HttpResponse:
    return as_written(
        f"{asked.policy.title}{STATES[asked.state]}{request.year}", given["suffix"],
        lambda path: write_beneficiaries(asked=asked, path=path, purpose=given["purpose"], actor=request.actor, on=request.on),
    )


def _counted(request: HttpRequest, area: str, on) -> dict[str, Counted]:
    if level_of(area) < TOWNSHIP:
        return {c.policy.name: c for c in tallies_of(request.actor, area=area, year=request.year)}
    aware = awareness_of(request.actor, area=area, year=request.year)
    found = {}
    for standing in standings_of(request.actor, area=area, on=on):
        c, name = standing.counts(), standing.policy.name
        found[name] = Counted(standing.policy, c["entitled"], c["received"], c["gap"], c["over"], c["unknown"], None, on, aware.get(name))
    return found


def _sort(request: HttpRequest) -> str:
    asked = request.GET.get("sort", "").lstrip("-")
    return asked if asked in SORTS else "place"


def _start(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Refusal("bad-page", phrase("页码有误。"), phrase("请从第一页开始。"))
    return int(text or 0)

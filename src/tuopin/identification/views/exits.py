"""Exits: the quality of each household's, the alarms of bulk exits, villages and counties on their way off the list, and visits."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import merged_away, names_of
from tuopin.identification.forms import DesignationForm, VisitForm
from tuopin.identification.selectors.places import (
    designated_of,
    designations_of,
    lacking_of_county,
    place_verdict,
    poor_villages,
)
from tuopin.identification.selectors.quality import (
    bulk_exits,
    exits_by_colour,
    exits_in_bulk,
    exits_shown,
    judged,
)
from tuopin.identification.selectors.reductions import reduction_ledger
from tuopin.identification.selectors.visits import coverage_of, visits_of
from tuopin.identification.services import VisitTold, designate, record_visit
from tuopin.identification.services.judge_places import said_of
from tuopin.identification.states.quality import COLOURS
from tuopin.identification.views.told import attempt
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import depth_of, level_of
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, laid_out, place_asked
from tuopin.policy.rulebook import rule_named
from tuopin.procedure.selectors import cases_of_subject
from tuopin.registry.selectors.households import household_of

COUNTY, VILLAGE = 3, 5
PAGE = 100
COLOUR_WORDS = {"green": phrase("合格"), "amber": phrase("不完整"), "red": phrase("存疑")}
BADGES = {"green": "yes", "amber": "unknown", "red": "no"}
PART_WORDS = {
    "evidence": phrase("证据齐全"), "fresh": phrase("证据及时无疑点"), "visits": phrase("三次走访"), "recognised": phrase("户主认可"), "revisited": phrase("退出后回访"),
}


EXITS = Listing(phrase("退出"), (
    Column("number", phrase("户编号"), attrgetter("number"), lambda one: reverse("household-visits", args=[one.number]), "code", "household__number"),
    Column("on", phrase("退出日期"), lambda one: one.exited_on.isoformat(), kind="code", order="on"),
    Column("quality", phrase("退出质量"), lambda one: _(COLOUR_WORDS[one.quality.colour]), badge=lambda one: BADGES[one.quality.colour]),
    Column("missing", phrase("缺少"), lambda one: _("、").join(_(PART_WORDS[name]) for name in one.quality.missing)),
), place=attrgetter("village_code"), looked_in=("household__number",), filters=(Filter("colour", phrase("退出质量"), tuple(COLOUR_WORDS.items())),),
    empty=(phrase("没有退出的户"), ""))


@asks("read", takes=("colour", "bulk", *ASKED))
@require_safe
def exits(request: HttpRequest) -> HttpResponse:
    """Every household's exit with its quality, the bulk exits, and the way to villages and counties."""
    area, here = place_asked(request), {"on": request.on}
    colour, bulk = request.GET.get("colour", ""), request.GET.get("bulk", "")
    colours = exits_by_colour(request.actor, area, **here)
    rows = colours.get(colour, colours[""])
    if bulk.isascii() and bulk.isdigit() and len(bulk) < 18:
        rows = exits_in_bulk(request.actor, area, int(bulk))
    found = laid_out(request, area, rows, replace(EXITS, dressed=lambda events: judged(events, **here)))
    if not isinstance(found, Laid):
        return found
    counts = {one: colours[one].count() for one in COLOURS}
    ledger = reduction_ledger(request.actor, area)
    villages = poor_villages(area, on=request.on)[:PAGE] if level_of(area) >= COUNTY - 1 else []
    return render(request, "identification/exits.html", {
        "area": area, "list": found, "counts": [(one, _(COLOUR_WORDS[one]), count) for one, count in counts.items()],
        "total": sum(counts.values()), "chosen": colour, "bulk": bulk_exits(request.actor, area), "bulk_shown": bulk,
        "villages": [(code, name) for code, name in names_of(villages, on=request.on).items()], "is_county": depth_of(area) == COUNTY,
        "years": ledger, "reduced": sum(row.reduced for row in ledger),
    })


def _row(one) -> dict:
    quality = one.quality
    return {"exit": one, "word": _(COLOUR_WORDS[quality.colour]), "badge": BADGES[quality.colour], "missing": [_(PART_WORDS[name]) for name in quality.missing]}


@asks("read")
@require_safe
def place_exit(request: HttpRequest, code: str) -> HttpResponse:
    """A village or county on its way off the list: designations, verdict, what is still missing, visits, its cases."""
    request.actor.require("read", code)
    return _of_place(request, code, DesignationForm(suffix=f"_{_kind(code)}"))


@asks("correct", takes=(DesignationForm,))
@require_POST
def designate_place(request: HttpRequest, place: str) -> HttpResponse:
    """Put a village or county on a list of poor ones."""
    request.area_code = place
    request.actor.require("correct", place)
    form = DesignationForm(request.POST, suffix=f"_{_kind(place)}")
    if not form.is_valid():
        return _of_place(request, place, form, status=422)
    attempt(request, lambda: designate(area_code=place, actor=request.actor, on=request.on, **form.cleaned_data), _("已登记认定。"))
    return redirect(f"{_kind(place)}-exit", place)


def _kind(code: str) -> str:
    """Whether the place is a village or a county; raises NotFound for any other."""
    kind = {COUNTY: "county", VILLAGE: "village"}.get(depth_of(code))
    if kind is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    return kind


def _of_place(request: HttpRequest, code: str, form: DesignationForm, status: int = 200) -> HttpResponse:
    kind = _kind(code)
    verdict = place_verdict(request.actor, code, on=request.on)
    titles = rule_named(f"{kind}-exit").conditions
    own = [row for row in designations_of(request.actor, code) if row.area_code == code]
    cases = list(cases_of_subject(request.actor, f"{kind}:{code}"))
    running = any(row.ends_on is None for row in own) or (kind == "village" and bool(designated_of(code, on=request.on)))
    gone = merged_away([code], request.on).get(code, [("", None)])[-1][0] if kind == "village" else ""
    return render(request, "identification/place_exit.html", {
        "code": code, "kind": kind, "place": names_of([code], on=request.on).get(code, code), "verdict": verdict, "designations": own, "cases": cases,
        "conditions": [c | {"title": _(titles.get(c["name"], c["name"])), "source": _(c["source"]) if c["source"] else ""} for c in verdict.conditions] if verdict else [],
        "lacking": [{"one": one, "said": said_of(one, say=_)} for one in lacking_of_county(request.actor, code, on=request.on)] if kind == "county" else [],
        "form": form, "procedure": f"{kind}-exit", "may_open": running and not gone and request.actor.may("correct", code) and not any(c.ended_at is None for c in cases),
        "may_designate": request.actor.may("correct", code), "visits": list(visits_of(request.actor, f"{kind}:{code}")[:PAGE]),
        "visit_form": VisitForm(initial={"visited_on": request.on}), "coverage": coverage_of(request.actor, code) if kind == "county" else None,
        "subject": f"{kind}:{code}", "is_poor": running, "gone": gone, "gone_name": names_of([gone], on=request.on).get(gone, gone) if gone else "",
    }, status=status)


@asks("read")
@require_safe
def household_visits(request: HttpRequest, number: str) -> HttpResponse:
    """The visits to one household, the quality of its exit, and the form for a new visit."""
    return _of_household(request, number, VisitForm(initial={"visited_on": request.on}))


@asks("correct", takes=(VisitForm,))
@require_POST
def add_household_visit(request: HttpRequest, number: str) -> HttpResponse:
    """Record a visit to a household."""
    request.actor.require("correct", household_of(request.actor, number).village_code)
    form = VisitForm(request.POST)
    if not form.is_valid():
        return _of_household(request, number, form, status=422)
    _visited(request, f"household:{number}", form)
    return redirect("household-visits", number)


def _of_household(request: HttpRequest, number: str, form: VisitForm, status: int = 200) -> HttpResponse:
    household = household_of(request.actor, number)
    request.area_code = household.village_code
    shown = exits_shown(request.actor, household.village_code, on=request.on, numbers=[number])
    return render(request, "identification/household_visits.html", {
        "household": household, "number": number, "form": form, "visits": list(visits_of(request.actor, f"household:{number}")[:PAGE]),
        "exits": [_row(one) | {"parts": [(_(word), name not in one.quality.missing) for name, word in PART_WORDS.items()]} for one in shown],
        "may_add": request.actor.may("correct", household.village_code),
    }, status=status)


@asks("correct", takes=(VisitForm,))
@require_POST
def add_visit(request: HttpRequest, place: str) -> HttpResponse:
    """Record a visit to a village or a county."""
    kind = {COUNTY: "county", VILLAGE: "village"}.get(depth_of(place), "township")
    form = VisitForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有保存:请核对填写的内容。"))
    else:
        _visited(request, f"{kind}:{place}", form)
    return redirect("village-exit" if kind == "village" else "county-exit", place)


def _visited(request: HttpRequest, subject: str, form: VisitForm) -> None:
    """Record the visit that a valid form tells of."""
    said = form.cleaned_data
    told = VisitTold(subject, said["level"], said["visitor"], said["visited_on"], said["note"])
    attempt(request, lambda: record_visit(told=told, actor=request.actor, on=request.on), _("已登记走访。"))

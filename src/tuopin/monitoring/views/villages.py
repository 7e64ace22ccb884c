"""The six classes of a village's households, and the households that left the register: visited in time, policies kept."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Laid, Listing, laid_out, place_asked
from tuopin.monitoring.selectors.after_exit import exited_households
from tuopin.monitoring.selectors.classes import classed, classes_of_village
from tuopin.monitoring.selectors.completeness import completeness_of
from tuopin.monitoring.services.classify import Said, classify_households
from tuopin.monitoring.states.classes import APPROACHES, CLASSES, TITLES
from tuopin.monitoring.views.answers import done, paged


@asks("read", takes=("which", "after"))
@require_safe
def classes(request: HttpRequest, code: str) -> HttpResponse:
    """The households of a village by class."""
    request.area_code = code
    which = request.GET.get("which", "")
    found = classes_of_village(request.actor, code, on=request.on)
    rows = [row for row in found.rows if which not in (*CLASSES, "none") or row.counted_as == ("" if which == "none" else which)]
    return render(request, "monitoring/classes.html", {
        "code": code, "name": names_of([code], on=request.on).get(code, code), "found": found, "which": which, "page": (page := paged(rows, request.GET.get("after", ""))),
        "classes": [(name or "none", _(TITLES[name]), _(APPROACHES[name]), found.counts[name]) for name in (*CLASSES, "") if name or found.unclassed],
        "rows": [(row, _(TITLES[row.counted_as]), _(TITLES[row.economic])) for row in page.object_list], "kinds": [(kind, _(TITLES[kind])) for kind in ("marginal", "middling", "rich")],
        "may": request.actor.may("correct", code), "complete": next(iter(completeness_of(request.actor, code, on=request.on)), None),
    })


@asks("correct", takes=("which", "number", "economic", "cadre", "why"))
@require_POST
def classify(request: HttpRequest, code: str) -> HttpResponse:
    """Put one household into its class."""
    request.area_code = code
    request.actor.require("correct", code)
    post = request.POST.get
    said, which = Said(post("number", ""), post("economic", ""), post("cadre") == "on", post("why", "")), post("which", "")
    back = f"{reverse('village-classes', args=[code])}?{urlencode({'which': which})}"
    return done(request, lambda: classify_households(said=[said], year=request.on.year, actor=request.actor, on=request.on), _("已记录分类。"), back)


@asks("read", takes=("late", "area", *ASKED))
def after_exit(request: HttpRequest) -> HttpResponseBase:
    """The households that left the register, those without a visit in time first."""
    area, late = place_asked(request), request.GET.get("late") == "yes"
    found = exited_households(request.actor, area, on=request.on)
    laid = laid_out(request, area, found.late if late else found, _after_exit(request, late))
    if not isinstance(laid, Laid):
        return laid
    return render(request, "monitoring/after_exit.html", {"list": laid, "area": area, "late": late, "total": len(found), "without": len(found.late)})


def _after_exit(request: HttpRequest, late: bool) -> Listing:
    """The list with its columns; of the late ones alone it says otherwise that there are none."""
    def dressed(rows: list) -> list[tuple]:
        homes = {one.household.pk: one for one in classed([one.household for one in rows], on=request.on)}
        return [(one, homes[one.household.pk], one.days_late(request.on)) for one in rows]

    day = lambda name: lambda row: getattr(row[0], name) and getattr(row[0], name).isoformat()  # noqa: E731
    kept = lambda row: _("回访时已停") if row[0].policies_kept is False else _("至 {day}").format(day=row[0].kept_until.isoformat()) if row[0].kept_until else ""  # noqa: E731
    return Listing(phrase("脱贫户"), (
        Column("head", phrase("户主"), lambda row: row[1].head_name, link=lambda row: reverse("household-monitoring", args=[row[0].household.number])),
        Column("number", phrase("户编号"), lambda row: row[0].household.number, kind="code"),
        Column("first_identified_on", phrase("首次识别"), day("first_identified_on"), kind="code"), Column("exited_on", phrase("脱贫"), day("exited_on"), kind="code"),
        Column("visited_on", phrase("最近回访"), day("visited_on"), kind="code"), Column("due_on", phrase("下次回访"), day("due_on"), kind="code"),
        Column("late_by", phrase("逾期天数"), lambda row: row[2] or "", kind="num", badge=lambda row: "no" if row[2] else ""),
        Column("policies", phrase("政策"), kept, badge=lambda row: "no" if row[0].policies_kept is False else ""),
    ), place=lambda row: row[0].household.village_code, dressed=dressed, veiled=True,
        empty=(phrase("没有逾期未回访的脱贫户"), "") if late else (phrase("这里还没有脱贫户"), ""))

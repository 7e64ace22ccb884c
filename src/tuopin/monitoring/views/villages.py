"""The six classes of a village's households, and the households that left the register: visited in time, policies kept."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
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


@asks("read", takes=("late", "after"))
@require_safe
def after_exit(request: HttpRequest) -> HttpResponse:
    """The households that left the register, those without a visit in time first."""
    area, late = request.GET.get("area") or request.actor.home, request.GET.get("late") == "yes"
    request.area_code = area
    found = exited_households(request.actor, area, on=request.on)
    page = paged(found.late if late else found, request.GET.get("after", ""))
    names = names_of({one.household.village_code for one in page.object_list} | {area}, on=request.on)
    homes = {one.household.pk: one for one in classed([one.household for one in page.object_list], on=request.on)}
    return render(request, "monitoring/after_exit.html", {
        "page": page, "area": area, "area_name": names.get(area, area), "late": late, "total": len(found), "without": len(found.late),
        "rows": [(one, homes[one.household.pk], names.get(one.household.village_code, ""), one.days_late(request.on)) for one in page.object_list],
    })

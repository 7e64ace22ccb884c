"""Back-scheduling: from the day on which all must be done, the latest day on which each step may begin, and what a slip costs."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.ledger.selectors import counts_by_source, crew_plan_of, schedule_of
from tuopin.ledger.states import countdown
from tuopin.ledger.views.spoken import origin

SECONDS = 5.0
WIDE, ROW, LEFT = 900, 26, 0  # of the chart, in its own units


@asks("read", takes=("source", "deadline", "begins", "step", "slip", "crews"))
@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """The steps of one source at one place, counted back; with crews, all places that share them."""
    area = request.GET.get("area") or request.actor.home
    request.actor.require("read", area)
    request.area_code = area
    sources = [one.key for one in counts_by_source(request.actor, area, on=request.on) if one.key]
    source = request.GET.get("source") or next(iter(sources), "")
    deadline = _day(request, "deadline") or date(request.on.year, 12, 31)
    begins = _day(request, "begins") or request.on
    context: dict = {
        "area": area, "area_name": names_of([area], on=request.on).get(area, area), "sources": [(one, origin(one)) for one in sources], "source": source, "deadline": deadline, "begins": begins,
        "left": countdown(deadline, request.on), "fault": "", "slip": request.GET.get("slip", ""), "step": request.GET.get("step", ""), "crews": request.GET.get("crews", ""),
    }
    try:
        if source and context["crews"].isascii() and context["crews"].isdigit() and 0 < int(context["crews"]) < 1000:
            context |= _with_crews(request, source, int(context["crews"]), begins)
        elif source:
            context |= _steps(request, source, area, deadline, begins, context)
    except NotFound:
        raise
    except Refusal as refusal:
        context["fault"] = " ".join(refusal.say(_))
    return render(request, "ledger/schedule.html", context)


def _steps(request: HttpRequest, source: str, area: str, deadline: date, begins: date, context: dict) -> dict:
    found = schedule_of(request.actor, source, area, deadline=deadline, begins=begins)
    plan, total = found.plan, max(1, (deadline - begins).days + 1)
    critical = {each.step.name for each in plan.critical}
    rows = [{
        "each": each, "task": found.tasks[each.step.name], "critical": each.step.name in critical, "after": [found.tasks[n].title for n in each.step.after],
        "y": n * ROW, "x": _at(each.latest_start, begins, total), "width": max(3, round(WIDE * each.step.days / total)),
        "slack_x": _at(each.earliest_start, begins, total),
    } for n, each in enumerate(plan.planned)]
    slip, step = context["slip"], context["step"]
    late = plan.late_after_slip(step, int(slip)) if step in found.tasks and slip.isascii() and slip.isdigit() and len(slip) < 5 else None
    return {"rows": rows, "plan": plan, "late_after": late, "height": ROW * len(rows), "wide": WIDE}


def _at(day: date, begins: date, total: int) -> int:
    return round(WIDE * (day - begins).days / total)


def _with_crews(request: HttpRequest, source: str, crews: int, begins: date) -> dict:
    plan = crew_plan_of(request.actor, source, crews=crews, begins=begins, seconds=SECONDS)
    names = names_of(plan.late, on=request.on)
    stages: dict[str, list] = {}
    for (site, name), day in sorted(plan.begins.items(), key=lambda item: item[1]):
        stages.setdefault(site, []).append((name, day))
    return {"crew_plan": plan, "sites": [(names.get(site, site), late, stages[site]) for site, late in sorted(plan.late.items(), key=lambda item: -item[1])]}


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        found = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if abs((found - request.on).days) < timedelta(days=36_500).days else None

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
from tuopin.kernel.written_numbers import number_written
from tuopin.ledger.selectors import StepsAt, counts_by_source, crew_plan_of, schedule_of, steps_by_place
from tuopin.ledger.states import countdown
from tuopin.ledger.views.spoken import origin

SECONDS, MOST_CREWS, MOST_SLIP = 5.0, 999, 9999
MOST_PLACES = 200  # told by name where steps lie below
WIDE, ROW, LEFT = 900, 26, 0  # of the chart, in its own units


@asks("read", takes=("source", "deadline", "begins", "step", "slip", "crews"))
@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """The steps of one source at one place, counted back; with crews, all places that share them."""
    area = request.GET.get("area") or request.actor.home
    request.actor.require("read", area)
    request.area_code = area
    sources = [one.key for one in counts_by_source(request.actor, area, on=request.on) if one.key]
    steps = steps_by_place(request.actor, area)
    source = request.GET.get("source") or next((one for one in sources if one in steps), next(iter(sources), ""))
    here = steps.get(source, {}).get(area)
    deadline = _day(request, "deadline") or (here.due_on if here else date(request.on.year, 12, 31))
    begins = _day(request, "begins") or request.on
    context: dict = {
        "area": area, "area_name": names_of([area], on=request.on).get(area, area), "sources": [(one, origin(one)) for one in sources], "source": source, "deadline": deadline, "begins": begins,
        "left": max(left := countdown(deadline, request.on), 0), "past": max(-left, 0), "fault": "", "unread": _unread(request), "slip": request.GET.get("slip", ""), "step": request.GET.get("step", ""), "crews": request.GET.get("crews", ""),
    }
    try:
        if source and (crews := _whole(context["crews"], MOST_CREWS)):
            context |= _with_crews(request, source, crews, begins)
        elif source:
            context |= _steps(request, source, area, deadline, begins, context)
    except NotFound:
        raise
    except Refusal as refusal:
        if "site" in refusal.params:  # the plan knows a place by its code; whoever reads it by its name
            site = str(refusal.params["site"])
            refusal.params["site"] = names_of([site], on=request.on).get(site, site)
        context["fault"] = " ".join(refusal.say(_))
        if refusal.code == "no-steps":
            places = steps.get(source, {})
            context |= {"elsewhere": _elsewhere(request, places), "further": max(len(places) - MOST_PLACES, 0)}
    return render(request, "ledger/schedule.html", context)


def _elsewhere(request: HttpRequest, places: dict[str, StepsAt]) -> list[tuple[str, str, int]]:
    """The places below that have steps of the source: name, query of their own page, number of steps."""
    names, rest = names_of(list(places)[:MOST_PLACES], on=request.on), request.GET.copy()
    found = []
    for code, at in list(places.items())[:MOST_PLACES]:
        rest["area"] = code
        found.append((names.get(code, code), rest.urlencode(), at.steps))
    return found


def _steps(request: HttpRequest, source: str, area: str, deadline: date, begins: date, context: dict) -> dict:
    found = schedule_of(request.actor, source, area, deadline=deadline, begins=begins)
    plan = found.plan
    first = min([begins, *(each.latest_start for each in plan.planned)])
    last = max([deadline, *(each.earliest_start + timedelta(days=each.step.days) for each in plan.planned)])
    total = max(1, (last - first).days + 1)
    critical = {each.step.name for each in plan.critical}
    rows = [{
        "each": each, "task": found.tasks[each.step.name], "critical": each.step.name in critical, "after": [found.tasks[n].title for n in each.step.after],
        "y": n * ROW, "x": _at(each.latest_start, first, total), "width": max(3, round(WIDE * each.step.days / total)),
        "slack_x": _at(each.earliest_start, first, total),
        "due_later": found.tasks[each.step.name].due_on if found.tasks[each.step.name].due_on > each.latest_finish else None,
    } for n, each in enumerate(plan.planned)]
    slip, step = context["slip"], context["step"]
    days = _whole(slip, MOST_SLIP)
    late = plan.late_after_slip(step, days) if step in found.tasks and days is not None else None
    return {"rows": rows, "plan": plan, "late_after": late, "height": ROW * len(rows), "wide": WIDE,
            "today_x": _at(begins, first, total), "deadline_x": _at(deadline + timedelta(days=1), first, total)}


def _at(day: date, begins: date, total: int) -> int:
    return round(WIDE * (day - begins).days / total)


def _with_crews(request: HttpRequest, source: str, crews: int, begins: date) -> dict:
    plan = crew_plan_of(request.actor, source, crews=crews, begins=begins, seconds=SECONDS)
    names = names_of(plan.late, on=request.on)
    stages: dict[str, list] = {}
    for (site, name), day in sorted(plan.begins.items(), key=lambda item: item[1]):
        stages.setdefault(site, []).append((name, day))
    return {"crew_plan": plan, "sites": [(names.get(site, site), late, stages[site]) for site, late in sorted(plan.late.items(), key=lambda item: -item[1])]}


def _whole(text: str, most: int) -> int | None:
    """The whole number that was typed, up to the most that can be meant; None for anything else."""
    found = number_written(text.strip()) if len(text) < 7 else None
    return found if found is not None and 0 <= found <= most else None


def _unread(request: HttpRequest) -> list[str]:
    """What was typed and cannot be meant, each in words: it is told and not passed over."""
    given = {name: request.GET.get(name, "").strip() for name in ("deadline", "begins", "crews", "slip")}
    told = [_("{field}“{said}”读不懂,按没有填写处理。请写成 2020-12-31 这样的日期。").format(field=label, said=given[name][:20])
            for name, label in (("deadline", _("全部完成期限")), ("begins", _("最早开工"))) if given[name] and _day(request, name) is None]
    if given["crews"] and not _whole(given["crews"], MOST_CREWS):
        told.append(_("施工队数“{said}”不对,按没有填写处理。请写 1 至 {most} 的整数。").format(said=given["crews"][:20], most=MOST_CREWS))
    if given["slip"] and _whole(given["slip"], MOST_SLIP) is None:
        told.append(_("拖延天数“{said}”不对,按没有填写处理。请写 0 至 {most} 的整数。").format(said=given["slip"][:20], most=MOST_SLIP))
    elif given["slip"] and not request.GET.get("step") and not given["crews"]:
        told.append(_("写了拖延几天,还没有选是哪一步。请选一步。"))
    return told


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        found = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if abs((found - request.on).days) < timedelta(days=36_500).days else None

"""The lists of responsibility with their forms: duties, meetings, visits, problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.codelists import label
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.responsibility import services
from tuopin.responsibility.forms import DutyForm, MeetingForm, ProblemForm, SolvedForm, VisitForm
from tuopin.responsibility.selectors import duties_of, meetings_of, problem_in_sight, problems_of, rows_about, visits_of
from tuopin.responsibility.views.overview import area_of

SIZE = 50
SOURCES = {"contact": phrase("联系点"), "visit": phrase("走访"), "campaign": phrase("专项行动"), "meeting": phrase("会议")}


@dataclass(frozen=True)
class Listed:
    """One list: its title, its rows of a place, what a row shows under which heading, its form and the service behind it."""

    title: str
    lead: str
    rows: Callable
    heads: tuple[str, ...]
    shown: Callable
    texts: tuple[str, ...]  # the columns in which words are looked for
    form: type[forms.Form]
    add: Callable


def _duty(row) -> tuple:
    return (row.get_kind_display(), row.holder, row.title, row.unit, label("sector", row.sector, get_language() or "zh") or row.policy, row.starts_on.isoformat())


def _meeting(row) -> tuple:
    return (row.get_kind_display(), row.title, row.held_on.isoformat(), row.get_lowest_level_display(), row.topic, row.target)


def _visit(row) -> tuple:
    return (row.get_kind_display(), row.visitor, row.visited_on.isoformat(), row.note)


def _problem(row) -> tuple:
    kind, _colon, number = row.source.partition(":")
    return (row.text, f"{_(SOURCES[kind])} #{number}" if kind in SOURCES else row.source, row.found_on.isoformat(), row.solved_on.isoformat() if row.solved_on else "", row.result)


LISTS = {
    "duties": Listed(
        phrase("责任分工"), phrase("四种责任、领导联系县、联系点和行业部门:谁对哪里负责,从哪天起。"), lambda r, area: duties_of(r.actor, area, on=r.on),
        (phrase("责任类型"), phrase("责任人"), phrase("职务"), phrase("责任单位"), phrase("行业"), phrase("生效日期")), _duty, ("holder", "title", "unit", "policy"), DutyForm,
        lambda said, more: services.give_duties([services.NewDuty(**said)], **more)),
    "leaders-meetings": Listed(
        phrase("会议与决议"), phrase("会议开到哪一级、听了几次汇报、决议定了什么目标。"), lambda r, area: meetings_of(r.actor, area),
        (phrase("会议类型"), phrase("会议名称"), phrase("召开日期"), phrase("开到哪一级"), phrase("议题"), phrase("所定目标")), _meeting, ("title", "topic", "target"), MeetingForm,
        lambda said, more: services.record_meetings([services.NewMeeting(**said)], **more)),
    "visits": Listed(
        phrase("走访"), phrase("遍访、专题调研、四不两直。四不两直没有通知。"), lambda r, area: visits_of(r.actor, area),
        (phrase("走访类型"), phrase("走访人"), phrase("走访日期"), phrase("走访情况")), _visit, ("visitor", "note"), VisitForm, lambda said, more: services.record_visits([services.NewVisit(**said)], **more)),
    "problems": Listed(
        phrase("难题"), phrase("联系点、走访和行动中发现的难题,没解决的在前。"), lambda r, area: problems_of(r.actor, area),
        (phrase("问题"), phrase("问题来源"), phrase("发现日期"), phrase("解决日期"), phrase("解决情况")), _problem, ("text", "source", "result"), ProblemForm,
        lambda said, more: services.record_problems([services.NewProblem(**said)], **more)),
}


RECORD = {"duties": "record-duty", "leaders-meetings": "record-meeting", "visits": "record-visit", "problems": "record-problem"}


def _page(request: HttpRequest, what: str, form: forms.Form | None = None) -> HttpResponse:
    """One list of a place with its form; `form` is one that was refused."""
    listed, area = LISTS[what], area_of(request)
    form = form or listed.form(initial={"area": area, **dict.fromkeys(("starts_on", "held_on", "visited_on", "found_on"), request.on)})
    page, text = request.GET.get("after", "1"), request.GET.get("search", "")[:60].strip()
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    found = rows_about(listed.rows(request, area), text, listed.texts)
    total = found.count()
    number = min(max(1, number), max(1, -(-total // SIZE)))
    rows = list(found[(number - 1) * SIZE : number * SIZE])
    names, heads = names_of({row.area_code for row in rows} | {area}, on=request.on), [_(head) for head in listed.heads]
    return render(request, "responsibility/list.html", {
        "what": what, "record": RECORD[what], "title": _(listed.title), "lead": _(listed.lead), "heads": heads, "form": form, "area": area,
        "search": text, "area_name": names.get(area, area), "rows": [(row, names.get(row.area_code, row.area_code), list(zip(heads, listed.shown(row), strict=True))) for row in rows], "total": total,
        "page": {"before": number - 1 if number > 1 else "", "after": number + 1 if total > number * SIZE else ""}, "may_add": request.actor.may("correct", area),
    }, status=422 if form.errors else 200)


def _recorded(request: HttpRequest, what: str) -> HttpResponse:
    """Add what the form says; refused, the list with the form as it was sent."""
    area, form = area_of(request), LISTS[what].form(request.POST)
    if form.is_valid():
        try:
            LISTS[what].add(form.cleaned_data, {"actor": request.actor, "on": request.on})
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, " ".join(refusal.say(_)))
        else:
            messages.success(request, _("已登记。"))
            return redirect(f"{reverse(what)}?area={area}")
    return _page(request, what, form)


@asks("read", takes=("after", "search"))
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Who answers for what."""
    return _page(request, "duties")


@asks("correct", takes=(DutyForm,))
@require_POST
def record_duty(request: HttpRequest) -> HttpResponse:
    """Record one."""
    return _recorded(request, "duties")


@asks("read", takes=("after", "search"))
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings, reports heard, resolutions."""
    return _page(request, "leaders-meetings")


@asks("correct", takes=(MeetingForm,))
@require_POST
def record_meeting(request: HttpRequest) -> HttpResponse:
    """Record one."""
    return _recorded(request, "leaders-meetings")


@asks("read", takes=("after", "search"))
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Visits of leaders."""
    return _page(request, "visits")


@asks("correct", takes=(VisitForm,))
@require_POST
def record_visit(request: HttpRequest) -> HttpResponse:
    """Record one."""
    return _recorded(request, "visits")


@asks("read", takes=("after", "search"))
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Problems found and solved."""
    return _page(request, "problems")


@asks("correct", takes=(ProblemForm,))
@require_POST
def record_problem(request: HttpRequest) -> HttpResponse:
    """Record one."""
    return _recorded(request, "problems")


@asks("correct", takes=(SolvedForm,))
@require_POST
def solve_problem(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how one problem was solved."""
    problem_in_sight(request.actor, pk)
    form = SolvedForm(request.POST)
    if form.is_valid():
        services.solve_problems({pk: form.cleaned_data["result"]}, solved_on=request.on, actor=request.actor, on=request.on)
        messages.success(request, _("已登记。"))
    else:
        messages.error(request, _("没有保存:请核对填写的内容。"))
    return redirect("problems")

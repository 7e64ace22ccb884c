"""The lists of responsibility with their forms: duties, meetings, visits, problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.kernel.acts import asks
from tuopin.kernel.codelists import label
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.lists import ASKED, Column, Filter, Laid, Listing, laid_out, place_asked
from tuopin.responsibility import services
from tuopin.responsibility.forms import DutyForm, MeetingForm, ProblemForm, SolvedForm, VisitForm
from tuopin.responsibility.selectors import duties_of, meetings_of, problem_in_sight, problems_of, visits_of

SOURCES = {"contact": phrase("联系点"), "visit": phrase("走访"), "campaign": phrase("专项行动"), "meeting": phrase("会议")}
NUMBER = Column("number", phrase("编号"), lambda row: row.pk, kind="num", order="pk")
KINDS = {what: tuple(form.base_fields["kind"].choices) for what, form in {"duties": DutyForm, "leaders-meetings": MeetingForm, "visits": VisitForm}.items()}
FIRST = phrase("用下面的表单登记第一条。")


@dataclass(frozen=True)
class Listed:
    """One list: what it shows, a line above it, its rows of a place as the address narrows them, its form, that form's address and the service behind it."""

    listing: Listing
    lead: str
    rows: Callable
    form: type[forms.Form]
    record: str
    add: Callable


def _kind(head: str) -> Column:
    return Column("kind", head, lambda row: row.get_kind_display(), order="kind")


def _day(name: str, head: str) -> Column:
    return Column(name, head, lambda row: _iso(getattr(row, name)), kind="code", order=name)


def _text(name: str, head: str) -> Column:
    return Column(name, head, attrgetter(name), order=name)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _sector(row) -> str:
    return label("sector", row.sector, get_language() or "zh") or row.policy


def _found_at(row) -> str:
    kind, _colon, number = row.source.partition(":")
    return f"{_(SOURCES[kind])} #{number}" if kind in SOURCES else row.source


def _of_kind(rows, request: HttpRequest):
    only = request.GET.get("only", "")
    return rows.filter(kind=only) if only else rows


def _problems(request: HttpRequest, area: str):
    only = request.GET.get("only", "")
    return problems_of(request.actor, area, solved={"open": False, "solved": True}.get(only))


DUTIES_LIST = Listing(phrase("责任分工"), (
    NUMBER, _kind(phrase("责任类型")), _text("holder", phrase("责任人")), _text("title", phrase("职务")), _text("unit", phrase("责任单位")),
    Column("sector", phrase("行业"), _sector, order="sector"), _day("starts_on", phrase("生效日期"))),
    looked_in=("kind", "holder", "title", "unit", "policy"), filters=(Filter("only", phrase("责任类型"), KINDS["duties"]),), empty=(phrase("还没有登记"), FIRST))
MEETINGS_LIST = Listing(phrase("会议与决议"), (
    NUMBER, _kind(phrase("会议类型")), _text("title", phrase("会议名称")), _day("held_on", phrase("召开日期")),
    Column("lowest_level", phrase("开到哪一级"), lambda row: row.get_lowest_level_display(), order="lowest_level"), _text("topic", phrase("议题")), _text("target", phrase("所定目标"))),
    looked_in=("kind", "title", "topic", "target"), filters=(Filter("only", phrase("会议类型"), KINDS["leaders-meetings"]),), empty=(phrase("还没有登记"), FIRST))
VISITS_LIST = Listing(phrase("走访"), (
    NUMBER, _kind(phrase("走访类型")), _text("visitor", phrase("走访人")), _day("visited_on", phrase("走访日期")), _text("note", phrase("走访情况"))),
    looked_in=("kind", "visitor", "note"), filters=(Filter("only", phrase("走访类型"), KINDS["visits"]),), empty=(phrase("还没有登记"), FIRST))
PROBLEMS_LIST = Listing(phrase("难题"), (
    NUMBER, _text("text", phrase("问题")), Column("source", phrase("问题来源"), _found_at, order="source"), _day("found_on", phrase("发现日期")),
    _day("solved_on", phrase("解决日期")), _text("result", phrase("解决情况"))),
    looked_in=("text", "source", "result"), filters=(Filter("only", phrase("解决情况"), (("open", phrase("未解决")), ("solved", phrase("已解决")))),),
    at_end="responsibility/solve.html", empty=(phrase("还没有登记"), FIRST))
LISTS = {
    "duties": Listed(
        DUTIES_LIST, phrase("四种责任、领导联系县、联系点和行业部门:谁对哪里负责,从哪天起。"), lambda r, area: _of_kind(duties_of(r.actor, area, on=r.on), r), DutyForm, "record-duty",
        lambda said, more: services.give_duties([services.NewDuty(**said)], **more)),
    "leaders-meetings": Listed(
        MEETINGS_LIST, phrase("会议开到哪一级、听了几次汇报、决议定了什么目标。"), lambda r, area: _of_kind(meetings_of(r.actor, area), r), MeetingForm, "record-meeting",
        lambda said, more: services.record_meetings([services.NewMeeting(**said)], **more)),
    "visits": Listed(
        VISITS_LIST, phrase("遍访、专题调研、四不两直。四不两直没有通知。"), lambda r, area: _of_kind(visits_of(r.actor, area), r), VisitForm, "record-visit",
        lambda said, more: services.record_visits([services.NewVisit(**said)], **more)),
    "problems": Listed(
        PROBLEMS_LIST, phrase("联系点、走访和行动中发现的难题,没解决的在前。"), _problems, ProblemForm, "record-problem",
        lambda said, more: services.record_problems([services.NewProblem(**said)], **more)),
}


def _page(request: HttpRequest, what: str, form: forms.Form | None = None) -> HttpResponse:
    """One list of a place with its form; `form` is one that was refused."""
    listed, area = LISTS[what], place_asked(request)
    found = laid_out(request, area, listed.rows(request, area), listed.listing)
    if not isinstance(found, Laid):
        return found
    form = form or listed.form(initial={"area": area, **dict.fromkeys(("starts_on", "held_on", "visited_on", "found_on"), request.on)})
    return render(request, "responsibility/list.html", {
        "what": what, "record": listed.record, "lead": _(listed.lead), "list": found, "form": form, "area": area, "may_add": request.actor.may("correct", area),
    }, status=422 if form.errors else 200)


def _recorded(request: HttpRequest, what: str) -> HttpResponse:
    """Add what the form says; refused, the list with the form as it was sent."""
    area, form = place_asked(request), LISTS[what].form(request.POST)
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


@asks("read", takes=ASKED)
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Who answers for what."""
    return _page(request, "duties")


@asks("correct", takes=(DutyForm,))
@require_POST
def record_duty(request: HttpRequest) -> HttpResponse:
    """Record one."""
    return _recorded(request, "duties")


@asks("read", takes=ASKED)
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings, reports heard, resolutions."""
    return _page(request, "leaders-meetings")


@asks("correct", takes=(MeetingForm,))
@require_POST
def record_meeting(request: HttpRequest) -> HttpResponse:
    """Record one."""
    return _recorded(request, "leaders-meetings")


@asks("read", takes=ASKED)
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Visits of leaders."""
    return _page(request, "visits")


@asks("correct", takes=(VisitForm,))
@require_POST
def record_visit(request: HttpRequest) -> HttpResponse:
    """Record one."""
    return _recorded(request, "visits")


@asks("read", takes=ASKED)
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

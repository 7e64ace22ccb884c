"""The teams of a place, one team with its month, what may be done with it, its diary, and the monthly report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from operator import attrgetter, itemgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.assistance import forms
from tuopin.assistance.selectors.people import helper_numbered
from tuopin.assistance.selectors.teams import FILTERS, diary, duty_report, team_file, teams
from tuopin.assistance.selectors.units import unit_numbered
from tuopin.assistance.services import diary as writing
from tuopin.assistance.services import duty
from tuopin.assistance.services.teams import (
    MemberSaid,
    TeamSaid,
    close_team,
    form_teams,
    move_station,
    post_members,
    recall_member,
)
from tuopin.assistance.states.kinds import ABSENT_KINDS, ASKED, VILLAGE_DAY
from tuopin.assistance.states.numbers import whole
from tuopin.assistance.states.weeks import month_of
from tuopin.assistance.views.deeds import Deed, Way, do_deed, no_such_deed
from tuopin.assistance.views.lists import day, text
from tuopin.divisions.selectors import names_of
from tuopin.evidence.selectors import evidence_of
from tuopin.evidence.services import accept_file
from tuopin.kernel.acts import asks
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import number_written
from tuopin.lists import ASKED as LIST_ASKED
from tuopin.lists import Column, Filter, Laid, Listing, laid_out, place_asked

LACKS = {"small": phrase("队员不足"), "no_leader": phrase("没有队长"), "no_first_secretary": phrase("没有第一书记"), "no_diary": phrase("本月没有日记")}
TEAMS = Listing(phrase("驻村工作队"), (
    Column("number", phrase("编号"), attrgetter("pk"), link=lambda row: reverse("team", args=[row.pk]), kind="code"), text("unit", phrase("后盾单位")),
    text("leader", phrase("队长")), text("first_secretary", phrase("第一书记")), text("members", phrase("队员"), kind="num"),
    text("days", phrase("本月在村天数"), kind="num"), text("nights", phrase("本月住村夜数"), kind="num"), Column("diary", phrase("本月日记"), attrgetter("entries"), kind="num"),
    text("station", phrase("驻地")), Column("since", phrase("派驻开始时间"), day("starts_on", "").shown, kind="code")),
    place=attrgetter("village_code"), filters=(Filter("lacks", phrase("只看"), tuple((name, LACKS[name]) for name in FILTERS)),),
    empty=(phrase("还没有驻村工作队"), phrase("为每个贫困村组建工作队,再派驻队员。")))
REPORT = (
    Column("name", phrase("姓名"), lambda row: row[0].helper.name, link=lambda row: reverse("helper", args=[row[0].helper_id])),
    Column("unit", phrase("单位"), lambda row: row[0].helper.unit_name), Column("days", phrase("在村天数"), itemgetter(1), kind="num"),
    Column("nights", phrase("住村夜数"), itemgetter(2), kind="num"), Column("leave", phrase("请假天数"), itemgetter(3), kind="num"))


@asks("read", takes=(*LIST_ASKED, "lacks"))
def team_list(request: HttpRequest) -> HttpResponse:
    """The teams at work in a place, with this month's days, nights and diary; a team too small has its number in a box."""
    area = place_asked(request)
    least = whole("team_least", request.on, area)
    columns = tuple(replace(c, badge=lambda row: "no" if row.members < least else "") if c.name == "members" else c for c in TEAMS.columns)
    found = laid_out(request, area, teams(request.actor, area, on=request.on, lacks=request.GET.get("lacks", "")), replace(TEAMS, columns=columns))
    if not isinstance(found, Laid):
        return found
    return render(request, "assistance/teams.html", {"area": area, "list": found, "least": least, "may_form": request.actor.may("confirm", area)})


@asks("read", takes=("month",))
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: its people, the month day by day, quarters, leave, and what may be done."""
    month = month_of(request.GET.get("month", ""), request.on)
    file = team_file(request.actor, pk, on=request.on, month=month)
    code = request.area_code = file.team.village_code
    days = [month[0] + timedelta(days=n) for n in range((month[1] - month[0]).days)]
    return render(request, "assistance/team.html", {
        "file": file, "team": file.team, "name": _name(request, code), "days": days, "month": f"{month[0]:%Y-%m}",
        "before": f"{month[0] - timedelta(days=1):%Y-%m}", "after": f"{month[1]:%Y-%m}" if month[1] <= request.on else "",
        "sheet": [(m, [_mark(m.days.get(day), day, request.on) for day in days]) for m in file.members],
        "entries": diary(request.actor, village=code, limit=10), "may_decide": request.actor.may("confirm", code),
        "may_write": request.actor.may("correct", code), "waiting": [leave for leave in file.leaves if leave.state == ASKED],
    })


@asks("read", takes=("month", "who"))
def team_diary(request: HttpRequest, pk: int) -> HttpResponse:
    """The diary of a team's village for a month or all of it, as a page to read and to print."""
    month = request.GET.get("month", "")
    span = month_of(month, request.on) if month else (None, None)
    file = team_file(request.actor, pk, on=request.on, month=month_of(month, request.on))
    code = request.area_code = file.team.village_code
    who = number_written(request.GET.get("who", ""))
    entries = diary(request.actor, village=code, helper=who, first=span[0], until=span[1])
    return render(request, "assistance/diary.html", {
        "file": file, "team": file.team, "name": _name(request, code), "month": month, "who": who,
        "entries": [(each, evidence_of(request.actor, f"diary:{each.entry.pk}")) for each in entries],
        "people": [(m.posting.helper_id, m.name) for m in file.members], "mine": request.actor.name,
    })


@asks("read", takes=(*LIST_ASKED, "month"))
def team_report(request: HttpRequest) -> HttpResponse:
    """The monthly report: days and nights of each member, against the number asked for."""
    area, month = place_asked(request), month_of(request.GET.get("month", ""), request.on)
    asked = whole("duty_days_month", month[0], area)
    enough = Column("enough", phrase("是否达标"), lambda row: _("是") if row[1] >= asked else _("否"), badge=lambda row: "yes" if row[1] >= asked else "no")
    found = laid_out(request, area, duty_report(request.actor, area, month=month, on=request.on), Listing(
        f"{month[0]:%Y-%m} {_('驻村月报')}", (*REPORT, enough), place=lambda row: row[0].village_code, empty=(phrase("这个月没有驻村队员"), "")))
    if not isinstance(found, Laid):
        return found
    return render(request, "assistance/report.html", {
        "area": area, "list": found, "month": f"{month[0]:%Y-%m}", "asked": asked, "before": f"{month[0] - timedelta(days=1):%Y-%m}",
        "after": f"{month[1]:%Y-%m}" if month[1] <= request.on else "",
    })


@asks("confirm", takes=(forms.TeamForm,))
def form_team(request: HttpRequest) -> HttpResponse:
    """Form a team for a village."""
    def run(request: HttpRequest, said: dict) -> str:
        unit = unit_numbered(said["village"], said["unit"]) if said["unit"].strip() else None
        [made] = form_teams(teams=[TeamSaid(said["village"], unit.pk if unit else None, said["station"])], starts_on=said["on_day"], basis=said["basis"],
                            actor=request.actor, on=request.on)
        return reverse("team", args=[made.pk])

    deed = Deed(phrase("组建驻村工作队"), forms.TeamForm, run, phrase("已组建工作队,请继续派驻队员。"), initial={"village": request.GET.get("area", "")})
    return do_deed(request, deed, Way(reverse("teams"), _("驻村工作队")))


@asks("confirm", takes=(forms.MemberForm, forms.RecallForm, forms.StationForm, forms.Based, forms.LeaveDecision))
def team_deed(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """What heads decide of a team: post, recall, move, close, decide on leave."""
    file, way = _opened(request, pk)
    team, here = file.team, {"actor": request.actor, "on": request.on}
    people = [(str(m.posting.pk), m.name) for m in file.members]
    waits = [(str(leave.pk), f"{leave.helper.name} {leave.starts_on} – {leave.ends_on} {leave.reason}") for leave in file.leaves if leave.state == ASKED]
    deeds = {
        "post": Deed(phrase("派驻队员"), forms.MemberForm, lambda r, s: post_members(
            members=[MemberSaid(helper_numbered(team.village_code, s["helper"]).pk, team.village_code, s["first_secretary"], s["team_leader"])],
            starts_on=s["on_day"], basis=s["basis"], **here), phrase("已派驻。")),
        "recall": Deed(phrase("结束派驻"), forms.RecallForm, lambda r, s: recall_member(
            posting=int(s["who"]), ends_on=s["on_day"], basis=s["basis"], early=s["early"], **here), phrase("已结束派驻。"), named={"people": people}),
        "move": Deed(phrase("变更驻地"), forms.StationForm, lambda r, s: move_station(
            team=team.pk, name=s["name"], moves_on=s["on_day"], households=s["households"], basis=s["basis"], **here), phrase("已变更驻地。"),
            phrase("整村搬迁时,工作队随村搬迁,任期不断。")),
        "close": Deed(phrase("撤队"), forms.Based, lambda r, s: close_team(
            team=team.pk, ends_on=s["on_day"], basis=s["basis"], **here), phrase("已撤队,队员派驻同时结束。"), phrase("贫困村退出之前不能撤队。")),
        "leave": Deed(phrase("审批请假"), forms.LeaveDecision, lambda r, s: duty.decide_leave(
            leave=int(s["who"]), granted=s["granted"] == "yes", **here), phrase("已记录。"), named={"people": waits}),
    }
    if what not in deeds:
        raise no_such_deed()
    request.actor.require("confirm", team.village_code)
    return do_deed(request, deeds[what], way)


@asks("correct", takes=(forms.DutyForm, forms.DiaryForm, forms.LeaveForm, forms.WithdrawForm, "entry"))
def team_note(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """What members write down: sign for a day, a diary entry, ask for leave, take an entry back."""
    file, way = _opened(request, pk)
    here = {"actor": request.actor, "on": request.on}
    named = {"people": [(str(m.posting.pk), m.name) for m in file.members]}
    entry = request.GET.get("entry", "")
    deeds = {
        "duty": Deed(phrase("驻村签到"), forms.DutyForm, lambda r, s: duty.sign_duty(
            days=[duty.DaySaid(int(s["who"]), s["day"], s["kind"], s["night"], s["latitude"], s["longitude"])], **here), phrase("已签到。"),
            button=phrase("签到"), named=named),
        "diary": Deed(phrase("写驻村日记"), forms.DiaryForm, _write, phrase("日记已保存。"), named=named),
        "leave": Deed(phrase("申请请假"), forms.LeaveForm, lambda r, s: duty.ask_leave(
            posting=int(s["who"]), starts_on=s["starts"], ends_on=s["ends"], reason=s["reason"], **here), phrase("已提交,等待审批。"), named=named),
        "withdraw": Deed(phrase("撤回日记"), forms.WithdrawForm, lambda r, s: writing.withdraw_diary(
            entry=number_written(entry) or 0, because=s["because"], **here), phrase("已撤回。")),
    }
    if what not in deeds:
        raise no_such_deed()
    request.actor.require("correct", file.team.village_code)
    return do_deed(request, deeds[what], way)


def _write(request: HttpRequest, said: dict) -> None:
    entry = writing.write_diary(
        posting=int(said["who"]), day=said["day"], text=said["text"], households=said["households"].replace("\uff0c", ",").split(","),
        actor=request.actor, on=request.on)
    if said["photo"]:
        accept_file(kind="photo", subject=f"diary:{entry.pk}", area_code=entry.village_code, file=said["photo"].read(), actor=request.actor, on=request.on)


def _opened(request: HttpRequest, pk: int):
    file = team_file(request.actor, pk, on=request.on, month=month_of("", request.on))
    request.area_code = file.team.village_code
    return file, Way(reverse("team", args=[pk]), f"{_name(request, file.team.village_code)} · {_('驻村工作队')}")


def _name(request: HttpRequest, code: str) -> str:
    return names_of([code], on=request.on).get(code, code)


def _mark(day, on, today) -> tuple[str, str]:
    """How a day of the sheet is shown: a sign and what it means."""
    if day is None:
        return ("", "") if on > today else ("·", _("没有签到"))
    if day.kind == VILLAGE_DAY:
        return ("●", _("在村并住村")) if day.night else ("○", _("在村"))
    sign, meaning = ABSENT_KINDS[day.kind]
    return _(sign), _(meaning)

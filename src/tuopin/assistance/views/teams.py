"""The teams of a place, one team with its month, what may be done with it, its diary, and the monthly report."""

from __future__ import annotations

from datetime import timedelta

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
from tuopin.assistance.views.lists import SUFFIXES, Numbered, as_file, place_asked
from tuopin.divisions.selectors import names_of
from tuopin.evidence.selectors import evidence_of
from tuopin.evidence.services import accept_file
from tuopin.kernel.acts import asks
from tuopin.kernel.words import phrase

LACKS = {"small": phrase("队员不足"), "no_leader": phrase("没有队长"), "no_first_secretary": phrase("没有第一书记"), "no_diary": phrase("本月没有日记")}


@asks("read", takes=("lacks", "sort", "search", "after", "file"))
def team_list(request: HttpRequest) -> HttpResponse:
    """The teams at work in a place, with this month's days, nights and diary."""
    area, name = place_asked(request)
    lacks, search = request.GET.get("lacks", ""), request.GET.get("search", "").strip()
    rows = teams(request.actor, area, on=request.on, lacks=lacks, sort=request.GET.get("sort", "village"))
    names = names_of({row.village_code for row in rows}, on=request.on)
    if search:
        rows = [r for r in rows if search in f"{names.get(r.village_code, '')} {r.unit} {r.leader} {r.first_secretary} {r.village_code}"]
    if request.GET.get("file") in SUFFIXES:
        return as_file(f"{name}{_('驻村工作队')}", request.GET["file"],
                       [_("行政村"), _("行政村代码"), _("后盾单位"), _("队长"), _("第一书记"), _("队员"), _("本月在村天数"), _("本月住村夜数"), _("本月日记"), _("驻地"), _("派驻开始时间")],
                       [[names.get(r.village_code, ""), r.village_code, r.unit, r.leader, r.first_secretary, r.members, r.days, r.nights, r.entries, r.station,
                         r.starts_on.isoformat()] for r in rows])
    page = Numbered(rows, request.GET.get("after", ""))
    return render(request, "assistance/teams.html", {
        "area": area, "area_name": name, "page": page, "rows": [(row, names.get(row.village_code, row.village_code)) for row in page.rows],
        "least": whole("team_least", request.on, area), "lacks": lacks, "search": search, "filters": [(k, _(LACKS[k])) for k in FILTERS],
        "may_form": request.actor.may("confirm", area), "query": f"area={area}&lacks={lacks}&search={search}",
    })


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
    who = int(request.GET["who"]) if request.GET.get("who", "").isdigit() else None
    entries = diary(request.actor, village=code, helper=who, first=span[0], until=span[1])
    return render(request, "assistance/diary.html", {
        "file": file, "team": file.team, "name": _name(request, code), "month": month, "who": who,
        "entries": [(each, evidence_of(request.actor, f"diary:{each.entry.pk}")) for each in entries],
        "people": [(m.posting.helper_id, m.name) for m in file.members], "mine": request.actor.name,
    })


@asks("read", takes=("month", "file"))
def team_report(request: HttpRequest) -> HttpResponse:
    """The monthly report: days and nights of each member, against the number asked for."""
    area, name = place_asked(request)
    month = month_of(request.GET.get("month", ""), request.on)
    asked = whole("duty_days_month", month[0], area)
    rows = duty_report(request.actor, area, month=month, on=request.on)
    names = names_of({posting.village_code for posting, *_rest in rows}, on=request.on)
    title = f"{name} {month[0]:%Y-%m} {_('驻村月报')}"
    if request.GET.get("file") in SUFFIXES:
        return as_file(title, request.GET["file"], [_("行政村"), _("姓名"), _("单位"), _("在村天数"), _("住村夜数"), _("请假天数"), _("是否达标")],
                       [[names.get(p.village_code, ""), p.helper.name, p.helper.unit_name, d, n, leave, _("是") if d >= asked else _("否")] for p, d, n, leave in rows])
    page = Numbered(rows, "")
    return render(request, "assistance/report.html", {
        "area": area, "area_name": name, "month": f"{month[0]:%Y-%m}", "asked": asked, "page": page, "before": f"{month[0] - timedelta(days=1):%Y-%m}",
        "after": f"{month[1]:%Y-%m}" if month[1] <= request.on else "",
        "rows": [(p, names.get(p.village_code, p.village_code), d, n, leave, d >= asked) for p, d, n, leave in rows],
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
            entry=int(entry) if entry.isdigit() else 0, because=s["because"], **here), phrase("已撤回。")),
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

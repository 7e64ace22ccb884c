"""Appraisal meetings: those held, and the page on which one meeting votes on all households that wait for it."""

from __future__ import annotations

from operator import attrgetter
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.evidence.services import accept_file
from tuopin.identification.forms import MeetingForm
from tuopin.identification.selectors.meetings import (
    cases_to_appraise,
    counted,
    meeting_numbered,
    meetings_for,
    step_of,
    totals_of,
)
from tuopin.identification.services import MeetingTold, Votes, hold_meeting
from tuopin.identification.states.votes import read_votes
from tuopin.identification.views.told import words_of
from tuopin.intake.media.parent import LARGEST
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import LEVELS, ancestor
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.kernel.written_numbers import number_written
from tuopin.lists import ASKED, Column, Laid, Listing, as_file, laid_out, place_asked
from tuopin.people.selectors import factor_wanted, post_in_words
from tuopin.procedure.selectors.past import seats_of
from tuopin.procedure.states import Step, procedure_named
from tuopin.procedure.states.declared import ANY
from tuopin.registry.selectors.households import heads_of
from tuopin.trail.selectors.entries import said_of

PDF = b"%PDF-"
SUFFIXES = ("xlsx", "csv")
MOST = 200
BY_HAND = 150  # households whose votes are typed one by one; more are pasted, as a form of thousands of fields is neither read nor sent
ROLL = 100  # households on one page of the roll that a larger meeting reads from
MEETINGS = Listing(phrase("民主评议"), (
    Column("held_on", phrase("会议日期"), lambda row: row.held_on.isoformat(), link=lambda row: reverse("meeting", args=[row.pk]), kind="code", order="held_on"),
    Column("procedure", phrase("事项"), lambda row: _(procedure_named(row.procedure).title), order="procedure"),
    Column("kind", phrase("会议类型"), lambda row: row.get_kind_display(), order="kind"),
    *(Column(name, head, attrgetter(name), kind="num", order=name) for name, head in (("entitled", phrase("应到人数")), ("present", phrase("实到人数")))),
    *(Column(name, head, attrgetter(name), kind="num") for name, head in (("households", phrase("评议户数")), ("carried", phrase("通过户数"))))),
    place=attrgetter("village_code"), dressed=counted, looked_in=("kind", "place", "note"), empty=(phrase("还没有评议会议"), phrase("核查过的申请和待退出的户会列在这里等待评议。")))


@asks("read", takes=ASKED)
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings of an area, the latest first, and the villages where households wait for one."""
    area = place_asked(request)
    found = laid_out(request, area, meetings_for(request.actor, area), MEETINGS)
    if not isinstance(found, Laid):
        return found
    villages: dict[str, int] = {}
    for case in cases_to_appraise(request.actor, area):
        villages[case.area_code] = villages.get(case.area_code, 0) + 1
    names = names_of(set(villages), on=request.on) if villages else {}
    return render(request, "identification/meetings.html", {
        "list": found, "waiting": [
            {"code": code, "name": names.get(code, code), "count": count, "may_hold": request.actor.may("correct", code)} for code, count in sorted(villages.items())],
    })


@asks("correct", takes=(MeetingForm, "case", "votes-*", "file-*", "key", "pasted", "after", "sheet", "matter"), fresh=True)
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, code: str) -> HttpResponse:
    """Record one meeting of a village with its votes on each household that waits for it."""
    request.actor.require("correct", code)
    waiting = cases_to_appraise(request.actor, code)
    if not waiting:
        return render(request, "identification/hold_meeting.html", {"code": code, "place": names_of([code], on=request.on).get(code, "")})
    kinds = _kinds(waiting)
    waiting = kinds.get(request.GET.get("matter", "")) or next((of for of in kinds.values() if _records(request, code, step_of(of[0]))), waiting)
    first = waiting[0]
    waiting = kinds[_matter(first)]
    step = step_of(first)
    form = MeetingForm(*((request.POST,) if request.method == "POST" else ()), initial={"held_on": request.on})
    rows = [_row(request, case) for case in waiting]
    if request.GET.get("sheet") in SUFFIXES:
        return _sheet(request, code, rows)
    keeper = _keeper(request, code, step)
    page = Paginator(rows, BY_HAND if len(rows) <= BY_HAND else ROLL).get_page(request.GET.get("after"))
    read = rows if request.method == "POST" else page.object_list  # what was pasted may name them all
    heads = heads_of(request.actor, [row["number"] for row in read])
    pasted, faults = _pasted(request, rows, heads)
    fault = keeper or (_("没有保存:粘贴的表格有 {n} 处问题,请改正后重新提交。").format(n=len(faults)) if faults else "") if request.method == "POST" else ""
    if request.method == "POST" and form.is_valid() and not fault:
        try:
            meeting = _held(request, code, form, rows, step)
        except NotFound:
            raise
        except Refusal as refusal:
            fault = words_of(refusal)
        else:
            messages.success(request, _("已记录会议和 {count} 户的表决。").format(count=sum(not row["left_out"] for row in rows)))
            return redirect("meeting", meeting.pk)
    elif request.method == "POST" and not fault:
        fault = _("没有保存:请核对填写的内容。")
    return render(request, "identification/hold_meeting.html", {
        "form": form, "rows": [row | {"head": heads.get(row["number"], "")} for row in page], "by_hand": len(rows) <= BY_HAND, "page": page,
        "many": len(rows), "may_take": request.actor.may("export", code), "pasted": pasted, "faults": faults[:MOST], "fault": fault, "keeper": keeper,
        "matters": _matters(kinds, first), "matter": _matter(first), "code": code, "step": step, "title": _(procedure_named(first.procedure).title), "key": uuid4(),
        "place": names_of([code], on=request.on).get(code, ""), "wanted": [r for r in step.evidence if r.shared],
    }, status=422 if fault else 200)


def _matter(case) -> str:
    """What a meeting is about, as the address says it: a procedure and the step that is voted on."""
    return f"{case.procedure}.{case.due}"


def _kinds(waiting: list) -> dict[str, list]:
    """The cases that wait, by what they are about: exits and applications are put to the vote apart, each under its own rule."""
    found: dict[str, list] = {}
    for case in waiting:
        found.setdefault(_matter(case), []).append(case)
    return found


def _matters(kinds: dict[str, list], chosen) -> list[dict]:
    """The kinds of matters to choose from where several wait: its name in words, how many households, which is shown."""
    if len(kinds) < 2:
        return []
    return [{"name": name, "title": _(procedure_named(cases[0].procedure).title), "step": _(step_of(cases[0]).title), "count": len(cases), "here": name == _matter(chosen)}
            for name, cases in kinds.items()]


def _records(request: HttpRequest, code: str, step: Step) -> bool:
    """Whether a post of the asker records the meeting."""
    return any(step.role in (role, ANY) and step.level in (level, ANY) for level, role in seats_of(request.actor, code, on=request.on))


def _keeper(request: HttpRequest, code: str, step: Step) -> str:
    """Why the asker does not record the meeting: another post does, or a second factor is wanted first. Told before a thousand rows are filled in."""
    if _records(request, code, step):
        wanted = factor_wanted(request.actor, request.user)
        return words_of(wanted) if wanted else ""
    place = ancestor(code, LEVELS.index(step.level) + 1)
    return _("这次会议由{who}记录,不由您的岗位办理。").format(who=post_in_words(names_of([place], on=request.on).get(place, ""), step.role))


def _pasted(request: HttpRequest, rows: list[dict], heads: dict[str, str]) -> tuple[str, list[tuple[int, str]]]:
    """What was pasted out of a workbook, laid into the rows: households that it does not name are left for another meeting. And its faults."""
    text = request.POST.get("pasted", "")
    if not text.strip():
        return "", [] if request.method != "POST" or len(rows) <= BY_HAND else [(0, _("请粘贴每户的表决。"))]
    by_number = {row["number"]: row for row in rows}
    lines, faults = read_votes(text, by_number, heads)
    told = {line.number: line for line in lines}
    for number, row in by_number.items():
        line = told.get(number)
        row["left_out"] = line is None
        if line:
            row["said"] = {"in_favour": str(line.in_favour), "against": str(line.against), "abstained": str(line.abstained), "note": line.note}
    return text, [(place, _(why)) for place, why in faults]


def _sheet(request: HttpRequest, code: str, rows: list[dict]) -> HttpResponseBase:
    """The households that wait as a sheet to be filled in at the meeting and pasted back: number, head, three columns of votes, a remark."""
    request.actor.require("export", code)
    heads = heads_of(request.actor, [row["number"] for row in rows])
    title = _("{place}民主评议表决表").format(place=names_of([code], on=request.on).get(code, code))
    return as_file(title, request.GET["sheet"], [_("户编号"), _("户主"), _("同意"), _("反对"), _("弃权"), _("说明")], (
        [row["number"], heads.get(row["number"], ""), "", "", "", ""] for row in rows))


def _row(request: HttpRequest, case) -> dict:
    said = {name: request.POST.get(f"votes-{case.pk}-{name}", "") for name in ("in_favour", "against", "abstained", "note")}
    return {"case": case, "number": case.subject.partition(":")[2], "said": said, "left_out": request.method == "POST" and str(case.pk) not in request.POST.getlist("case")}


def _held(request: HttpRequest, code: str, form: MeetingForm, rows: list[dict], step):
    chosen = [row for row in rows if not row["left_out"]]
    if not chosen:
        raise Refusal("nobody-chosen", _("没有选择评议的户。"), _("请至少选择一户。"))
    evidence = tuple((r.name, _handed(request, code, r)) for r in step.evidence if r.shared)
    told = MeetingTold(village_code=code, evidence=evidence, key=UUID(request.POST["key"]) if request.POST.get("key") else None, **form.cleaned_data)
    votes = [Votes(row["case"].pk, *(_whole(row["said"][name]) for name in ("in_favour", "against", "abstained")), row["said"]["note"][:300]) for row in chosen]
    return hold_meeting(told=told, votes=votes, actor=request.actor, on=request.on)


def _handed(request: HttpRequest, code: str, requirement) -> UUID:
    """The file of the village for one requirement of the meeting: its minutes, a photo."""
    handed = request.FILES.get(f"file-{requirement.name}")
    if handed is None:
        raise Refusal("evidence-missing", _("缺少“{title}”。").format(title=_(requirement.title)), _("请先上传,再办理这一步。"))
    data = handed.read(LARGEST + 1)
    kind = "document" if data.startswith(PDF) and "document" in requirement.kinds else next(k for k in ("photo", "scan", "document") if k in requirement.kinds)
    row = accept_file(kind=kind, subject=f"village:{code}", area_code=code, file=data, actor=request.actor, on=request.on, note=requirement.title)
    return row.uid


def _whole(text: str) -> int:
    found = number_written(text) if len(text) < 7 else None
    return (-1 if text else 0) if found is None else found


@asks("read")
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting with its votes: the minutes to be printed and signed."""
    found = meeting_numbered(request.actor, pk)
    request.area_code = found.village_code
    ballots = list(found.ballots.select_related("case").order_by("pk"))
    numbers = {ballot.pk: ballot.case.subject.partition(":")[2] for ballot in ballots}
    heads = heads_of(request.actor, set(numbers.values()))
    return render(request, "identification/meeting.html", {
        "meeting": found, "ballots": [
            {"ballot": ballot, "number": numbers[ballot.pk], "head": heads.get(numbers[ballot.pk], "")} for ballot in ballots],
        "place": names_of([found.village_code], on=request.on).get(found.village_code, ""), "title": _(procedure_named(found.procedure).title),
        **_totals(pk, len(ballots), sum(ballot.carried for ballot in ballots)),
    })


def _totals(pk: int, listed: int, carried: int) -> dict:
    """How many the meeting voted on and carried, as the trail took it down that day: households that went elsewhere with their village since are not listed."""
    told = said_of({f"meeting:{pk}"}, "hold-meeting").get(f"meeting:{pk}", {})
    households, passed = totals_of(told, listed, carried)
    return {"households": households, "carried": passed, "elsewhere": households - listed}

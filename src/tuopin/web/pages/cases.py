"""The pages of cases: what waits for me, one case with its steps, the printed notice, and what rosters say that no case decided."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.divisions.selectors import names_of
from tuopin.kernel.acts import asks
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.tables import write_rows
from tuopin.kernel.written_numbers import number_written
from tuopin.policy.states.filters import STATUSES
from tuopin.procedure.selectors import (
    CaseFile,
    case_file,
    cases_listed,
    cases_of_subject,
    gathered,
    late_acts,
    moves_of,
    waiting_for,
)
from tuopin.procedure.selectors.past import seats_of
from tuopin.procedure.services import open_case
from tuopin.procedure.services.clock import now
from tuopin.procedure.services.doors import overtaken_among
from tuopin.procedure.services.evaluate_case import EVALUATOR
from tuopin.procedure.services.publish_notice import said_in
from tuopin.procedure.states import Step, procedure_named, procedures
from tuopin.registry.selectors.households import household_of
from tuopin.registry.selectors.statuses import statuses_said
from tuopin.registry.services.household_cases import HouseholdCases
from tuopin.web.pages.case_told import acts_at, acts_shown, change_about, households_about, places_named
from tuopin.web.pages.case_turn import (
    barred_by,
    barrier_to,
    kept_away,
    overtaken_by,
    setting_for,
    turn_of,
    unenrolled,
    what_follows,
)

TABS = ("waiting", "running", "notice", "ended")
MOST, PAGE, LONGEST = 200, 50, 20_000


@asks("read", takes=("tab", "household", "procedure", "due", "state", "q", "after", "csv"))
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of one's areas, those that wait for oneself first; of one household where the address names it."""
    tab, number = request.GET.get("tab", ""), request.GET.get("household", "")
    asked = {name: request.GET.get(name, "")[:40] for name in ("procedure", "due", "state", "q")}
    tab = tab if tab in TABS else "running" if any(asked.values()) else "waiting"
    context = {"tab": tab, "late": late_acts(request.actor, area=request.actor.home), "differing": len(statuses_said(request.actor, on=request.on))}
    if number:
        household = household_of(request.actor, number)
        request.area_code = household.village_code
        found = list(cases_of_subject(request.actor, f"household:{number}")[:MOST])
        context |= {"household": household, "ways": ways_open(request, household)}
    else:
        found, context["page"] = _page_of(request, tab, asked)
    if request.GET.get("csv"):
        return _as_table(request, found)
    names, about = names_of({row.area_code for row in found}, on=request.on), households_about(request.actor, found)
    gone = overtaken_among(found[:PAGE], on=request.on)
    return render(request, "web/cases/cases.html", context | {
        "rows": [shown(row) | {"place": names.get(row.area_code, ""), "about": about.get(row.pk, ""), "overtaken": gone[row.pk].say(_)[0] if row.pk in gone else ""} for row in found], "asked": asked, "area": request.GET.get("area", ""),
        "procedures": [(name, _(p.title)) for name, p in procedures().items() if p.subject != "act"], "kept": _kept(request),
    })


def _page_of(request: HttpRequest, tab: str, asked: dict) -> tuple[list, SimpleNamespace | None]:
    """One page of the list that the tab and the filters ask for, newest first; what waits for oneself is shown whole."""
    if tab == "waiting":
        rows = waiting_for(request.actor)
        return [row for row in rows if (not asked["procedure"] or row.procedure == asked["procedure"]) and (not asked["due"] or row.due == asked["due"])], None
    area = request.GET.get("area", "")
    rows = cases_listed(request.actor, area=area, procedure=asked["procedure"], due=asked["due"], state=asked["state"], text=asked["q"])
    running = {"running": ("underway", "on_notice"), "notice": ("on_notice",)}.get(tab)
    rows = rows.filter(state__in=running) if running else rows.exclude(state__in=("underway", "on_notice"))
    after, most = request.GET.get("after", ""), LONGEST if request.GET.get("csv") else PAGE
    found = list((rows if (last := number_written(after)) is None else rows.filter(pk__lt=last))[:most + 1])
    following = str(found[most - 1].pk) if len(found) > most else ""
    return found[:most], SimpleNamespace(before="", after=following, total=rows.count() if not after else None, total_capped=False)


def _kept(request: HttpRequest) -> str:
    return request.GET.urlencode()


def _on_the_wall(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _as_table(request: HttpRequest, rows: list) -> HttpResponse:
    """The list as a text table: what each case is about, where, how it stands."""
    names, about, out = names_of({row.area_code for row in rows}, on=request.on), households_about(request.actor, rows), io.StringIO()
    head = (_("事项"), "#", _("对象"), _("行政村"), _("办理状态"), _("待办步骤"), _("立案时间"), _("办结时间"))
    write_rows(out, [head, *((
        one["title"], row.pk, about.get(row.pk) or one["number"], names.get(row.area_code, ""), str(row.get_state_display()), one["due"], _on_the_wall(row.opened_at),
        _on_the_wall(row.ended_at)) for row in rows for one in [shown(row)])])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return answer


@asks("read")
@require_safe
def said_by_rosters(request: HttpRequest) -> HttpResponse:
    """Households whose roster tells another status than the register: each waits for its procedure."""
    rows = statuses_said(request.actor, on=request.on)
    names = names_of({row.village_code for row in rows}, on=request.on)
    opens = {procedure.to: procedure for procedure in procedures().values() if procedure.subject == "household"}
    return render(request, "web/cases/rosters.html", {"rows": [
        {"row": row, "place": names.get(row.village_code, ""), "said": _(STATUSES.get(row.said, row.said)), "stands": _(STATUSES.get(row.stands, row.stands)) if row.stands else _("未建档立卡"),
         "way": opens[row.said] if row.said in opens and row.stands in opens[row.said].after and request.actor.may("correct", row.village_code) else None}
        for row in rows[:MOST]
    ], "total": len(rows)})


@asks("correct", takes=("note", "appeals"))
@require_POST
def open_one(request: HttpRequest, number: str, procedure: str) -> HttpResponse:
    """Open a case on a household, a village or a county; with `appeals` against a case that was rejected."""
    appeals = request.POST.get("appeals", "")
    try:
        opened = open_case(procedure=procedure, number=number, actor=request.actor, note=request.POST.get("note", ""),
                           appeals=number_written(appeals))
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.say(_)))
        back = {"village": f"/villages/{number}/exit/", "county": f"/exits/county/{number}/", "strategy": f"/strategies/{number}/"}.get(procedure_named(procedure).subject)
        return redirect(f"/cases/{appeals}/" if number_written(appeals) else back or f"/cases/?household={number}")
    messages.success(request, _("已立案。"))
    return redirect("case", opened.pk)


@asks("read")
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: where it stands, what is due, what was done."""
    return case_page(request, pk)


def case_page(request: HttpRequest, pk: int, *, status: int = 200, **more: object) -> HttpResponse:
    """The page of a case, with what a refused submission has to say."""
    at = now()
    file = case_file(request.actor, pk, at=at)
    request.area_code = file.case.area_code
    due, number = file.standing.due, file.case.subject.partition(":")[2]
    barred = barred_by(request, file)
    setting = setting_for(request, file)
    away = kept_away(request, file, due, setting) if not barred and may_act(request, file) else ""
    mine, overtaken = may_act(request, file) and not barred and not away, overtaken_by(request, file)
    answers = {r.name for r in file.edition.objection.evidence} if file.edition.objection else set()
    found = [] if file.standing.is_ended else gathered(request.actor, file.case, at=at)
    asked = [one for one in found if (one.requirement.name in answers) == bool(file.standing.open_objections)]
    moves = moves_of(file.case)
    names = names_of(places_named(file, moves), on=request.on)
    return render(request, "web/cases/case.html", {
        "moves": [(move, names.get(move.former, "")) for move in moves],
        "file": file, "case": file.case, "at": at, "number": number, "key": uuid4(), "mine": mine, **_addresses(due), "on_notice": file.standing.state == "on_notice",
        "turn": turn_of(request, file, asked, setting, at=at), "barrier": _barrier(request, file, overtaken) if mine else "", "overtaken": overtaken, "away": away, "unenrolled": unenrolled(request) if mine else "", "barred": barred, "following": what_follows(file),
        "acts": _acts_with_words(request, file, names), "steps": [{"step": step, "done": acts_at(file, step.name), "is_due": due is step} for step in file.edition.steps],
        "wanted": [one for one in found if one.requirement.name not in answers], "wanted_to_answer": [one for one in found if one.requirement.name in answers],
        "place": names.get(file.case.area_code, ""), "about": households_about(request.actor, [file.case]).get(file.case.pk, ""), "change": change_about(request.actor, file.case), "open_objections": [
            {"act": file.acts[seq - 1], "said": said_in(file.acts[seq - 1])} for seq in file.standing.open_objections
        ] if request.actor.may("correct", file.case.area_code) else [],
        "may_object": file.standing.state == "on_notice" and request.actor.may("correct", file.case.area_code),
        "may_answer": bool(file.standing.open_objections) and _may_answer(request, file) and not kept_away(request, file, file.edition.objection, setting), "hung": file.standing.hung(at),
        "may_reject": mine and file.standing.state == "underway" and request.actor.may("correct", file.case.area_code), "appealed": file.case.appeals, "appeal_by": _appeal_by(request, file),
        "may_withdraw": not file.standing.is_ended and request.actor.may("correct", file.case.area_code), **shown(file.case), **more,
    }, status=status)


def _barrier(request: HttpRequest, file: CaseFile, overtaken: str) -> str:
    """Why the due step offers no form; a notice may always be taken down."""
    return (overtaken if file.standing.state != "on_notice" else "") or barrier_to(request, file)


def _acts_with_words(request: HttpRequest, file: CaseFile, names: dict[str, str]) -> list[dict]:
    """What was done; an objection that was answered keeps its words for the heads above the village alone, who decide after it was found."""
    opened = bool(file.edition.objection) and _may_answer(request, file)
    return [one | {"said": said_in(one["act"]) if opened and one["act"].kind == "object" else None} for one in acts_shown(file, names)]


def _addresses(due: Step | None) -> dict:
    """Where the due step and its evidence are sent: an outside evaluator has addresses of their own."""
    evaluated = due is not None and due.role == EVALUATOR
    return {"takes_step": "case-evaluation" if evaluated else "case-step", "takes_file": "case-report" if evaluated else "case-evidence"}


def _appeal_by(request: HttpRequest, file: CaseFile) -> datetime | None:
    """Until when a rejected case may be appealed against by the asker; None where it cannot be."""
    case = file.case
    if case.state not in ("rejected", "stopped") or not request.actor.may("correct", case.area_code) or hasattr(case, "appealed_by"):
        return None
    until = case.ended_at + timedelta(days=file.edition.appeal_days)
    return until if now() <= until else None


def shown(row) -> dict:
    """A case in words."""
    procedure = procedure_named(row.procedure)
    edition = procedure.edition_from(row.edition, row.variant)
    step = edition.step(row.due)
    return {"case": row, "title": _(procedure.title), "due": _(step.title) if step else "", "number": row.subject.partition(":")[2],
            "is_household": procedure.subject == "household", "subject_kind": procedure.subject, "source": _(edition.source)}


def ways_open(request: HttpRequest, household) -> list:
    """The procedures that may be opened on a household now."""
    if not request.actor.may("correct", household.village_code):
        return []
    status = HouseholdCases().status_now(household.number, on=request.on)
    return [procedure for procedure in procedures().values() if procedure.subject == "household" and status in procedure.after]


def may_act(request: HttpRequest, file: CaseFile) -> bool:
    """Whether a post of the asker takes what is due."""
    due = file.standing.due
    return bool(due) and any(_sits(seat, due) for seat in seats_of(request.actor, file.case.area_code, on=request.on))


def _may_answer(request: HttpRequest, file: CaseFile) -> bool:
    rule = file.edition.objection
    return any(role == rule.role and level != "village" for level, role in seats_of(request.actor, file.case.area_code, on=request.on))


def _sits(seat: tuple[str, str], step) -> bool:
    level, role = seat
    return step.role in (role, "any") and step.level in (level, "any")

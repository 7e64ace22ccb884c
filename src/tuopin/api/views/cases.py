"""The cases of the asker's areas: which procedure, about what, how far; and one of them with what is due, by when, and what was done by whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tuopin.api.answers import (
    DAY,
    FLAG,
    MOMENT,
    TEXT,
    WHOLE,
    answering,
    area_wanted,
    as_json,
    choice_wanted,
    maybe,
    page_of,
    paged,
    rows_of,
    thing,
    wanted,
)
from tuopin.procedure.selectors import CaseFile, case_file, cases_listed, gathered
from tuopin.procedure.services.clock import now
from tuopin.procedure.states import procedures
from tuopin.procedure.states.standing import STATES

CASE = thing(number=WHOLE, procedure=TEXT, edition=DAY, subject=TEXT, area=TEXT, state=TEXT, due=TEXT, opened_at=MOMENT, ended_at=maybe(MOMENT))
ACT = thing(
    seq=WHOLE, kind=TEXT, step=TEXT, by=TEXT, name=TEXT, area=TEXT, role=TEXT, title=TEXT, happened_on=DAY, recorded_at=MOMENT, late=FLAG,
    entitled=maybe(WHOLE), present=maybe(WHOLE), in_favour=maybe(WHOLE), holds=maybe(FLAG), outcome=TEXT, refers=WHOLE, evidence=rows_of(TEXT))
FILE = thing(
    **CASE["properties"], appeals=maybe(WHOLE), due_level=TEXT, due_role=TEXT, notice_until=maybe(MOMENT), late=WHOLE, open_objections=rows_of(WHOLE),
    wanted=rows_of(thing(name=TEXT, title=TEXT, least=WHOLE, there=WHOLE)), acts=rows_of(ACT))


@answering("办理事项,按编号分页 / the cases of an area, page by page", page_of(CASE), limit=WHOLE, after=TEXT, procedure=TEXT, state=TEXT, due=TEXT, subject=TEXT)
def cases(request: HttpRequest) -> HttpResponse:
    """One page, in the order of their numbers; `subject` as an answer tells it, such as household:NUMBER."""
    declared = procedures()
    procedure = choice_wanted(request, "procedure", ("", *declared))
    asked = [declared[procedure]] if procedure else list(declared.values())
    steps = dict.fromkeys(step.name for one in asked for edition in one.editions for step in edition.steps)
    found = cases_listed(
        request.actor, area=area_wanted(request), procedure=procedure, due=choice_wanted(request, "due", ("", *steps)),
        state=choice_wanted(request, "state", ("", *STATES)), subject=wanted(request, "subject", longest=120)).order_by("pk")
    return as_json(paged(request, lambda after, many: found.filter(pk__gt=after)[:many], lambda rows: [_told(case) for case in rows]))


@answering("一件办理事项:轮到谁、期限、还缺的材料,每一步由谁办理、凭什么证据 / one case: whose turn, by when, what is wanting, and each act with who took it and the digests it rests on",
           FILE)
def case(request: HttpRequest, number: int) -> HttpResponse:
    """As its page tells it at this moment; what people wrote stays there."""
    at = now()
    file = case_file(request.actor, number, at=at)
    due = file.standing.due
    return as_json(_told(file.case) | {
        "appeals": file.case.appeals_id, "due_level": due.level if due else "", "due_role": due.role if due else "", "notice_until": file.due_at, "late": file.late,
        "open_objections": file.standing.open_objections, "acts": _acts(file), "wanted": [] if file.standing.is_ended else [
            {"name": one.requirement.name, "title": _(one.requirement.title), "least": one.requirement.least, "there": len(one.files)}
            for one in gathered(request.actor, file.case, at=at)],
    })


def _told(case) -> dict:
    return {
        "number": case.pk, "procedure": case.procedure, "edition": case.edition, "subject": case.subject, "area": case.area_code, "state": case.state, "due": case.due,
        "opened_at": case.opened_at, "ended_at": case.ended_at,
    }


def _acts(file: CaseFile) -> list[dict]:
    return [{
        "seq": act.seq, "kind": act.kind, "step": act.step, "by": act.account.username, "name": act.account.name, "area": act.seat_area, "role": act.seat_role,
        "title": act.seat_title, "happened_on": act.happened_on, "recorded_at": act.recorded_at, "late": act.late, "entitled": act.entitled, "present": act.present,
        "in_favour": act.in_favour, "holds": getattr(getattr(act, "verdict", None), "holds", None), "outcome": act.outcome, "refers": act.refers,
        "evidence": [cited.digest for cited in act.citations.all()],
    } for act in file.acts]

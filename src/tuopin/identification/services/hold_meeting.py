"""Records an appraisal meeting: who was there, how it voted on each household; what it carried goes on, what it did not is rejected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from tuopin.identification.models import Ballot, Meeting
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.selectors.past import cases_in_sight, edition_of
from tuopin.procedure.services import Said, reject_many, take_steps
from tuopin.procedure.services.person import person_of
from tuopin.procedure.states import Step
from tuopin.trail.services import record

NAMED = 5  # households that a refusal names


@dataclass(frozen=True)
class MeetingTold:
    """What the minutes say of the meeting as a whole; `evidence` are files of the village: (name of the requirement, uid)."""

    village_code: str
    held_on: date
    entitled: int
    present: int
    kind: str = Meeting.Kind.DELEGATES
    place: str = ""
    note: str = ""
    evidence: tuple[tuple[str, UUID], ...] = ()
    key: UUID | None = None


@dataclass(frozen=True)
class Votes:
    """How the meeting voted on the household of one case."""

    case: int
    in_favour: int
    against: int = 0
    abstained: int = 0
    note: str = ""


@transaction.atomic
def hold_meeting(
    *, told: MeetingTold, votes: Sequence[Votes], actor: Actor, on: date, report: Callable[[int, int], None] = lambda done, of: None,
) -> Meeting:
    """Record the meeting with its votes and take the step in every case that it carried; the others are rejected with the count.

    One transaction however many households there are; `report` hears how far it is. The same key again is the same meeting. Raises a Refusal
    without quorum, for votes that do not add up to those present, and for whatever a case refuses.
    """
    before = Meeting.objects.filter(key=told.key, village_code=told.village_code).first() if told.key else None
    if before is not None:
        return before
    actor.require("correct", told.village_code)
    cases = {case.pk: case for case in cases_in_sight(actor, [vote.case for vote in votes], held=True)}
    step, procedure = _step(cases.values(), told.village_code)
    _check(told, votes, step)
    meeting = Meeting.objects.create(
        village_code=told.village_code, kind=told.kind, procedure=procedure, step=step.name, held_on=told.held_on, place=told.place[:60],
        entitled=told.entitled, present=told.present, note=told.note[:300], account=person_of(actor), key=told.key,
    )
    carried = {vote.case: vote.in_favour > step.in_favour * told.present for vote in votes}
    Ballot.objects.bulk_create([
        Ballot(meeting=meeting, case_id=vote.case, in_favour=vote.in_favour, against=vote.against, abstained=vote.abstained,
               carried=carried[vote.case], note=vote.note[:300])
        for vote in votes
    ], batch_size=1000)
    said = {vote.case: _said(told, vote, carried[vote.case]) for vote in votes}
    going = {pk: one for pk, one in said.items() if carried[pk]}
    if going:
        take_steps(going, step=step.name, actor=actor, report=report)
    if len(going) < len(said):
        reject_many({pk: one for pk, one in said.items() if not carried[pk]}, step=step.name, actor=actor)
    record(
        area_code=told.village_code, verb="hold-meeting", subject=f"meeting:{meeting.pk}", actor=actor, on=on, basis=told.note,
        held_on=told.held_on.isoformat(), households=len(votes), carried=len(going),
    )
    return meeting


def _step(cases: Sequence[Case], village_code: str) -> tuple[Step, str]:
    """The step that is due in all of them: one meeting appraises one kind of matter."""
    found = {(case.procedure, case.due) for case in cases}
    if any(case.area_code != village_code for case in cases):
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    steps = {case.pk: edition_of(case).step(case.due) for case in cases}
    if len(found) != 1 or any(step is None or step.present is None for step in steps.values()):
        raise Refusal("not-to-be-appraised", phrase("所选事项现在不都是待评议的同一类事项。"), phrase("请刷新页面后重新选择。"))
    return next(iter(steps.values())), next(iter(found))[0]


def _check(told: MeetingTold, votes: Sequence[Votes], step: Step) -> None:
    if not 0 <= told.present <= told.entitled or told.entitled == 0:
        raise Refusal("votes-missing", phrase("应到、实到、同意人数没有填全,或互相矛盾。"), phrase("请按会议记录填写。"))
    if told.present < step.present * told.entitled:
        raise Refusal("no-quorum", phrase("应到 {entitled} 人,实到 {present} 人,不足应到人数的 {share}。"), phrase("请重新召开评议会。"),
                      entitled=told.entitled, present=told.present, share=str(step.present))
    wrong = [vote.case for vote in votes if vote.in_favour + vote.against + vote.abstained != told.present or min(vote.in_favour, vote.against, vote.abstained) < 0]
    if wrong:
        raise Refusal("votes-do-not-add-up", phrase("有 {count} 户的同意、反对、弃权之和不等于实到人数:{numbers}。"), phrase("请按会议记录核对。"),
                      count=len(wrong), numbers=_first_of(wrong))


def _first_of(cases: Sequence[int]) -> str:
    """The households of the first of some cases, to be found again on the sheet."""
    numbers = [case.subject.partition(":")[2] for case in Case.objects.filter(pk__in=cases[:NAMED]).order_by("pk")]
    return " ".join(numbers) + (" …" if len(cases) > NAMED else "")


def _said(told: MeetingTold, vote: Votes, carried: bool) -> Said:
    note = vote.note or ("" if carried else phrase("评议未通过:同意 {a},反对 {b},弃权 {c}").format(a=vote.in_favour, b=vote.against, c=vote.abstained))
    key = uuid5(told.key, str(vote.case)) if told.key else None
    return Said(
        happened_on=told.held_on, note=note, evidence=told.evidence, entitled=told.entitled, present=told.present, in_favour=vote.in_favour, key=key,
    )

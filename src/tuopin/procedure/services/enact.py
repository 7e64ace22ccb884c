"""The one writer of acts: judges whether a deed is allowed, writes it with what it rests on, and moves the case on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from tuopin.evidence.selectors import file_shown
from tuopin.evidence.services import cite_file
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Account
from tuopin.people.selectors import Actor, posts_held
from tuopin.procedure.models import Act, Case, Citation, Verdict
from tuopin.procedure.selectors.past import acts_of, case_in_sight, deeds_of, setting_of
from tuopin.procedure.services import clock, doors
from tuopin.procedure.services.conflict import MovedOn
from tuopin.procedure.services.person import person_of
from tuopin.procedure.services.said import Said
from tuopin.procedure.services.seal_act import seal_act
from tuopin.procedure.states import Deed, Piece, Seat, Setting, Standing, allow, procedure_named
from tuopin.procedure.states import Verdict as Held
from tuopin.procedure.states import deed as d
from tuopin.procedure.states.machine import is_late
from tuopin.procedure.states.standing import COMPLETED
from tuopin.trail.services import record

SEALED = frozenset({d.PUBLISH, d.CLOSE})


@dataclass(frozen=True)
class Wish:
    """What kind of act is wished for, at which step, and what only that kind has."""

    kind: str
    step: str = ""
    outcome: str = ""
    refers: int = 0
    more: tuple[object, ...] = ()  # what else was submitted, for telling a repetition from another submission


@transaction.atomic
def enact(wish: Wish, *, case: int, actor: Actor, said: Said, beside: Callable[[Act], None] = lambda act: None) -> Act:
    """Do what is wished in the case, or raise a Refusal that says why not.

    `beside` writes what belongs to the act (a notice's text, an objection). Raises NotFound outside the asker's areas, MovedOn
    when the case went on since the asker saw it. The same key with the same content is the first act again.
    """
    held = case_in_sight(actor, case, held=True)
    body = said.digest(wish.kind, wish.step, wish.outcome, wish.refers, *wish.more)
    before = _done_already(held, said, body)
    if before is not None:
        return before
    past = acts_of(held)
    if said.seen is not None and said.seen != held.version:
        raise MovedOn(past[said.seen:])
    account, at = person_of(actor), clock.now()
    number = held.subject.partition(":")[2]
    subject = doors.subject_of(procedure_named(held.procedure).subject)
    setting = setting_of(held, {account.pk, *(act.account_id for act in past)}, subject.avoiding(number))
    files = [(name, file_shown(actor, uid).file) for name, uid in said.evidence]
    judged = _judged(setting, wish, number, actor, at)
    deed = _deed(wish, said, account, at, files, judged)
    deed, standing = _from_a_seat(setting, deeds_of(past), deed, account)
    act = _written(held, deed, said, body, setting)
    _rest_on(act, files, judged, actor, deed)
    beside(act)
    _move(held, standing)
    record(
        area_code=held.area_code, verb=f"case-{wish.kind}", subject=f"case:{held.pk}", actor=actor.name, on=deed.happened_on,
        evidence=sorted(piece.digest for piece in deed.pieces), basis=said.note, about=held.subject, procedure=held.procedure, step=wish.step, act=act.seq,
        late=act.late, outcome=wish.outcome, verdict=judged.digest if judged else "", rulebook=judged.rulebook if judged else "",
    )
    if wish.kind in SEALED:
        seal_act(act)
    if standing.state == COMPLETED:
        subject.conclude(held, to=procedure_named(held.procedure).to, actor=actor, on=clock.today(held.ended_at))
    return act


def _done_already(case: Case, said: Said, body: str) -> Act | None:
    if said.key is None:
        return None
    act = Act.objects.filter(case=case, key=said.key).first()
    if act is not None and act.body != body:
        raise Refusal("key-reused", phrase("同一提交标识已用于另一份内容。"), phrase("请重新打开页面后提交。"))
    return act


def _judged(setting: Setting, wish: Wish, number: str, actor: Actor, at: datetime) -> doors.Judged | None:
    step = setting.edition.step(wish.step)
    if wish.kind != d.STEP or step is None or not step.verdict:
        return None
    return doors.judge(step.verdict, number=number, actor=actor, on=clock.today(at))


def _deed(wish: Wish, said: Said, account: Account, at: datetime, files: list, judged: doors.Judged | None) -> Deed:
    if any(file.erased_at for _, file in files):
        raise Refusal("evidence-erased", phrase("这份证据已按规定销毁。"), phrase("请提交新的证据。"))
    return Deed(
        wish.kind, wish.step, account.pk, Seat("", ""), said.happened_on or clock.today(at), at,
        tuple(Piece(name, file.kind, file.subject, file.digest, file.recorded_at) for name, file in files),
        judged and Held(judged.rule, judged.holds, judged.why_not), said.entitled, said.present, said.in_favour,
        wish.outcome, said.note, wish.refers,
    )


def _from_a_seat(setting: Setting, past: list[Deed], deed: Deed, account: Account) -> tuple[Deed, Standing]:
    """The deed from the one of the person's seats from which it is allowed, with what the case then is."""
    refusals: list[Refusal] = [Forbidden("no-post", phrase("您目前没有在任的岗位。"), phrase("请联系系统管理员安排岗位。"))]
    for post in posts_held(on=clock.today(deed.at)).filter(account=account).order_by("pk"):
        seated = replace(deed, seat=Seat(post.area_code, post.role, post.title))
        try:
            return seated, allow(setting, past, seated)
        except Refusal as refusal:
            refusals.append(refusal)
    raise next((refusal for refusal in refusals if not isinstance(refusal, Forbidden)), refusals[-1])


def _written(case: Case, deed: Deed, said: Said, body: str, setting: Setting) -> Act:
    act = Act.objects.create(
        case=case, seq=case.version + 1, kind=deed.kind, step=deed.step, account_id=deed.person, seat_area=deed.seat.area_code,
        seat_role=deed.seat.role, seat_title=deed.seat.title, happened_on=deed.happened_on, late=is_late(setting.edition, deed),
        note=deed.note.strip()[:300], entitled=deed.entitled, present=deed.present, in_favour=deed.in_favour, outcome=deed.outcome,
        refers=deed.refers, key=said.key, body=body,
    )
    act.refresh_from_db(fields=["recorded_at"])
    return act


def _rest_on(act: Act, files: list, judged: doors.Judged | None, actor: Actor, deed: Deed) -> None:
    for name, file in files:
        cite_file(uid=file.uid, case=f"case:{act.case_id}", actor=actor, on=deed.happened_on)
        Citation.objects.create(
            act=act, name=name, kind=file.kind, subject=file.subject, uid=file.uid, digest=file.digest, accepted_at=file.recorded_at
        )
    if judged is not None:
        Verdict.objects.create(
            act=act, rule=judged.rule, rulebook=judged.rulebook, judged_on=judged.judged_on, facts_year=judged.facts_year, holds=judged.holds,
            digest=judged.digest,
        )


def _move(case: Case, standing: Standing) -> None:
    case.state, case.due, case.version = standing.state, standing.due.name if standing.due else "", case.version + 1
    case.save(update_fields=["state", "due", "version"])
    case.refresh_from_db(fields=["ended_at"])

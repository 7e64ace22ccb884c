"""Opens a case, or the cases of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.selectors.past import case_in_sight, edition_of
from tuopin.procedure.services import clock, doors
from tuopin.procedure.services.person import person_of
from tuopin.procedure.states import Procedure, procedure_named
from tuopin.trail.services import Event, doer_at, record_many


@transaction.atomic
def open_case(*, procedure: str, number: str, actor: Actor, note: str = "", key: UUID | None = None, appeals: int | None = None) -> Case:
    """Open a case of the procedure on the subject of the number (a household's number, a village's code); `appeals` names a rejected case.

    Raises NotFound outside the asker's areas, a Refusal when the subject's status does not allow it, another case on it runs, or a
    condition of the procedure is not met. The same key again is the same case.
    """
    declared = procedure_named(procedure)
    subject = f"{declared.subject}:{number}"
    door = doors.subject_of(declared.subject)
    place = door.place(actor, number)
    actor.require("correct", place)
    account = person_of(actor)
    before = Case.objects.filter(key=key).first() if key else None
    if before is not None:
        if (before.procedure, before.subject, before.account_id) != (procedure, subject, account.pk):
            raise Refusal("key-reused", phrase("同一提交标识已用于另一份内容。"), phrase("请重新打开页面后提交。"))
        return before
    return open_cases(procedure=procedure, numbers=[number], actor=actor, note=note, key=key, appeals=appeals)[0]


@transaction.atomic
def open_cases(
    *, procedure: str, numbers: Sequence[str], actor: Actor, note: str = "", key: UUID | None = None, appeals: int | None = None,
) -> list[Case]:
    """Open a case on each of the subjects, all or none; raises as `open_case` does."""
    declared, on, account = procedure_named(procedure), clock.today(), person_of(actor)
    door = doors.subject_of(declared.subject)
    places = [door.place(actor, number) for number in numbers]
    for place in dict.fromkeys(places):
        actor.require("correct", place)
    rejected = _appealed(declared, numbers[0], appeals, actor) if appeals else None
    for number in numbers:
        status = door.status(number, on=on)
        if declared.after and status not in declared.after:
            raise Refusal("wrong-status", phrase("现在的状态不能办理“{title}”。"), phrase("请核对状态变更记录。"), title=Phrase(declared.title))
        for condition in declared.opening:
            doors.meet(condition, number=number, actor=actor, on=on)
    editions = {place: declared.edition_on(on, place) for place in dict.fromkeys(places)}
    try:
        with transaction.atomic():
            cases = Case.objects.bulk_create([
                Case(procedure=procedure, edition=edition.starts_on, variant=edition.place, declaration=edition.digest, appeals=rejected,
                     subject=f"{declared.subject}:{number}", area_code=place, account=account, note=note.strip()[:300], key=key, due=edition.steps[0].name)
                for number, place, edition in ((number, place, editions[place]) for number, place in zip(numbers, places, strict=True))
            ], batch_size=500)
    except IntegrityError as fault:
        raise Refusal("case-running", phrase("已有正在办理的事项。"), phrase("请先办结或撤回该事项。")) from fault
    opened = dict(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "opened_at"))
    for case in cases:
        case.opened_at = opened[case.pk]
    _tell(cases, actor, on)
    return cases


def _tell(cases: Sequence[Case], actor: Actor, on: date) -> None:
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(case.area_code, "case-open", f"case:{case.pk}", *doer_at(actor, case.area_code), on, {
                "basis": case.note, "about": case.subject, "procedure": case.procedure, "edition": case.edition.isoformat(), "variant": case.variant,
                "declaration": case.declaration, "appeals": case.appeals_id,
            })
            for case in cases
        ])


def _appealed(declared: Procedure, number: str, appeals: int, actor: Actor) -> Case:
    """The case that is appealed against; raises a Refusal when it cannot be, or no longer."""
    case = case_in_sight(actor, appeals)
    edition = edition_of(case)
    if (case.procedure, case.subject) != (declared.name, f"{declared.subject}:{number}") or case.state not in (Case.State.REJECTED, Case.State.STOPPED):
        raise Refusal("nothing-to-appeal", phrase("只有被驳回或因异议终止的事项可以申诉。"), phrase("请核对事项编号。"))
    if not edition.appeal_days:
        raise Refusal("no-appeal", phrase("“{title}”的程序没有申诉。"), phrase("可以重新提出申请。"), title=Phrase(declared.title))
    if not case.ended_at <= clock.now() <= case.ended_at + timedelta(days=edition.appeal_days):
        raise Refusal("appeal-late", phrase("申诉应在 {days} 天内提出。"), phrase("可以重新提出申请。"), days=edition.appeal_days)
    if Case.objects.filter(appeals=case).exists():
        raise Refusal("appealed-already", phrase("这件事项已经申诉过一次。"), phrase("如有新的情况,请重新提出申请。"))
    return case

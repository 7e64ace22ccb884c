"""Opens a case."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.services import clock, doors
from tuopin.procedure.services.person import person_of
from tuopin.procedure.states import procedure_named
from tuopin.trail.services import record


@transaction.atomic
def open_case(*, procedure: str, number: str, actor: Actor, note: str = "", key: UUID | None = None) -> Case:
    """Open a case of the procedure on the subject of the number (a household's number).

    Raises NotFound outside the asker's areas, a Refusal when the subject's status does not allow it or another case on it runs.
    The same key again is the same case.
    """
    declared = procedure_named(procedure)
    subject, on = f"{declared.subject}:{number}", clock.today()
    door = doors.subject_of(declared.subject)
    place = door.place(actor, number)
    actor.require("correct", place)
    account = person_of(actor)
    before = Case.objects.filter(key=key).first() if key else None
    if before is not None:
        if (before.procedure, before.subject, before.account_id) != (procedure, subject, account.pk):
            raise Refusal("key-reused", phrase("同一提交标识已用于另一份内容。"), phrase("请重新打开页面后提交。"))
        return before
    status = door.status(number, on=on)
    if declared.after and status not in declared.after:
        raise Refusal("wrong-status", phrase("这一户现在的状态不能办理“{title}”。"), phrase("请核对这一户的状态变更记录。"), title=declared.title)
    edition = declared.edition_on(on)
    try:
        with transaction.atomic():
            case = Case.objects.create(
                procedure=procedure, edition=edition.starts_on, declaration=edition.digest, subject=subject, area_code=place, account=account,
                note=note.strip()[:300], key=key, due=edition.steps[0].name,
            )
    except IntegrityError as fault:
        raise Refusal("case-running", phrase("这一户已有正在办理的事项。"), phrase("请先办结或撤回该事项。")) from fault
    case.refresh_from_db(fields=["opened_at"])
    record(
        area_code=place, verb="case-open", subject=f"case:{case.pk}", actor=actor.name, on=on, basis=case.note, about=subject, procedure=procedure,
        edition=edition.starts_on.isoformat(), declaration=edition.digest,
    )
    return case

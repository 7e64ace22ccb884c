"""One act on a task: who may, what follows, and its trail, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuopin.evidence.models import EvidenceUse
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task, TaskAct
from tuopin.ledger.selectors.sight import owner_of, seats_of
from tuopin.ledger.states import Seat, next_state, seat_of_owner, seat_of_superior
from tuopin.people.selectors import Actor
from tuopin.trail.services import record

VERBS = {
    "draft": "task-draft", "issue": "task-issue", "accept": "task-accept", "hand_down": "task-hand-down", "refused": "task-refused", "submit": "task-submit",
    "verify": "task-verify", "return": "task-return", "close": "task-close", "reopen": "task-reopen", "void": "task-void",
}


@dataclass(frozen=True)
class Said:
    """What comes with an act: a note, the value reached, the seat that acts."""

    note: str = ""
    value: Decimal | None = None
    seat: Seat | None = None


def seat_working_on(actor: Actor, task: Task) -> Seat:
    """The seat by which the asker owns the task or helps with it; raises Forbidden."""
    seats = seats_of(actor)
    wanted = [owner_of(task), *(Seat(h.area_code, h.role, h.office) for h in task.co_owners.all())]
    found = next((seat for owner in wanted if (seat := seat_of_owner(seats, owner))), None)
    if found is None or actor.account_id is None:
        raise Forbidden("not-the-owner", phrase("这项任务不由您的岗位办理。"), phrase("请由责任岗位或配合单位办理(命令行用 --as)。"))
    return found


def seat_owning(actor: Actor, task: Task) -> Seat:
    """The seat by which the asker owns the task itself: a unit that helps may work on it, but gives it to nobody. Raises Forbidden."""
    found = seat_of_owner(seats_of(actor), owner_of(task))
    if found is None or actor.account_id is None:
        raise Forbidden("not-the-owner", phrase("转交和分解由责任岗位办理,配合单位不能办理。"), phrase("请由责任岗位办理(命令行用 --as)。"))
    return found


def seat_over(actor: Actor, task: Task) -> Seat:
    """The seat by which the asker looks over the task's owner; raises Forbidden."""
    found = seat_of_superior(seats_of(actor), owner_of(task))
    if found is None or actor.account_id is None:
        raise Forbidden("not-one-level-up", phrase("验收、退回、销号由责任岗位的上一级办理。"), phrase("请由上一级的岗位办理(命令行用 --as)。"))
    return found


def enough_evidence(task: Task) -> bool:
    """Whether the task rests on as many different files as it asks for."""
    uses = EvidenceUse.objects.filter(case=f"task:{task.pk}", file__erased_at=None)
    if task.evidence_kinds:
        uses = uses.filter(file__kind__in=task.evidence_kinds.split(","))
    return uses.values("file__digest").distinct().count() >= task.evidence_least


def require_evidence(task: Task) -> None:
    """Raise Refusal while the evidence that the task asks for is not there."""
    if not enough_evidence(task):
        raise Refusal("evidence-missing", phrase("没有凭证不能办结:这项任务至少要 {count} 份凭证。"), phrase("请先上传凭证。"), count=task.evidence_least)


def write_act(task: Task, kind: str, *, actor: Actor, on: date, said: Said, **changes: object) -> Task:
    """Write the act and what it changes, and leave the trail. The task is locked by the caller."""
    state = task.state if kind == "refused" else next_state(task.state, kind, note=said.note)
    seat = said.seat or Seat("")
    task.version += 1
    TaskAct.objects.create(
        task=task, seq=task.version, kind=kind, account_id=actor.account_id, seat_area=seat.area, seat_role=seat.role, seat_office=seat.office,
        happened_on=on, note=said.note.strip()[:300], value=said.value,
    )
    task.state = state
    for name, value in changes.items():
        setattr(task, name, value)
    task.save(update_fields=["state", "version", *changes])
    digests = EvidenceUse.objects.filter(case=f"task:{task.pk}", file__erased_at=None).values_list("file__digest", flat=True) if kind in ("submit", "close") else ()
    entry = record(
        area_code=task.area_code, verb=VERBS[kind], subject=f"task:{task.pk}", actor=actor, on=on, basis=said.note.strip()[:300], evidence=sorted(set(digests)),
        about=task.subject, state_after=state, **({"value": str(said.value)} if said.value is not None else {}),
    )
    task.trail_chain, task.trail_seq = entry.chain, entry.seq
    return task

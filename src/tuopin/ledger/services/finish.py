"""From accepting a task to crossing it off, and what leads back: each by whoever it is for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task, TaskAct
from tuopin.ledger.selectors.sight import task_in_sight
from tuopin.ledger.services.acting import Said, require_evidence, seat_over, seat_working_on, write_act
from tuopin.ledger.services.issue import require_amount
from tuopin.people.selectors import Actor, same_person

WORKED = ("accept", "submit")  # by whom a task is done


@transaction.atomic
def accept_task(*, task: int, actor: Actor, on: date, note: str = "") -> Task:
    """The owner takes the task on (认领)."""
    held = task_in_sight(actor, task, lock=True)
    seat = seat_working_on(actor, held)
    return write_act(held, "accept", actor=actor, on=on, said=Said(note, seat=seat))


@transaction.atomic
def submit_task(*, task: int, actor: Actor, on: date, value: Decimal | None = None, note: str = "") -> Task:
    """The owner, or a unit that helps, says that it is done, on the evidence handed in. `value` is what was reached of the target.

    Raises Refusal without the evidence asked for, without a value where there is a target, and while a task it waits for is open.
    """
    held = task_in_sight(actor, task, lock=True)
    seat = seat_working_on(actor, held)
    if held.target_value is not None and value is None:
        raise Refusal("value-missing", phrase("这项任务有目标值,没有填写完成值。"), phrase("请填写完成值。"))
    require_amount(value)
    waits = held.waits_for.exclude(after__state__in=("verified", "closed", "voided")).select_related("after").first()
    if waits is not None:
        raise Refusal("task-waits", phrase("前置任务“{title}”还没有验收。"), phrase("请先办结前置任务。"), title=waits.after.title)
    require_evidence(held)
    return write_act(held, "submit", actor=actor, on=on, said=Said(note, value, seat), done_value=value)


@transaction.atomic
def verify_task(*, task: int, actor: Actor, on: date, note: str = "") -> Task:
    """Somebody one level up, who neither took it on nor submitted it, has seen that it is done (验收)."""
    held = task_in_sight(actor, task, lock=True)
    seat = seat_over(actor, held)
    _another_person(held, actor)
    require_evidence(held)
    return write_act(held, "verify", actor=actor, on=on, said=Said(note, seat=seat))


@transaction.atomic
def return_task(*, task: int, note: str, actor: Actor, on: date) -> Task:
    """Somebody one level up sends it back with the reason."""
    held = task_in_sight(actor, task, lock=True)
    return write_act(held, "return", actor=actor, on=on, said=Said(note, seat=seat_over(actor, held)))


@transaction.atomic
def close_task(*, task: int, actor: Actor, on: date, note: str = "") -> Task:
    """Cross a verified task off (销号). Raises Refusal without evidence."""
    held = task_in_sight(actor, task, lock=True)
    seat = seat_over(actor, held)
    require_evidence(held)
    return write_act(held, "close", actor=actor, on=on, said=Said(note, seat=seat), closed_on=on)


@transaction.atomic
def reopen_task(*, task: int, note: str, actor: Actor, on: date) -> Task:
    """Take a verified or closed task up again, with the reason."""
    held = task_in_sight(actor, task, lock=True)
    return write_act(held, "reopen", actor=actor, on=on, said=Said(note, seat=seat_over(actor, held)), closed_on=None)


@transaction.atomic
def void_task(*, task: int, note: str, actor: Actor, on: date) -> Task:
    """Call a task off with the reason; nothing of it is deleted."""
    held = task_in_sight(actor, task, lock=True)
    return write_act(held, "void", actor=actor, on=on, said=Said(note, seat=seat_over(actor, held)))


def _another_person(task: Task, actor: Actor) -> None:
    """Four eyes, counted by natural person over all its life: nobody who ever took the task on or submitted it, nor an account of the same identity."""
    worked = TaskAct.objects.filter(task=task, kind__in=WORKED).values_list("account_id", flat=True)
    if any(same_person(actor.account_id, one) for one in set(worked)):
        raise Refusal("same-person", phrase("认领或提交过这项任务的人不能验收。"), phrase("请由上一级的另一人验收。"))

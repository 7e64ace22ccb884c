"""Handing a task down to another seat; what is for the first hand alone is refused, and the attempt stays on record."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tuopin.kernel.areas import within
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task
from tuopin.ledger.selectors.sight import owner_of, task_in_sight
from tuopin.ledger.services.acting import Said, seat_owning, write_act
from tuopin.ledger.states import Seat
from tuopin.people.selectors import Actor


class HeadOwned(Refusal):
    """The task must be done by the first in command; the attempt was recorded."""


def hand_down(*, task: int, to: Seat, actor: Actor, on: date, note: str = "") -> Task:
    """Give the task to another seat of the same place or of one on the way down to where it is done.

    Raises HeadOwned for a task that its head must do in person: the attempt is written down first, in a transaction of its own where
    there is none around. Raises Refusal for a seat that is not below.
    """
    with transaction.atomic():
        held = task_in_sight(actor, task, lock=True)
        seat = seat_owning(actor, held)
        if held.head_only:
            write_act(held, "refused", actor=actor, on=on, said=Said(f"→ {to.area} {to.role} {to.office}".strip(), seat=seat))
        else:
            _require_below(held, to)
            return write_act(
                held, "hand_down", actor=actor, on=on, said=Said(note, seat=seat), owner_area=to.area, owner_role=to.role, owner_office=to.office,
                owner_unit="",
            )
    raise HeadOwned("head-owned", phrase("这项任务须由一把手亲自办理,不能转交;这次转交已记录。"), phrase("请由一把手本人办理。"))


def _require_below(task: Task, to: Seat) -> None:
    owner = owner_of(task)
    if not within(to.area, owner.area) or not within(task.area_code, to.area) or to == owner or to.role not in ("", "clerk", "head"):
        raise Refusal("not-below", phrase("任务只能转交本级其他岗位,或任务所在地以上、本级以下的岗位。"), phrase("给下级各地分别下达的,请分解任务。"))

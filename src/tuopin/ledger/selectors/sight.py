"""One task as the asker may see it, whose it is, and on which seats the asker sits."""

from __future__ import annotations

from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task
from tuopin.ledger.states import Seat
from tuopin.people.selectors import Actor


def task_in_sight(actor: Actor, pk: int, *, lock: bool = False) -> Task:
    """The task as the asker may see it; raises NotFound."""
    rows = Task.objects.filter(actor.scope("area_code"), pk=pk)
    task = (rows.select_for_update() if lock else rows).first()
    if task is None:
        raise NotFound("no-such-task", phrase("没有找到这项任务。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    return task


def seats_of(actor: Actor) -> tuple[Seat, ...]:
    """The seats that the asker sits on today."""
    offices = actor.offices or ("",) * len(actor.roles)
    return tuple(Seat(area, role, office) for (area, _), role, office in zip(actor.areas, actor.roles, offices, strict=False))


def owner_of(task: Task) -> Seat:
    """The seat to which the task belongs."""
    return Seat(task.owner_area, task.owner_role, task.owner_office)

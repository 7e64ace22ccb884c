"""My day: what my seats have to do, what waits for my verification, and what is so late that my level is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from tuopin.kernel.areas import level_of, subtree
from tuopin.ledger.models import Task
from tuopin.ledger.rulebook.lateness import limits_on
from tuopin.ledger.selectors.sight import owner_of, seats_of
from tuopin.ledger.selectors.tasks import Shown, as_shown
from tuopin.ledger.states import OPEN, WORKING, Seat, is_first_hand, seat_of_superior
from tuopin.people.selectors import Actor

MOST = 200


@dataclass(frozen=True)
class MyDay:
    """What is mine, late first; what waits for me to verify or to cross off; what is told to my level because it is late."""

    mine: list[Shown]
    to_verify: list[Shown]
    told: list[Shown]
    cut: bool = False  # there are more than are listed here; the ledger lists all


def my_day(actor: Actor, *, on: date) -> MyDay:
    """The tasks of the asker's seats on the day."""
    seats = seats_of(actor)
    mine = as_shown(tasks_of_seat(actor).filter(state__in=WORKING).order_by("due_on", "id")[:MOST], on=on)
    below = _below(seats)
    waiting = list(Task.objects.filter(actor.scope("area_code"), below, state__in=("submitted", "verified")).order_by("due_on", "id")[:MOST])
    told, more = _told(actor, seats, below, on)
    return MyDay(
        mine, as_shown([task for task in waiting if seat_of_superior(seats, owner_of(task))], on=on), told,
        more or len(mine) == MOST or len(waiting) == MOST,
    )


def tasks_of_seat(actor: Actor) -> QuerySet[Task]:
    """The tasks that one of the asker's seats owns or helps with."""
    wanted = [
        Q(owner_area=s.area, owner_role__in=("", s.role), owner_office__in=("", s.office))
        | Q(co_owners__area_code=s.area, co_owners__role__in=("", s.role), co_owners__office__in=("", s.office))
        for s in seats_of(actor) if s.role in ("clerk", "head")
    ]
    return Task.objects.filter(reduce(or_, wanted, Q(pk__in=[]))).distinct()


def _below(seats: tuple[Seat, ...]) -> Q:
    """The owners right below the seats: one level down, and at the same place where somebody sits higher."""
    condition = Q(pk__in=[])
    for seat in seats:
        if seat.role not in ("clerk", "head"):
            continue
        low, high = subtree(seat.area)
        condition |= Q(owner_area__gt=seat.area, owner_area__gte=low, owner_area__lt=high)
        if is_first_hand(seat):
            condition |= Q(owner_area=seat.area)
    return condition


def _told(actor: Actor, seats: tuple[Seat, ...], below: Q, on: date) -> tuple[list[Shown], bool]:
    """What is told to the asker's level, the latest first, and whether there is more than that."""
    limits = limits_on(on)
    if not limits.steps:
        return [], False
    late = Task.objects.filter(actor.scope("area_code"), below, state__in=OPEN, due_on__lte=on - timedelta(days=limits.steps[0])).order_by("due_on", "id")
    levels = [level_of(seat.area) for seat in seats if seat.role in ("clerk", "head")]
    read = as_shown(late[: MOST * 5], on=on)
    found = [
        each for each in read
        if any(level_of(each.task.owner_area) - each.lateness.up <= level < level_of(each.task.owner_area) for level in levels)
    ]
    return found[:MOST], len(found) > MOST or len(read) == MOST * 5

"""Whose calendar an address opens, and which tasks stand in it."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.ledger.models import CalendarLink, Task
from tuopin.ledger.selectors.mine import tasks_of_seat
from tuopin.ledger.states import WORKING
from tuopin.people.selectors import Actor, actor_for, working_as

MOST = 500


def has_calendar(actor: Actor) -> bool:
    """Whether the asker has given out an address that is still open."""
    return CalendarLink.objects.filter(account_id=actor.account_id, ended_at=None).exists()


def calendar_of(token: str, *, on: date) -> list[Task]:
    """The open tasks of whoever the address belongs to, by their posts of the day; raises NotFound for an address that opens nothing (any more)."""
    link = CalendarLink.objects.filter(digest=sha256(token.encode()).hexdigest(), ended_at=None).select_related("account").first()
    actor = actor_for(link.account, on=on) if link else None
    if actor is None or not actor.areas:
        raise NotFound("no-such-calendar", phrase("没有找到。"), phrase("请核对地址;岗位结束或地址停用后,订阅即失效。"))
    with working_as(actor):
        return list(tasks_of_seat(actor).filter(state__in=WORKING).order_by("due_on", "id")[:MOST])

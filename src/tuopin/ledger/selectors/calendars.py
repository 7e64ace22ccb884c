"""Whose calendar a password opens, and which tasks stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from tuopin.divisions.selectors import names_of
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.ledger.models import CalendarLink, Task
from tuopin.ledger.selectors.mine import tasks_of_seat
from tuopin.ledger.states import WORKING
from tuopin.people.models import Account
from tuopin.people.selectors import Actor, actor_for, posts_of, working_as

MOST = 500


def has_calendar(actor: Actor, *, on: date) -> bool:
    """Whether the asker was given a password that is still open."""
    link = CalendarLink.objects.filter(account_id=actor.account_id, ended_at=None).select_related("account").first()
    return link is not None and _stands(link, on)


def posts_joined(account: Account, *, on: date) -> str:
    """The numbers of the posts that the account holds on the day, as a password remembers them."""
    return ",".join(str(pk) for pk in posts_of(account, on=on).order_by("pk").values_list("pk", flat=True))


def _stands(link: CalendarLink, on: date) -> bool:
    """Whether nothing has happened since that ends every key of its holder: all sessions were ended, or a post that they had when it was given out."""
    held = {str(post.pk) for post in posts_of(link.account, on=on)}
    return link.of_sessions == link.account.sessions_ended and bool(link.posts) and set(link.posts.split(",")) <= held


@dataclass(frozen=True)
class Calendar:
    """What a password opens: the open tasks with the names of their places, how many more there are, and the language of their holder."""

    tasks: list[tuple[Task, str]]
    more: int
    language: str


def calendar_of(token: str, *, name: str | None, on: date) -> Calendar:
    """The open tasks of whoever the password belongs to, by their posts of the day. `name` is the log-in name shown with it, None where it came without.
    Raises NotFound for a password that opens nothing (any more), and for one shown with another's name.

    Where there are more than one list holds, those that are due first from today on are in it before those that are long late.
    """
    link = CalendarLink.objects.filter(digest=sha256(token.encode()).hexdigest(), ended_at=None).select_related("account").first()
    known = link is not None and name in (None, link.account.username) and _stands(link, on)
    actor = actor_for(link.account, on=on) if known else None
    if actor is None or not actor.areas:
        raise NotFound("no-such-calendar", phrase("没有找到。"), phrase("请核对用户名和密码;岗位结束或停用后,订阅即失效。"))
    with working_as(actor):
        rows = tasks_of_seat(actor).filter(state__in=WORKING)
        tasks = list(rows.filter(due_on__gte=on).order_by("due_on", "id")[:MOST])
        late = rows.filter(due_on__lt=on)
        tasks = [*reversed(list(late.order_by("-due_on", "-id")[:MOST - len(tasks)])), *tasks]
        more = rows.count() - len(tasks) if len(tasks) == MOST else 0
        names = names_of({task.area_code for task in tasks}, on=on)
    return Calendar([(task, names.get(task.area_code, "")) for task in tasks], more, link.account.language)

"""The password of somebody's calendar: given out once, ended by a button, and dead without a post."""

from __future__ import annotations

import secrets
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.db.models.functions import Now

from tuopin.kernel.refusals import Forbidden
from tuopin.kernel.words import phrase
from tuopin.ledger.models import CalendarLink
from tuopin.ledger.selectors.calendars import posts_joined
from tuopin.people.models import Account
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


@transaction.atomic
def open_calendar(*, actor: Actor, on: date) -> str:
    """Give out a new password and end the one before; returns it, which is kept nowhere."""
    if actor.account_id is None:
        raise Forbidden("no-person", phrase("办理事项须以个人账户进行。"), phrase("请以有岗位的账户办理(命令行用 --as)。"))
    _end(actor)
    token = secrets.token_urlsafe(20)
    account = Account.objects.get(pk=actor.account_id)
    CalendarLink.objects.create(account=account, digest=sha256(token.encode()).hexdigest(), of_sessions=account.sessions_ended, posts=posts_joined(account, on=on))
    record(area_code=actor.home, verb="calendar-link", subject=f"account:{actor.name}", actor=actor, on=on, what="open")
    return token


@transaction.atomic
def end_calendar(*, actor: Actor, on: date) -> bool:
    """End the password; whether there was one."""
    ended = _end(actor)
    if ended:
        record(area_code=actor.home, verb="calendar-link", subject=f"account:{actor.name}", actor=actor, on=on, what="end")
    return ended


def _end(actor: Actor) -> bool:
    return bool(CalendarLink.objects.filter(account_id=actor.account_id, ended_at=None).update(ended_at=Now()))

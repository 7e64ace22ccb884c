"""Open an account for one person."""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from tuopin.kernel.areas import NATION
from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Account
from tuopin.people.selectors import Actor
from tuopin.trail.services import record

GIVEN_LASTS = timedelta(days=7)  # how long a password that was given out may wait for its holder
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read for another


def new_password() -> str:
    """Sixteen random characters in groups of four: 79 bits, and readable over the telephone."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


@transaction.atomic
def open_account(*, username: str, name: str, actor: Actor, on: date) -> tuple[Account, str]:
    """Open an account without posts: it can see nothing until one is appointed. Returns it with its password.

    The password is shown once, kept only as a hash, and opens the choice of another alone (`choose_first_password`). Raises a Refusal on a name that is taken or cannot be a log-in name.
    """
    username = username.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,59}", username):
        raise Refusal("bad-username", phrase("“{name}”不能作登录名。"),
                      phrase("请用2至60个小写字母、数字、点、下划线或短横线。"), name=username[:60])
    password = new_password()
    account = Account(username=username, name=name.strip() or username, language=pack().language, password_given_at=timezone.now())
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as fault:
        raise Refusal("username-taken", phrase("登录名“{name}”已被使用。"), phrase("请换一个登录名。"), name=username) from fault
    record(area_code=NATION, verb="account", subject=f"account:{username}", actor=actor, on=on, what="open")
    return account, password

"""Give an account another password: chosen by its holder, the first time or later, or made by whoever administers accounts."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Account
from tuopin.people.selectors import Actor, account_named
from tuopin.people.services.choose_password import FIXES
from tuopin.people.services.failures import IN_SESSION, counted, forget_failures
from tuopin.people.services.open_account import new_password
from tuopin.trail.services import record


def change_password(*, account: Account, password: str, new: str, at: datetime, on: date) -> None:
    """The holder changes their own password; every other session of theirs ends with it, and every other key (calendar, programs).

    Raises a Refusal when the present one is wrong or the new one is too weak. A wrong one counts like one at a second asking: whoever finds a screen
    left open cannot try passwords here as often as they like, and strangers at the log-in keep nobody from changing theirs.
    """
    with counted(account.username, IN_SESSION, at=at) as attempt:
        if account.check_password(password):
            attempt.succeeded()
    if not attempt.right:
        raise Refusal("wrong-password", phrase("现用密码不对。"), phrase("请重新输入现用密码。"))
    with transaction.atomic():
        _choose(account, new, on)


@transaction.atomic
def choose_first_password(*, account: Account, new: str, on: date) -> Account:
    """The holder, who has just shown the password that was given out, chooses one that nobody else knows; returns the account as it is then.

    Raises a Refusal when the new one is too weak or the one given out, and when it was chosen, reset or everything ended meanwhile.
    """
    now = Account.objects.select_for_update().get(pk=account.pk)
    if now.password_given_at is None or now.sessions_ended != account.sessions_ended or not now.is_active:
        raise Refusal("log-in-again", phrase("密码在此期间已经变更。"), phrase("请重新登录。"))
    if now.check_password(new):
        raise Refusal("same-password", phrase("这是发给您的初始密码。"), phrase("请换一个只有您自己知道的密码。"))
    _choose(now, new, on)
    return now


def _choose(account: Account, new: str, on: date) -> None:
    try:
        validate_password(new, account)
    except ValidationError as fault:
        raise Refusal("weak-password", phrase("新密码太容易被猜到。"), FIXES.get(fault.error_list[0].code or "", FIXES[""])) from fault
    account.set_password(new)
    account.sessions_ended += 1
    account.password_given_at = None
    account.save(update_fields=["password", "sessions_ended", "password_given_at"])
    record(area_code=NATION, verb="account", subject=f"account:{account.username}", actor=account.username, on=on, what="password")


@transaction.atomic
def reset_password(*, username: str, actor: Actor, on: date) -> str:
    """Make a new random password and return it, to be shown once; its holder chooses another with it. Lifts a lock after failed log-ins. Ends all sessions."""
    account = account_named(username)
    password = new_password()
    account.set_password(password)
    account.sessions_ended += 1
    account.password_given_at = timezone.now()
    account.save(update_fields=["password", "sessions_ended", "password_given_at"])
    forget_failures(account.username)
    record(area_code=NATION, verb="account", subject=f"account:{account.username}", actor=actor, on=on, what="reset")
    return password

"""Let in whoever knows the password, and slow down whoever guesses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction

from tuopin.kernel.areas import NATION
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Account, LoginFailure
from tuopin.people.selectors import actor_for
from tuopin.trail.services import record

ALLOWED = 5  # failures before the name is locked
LOCKED_FOR = timedelta(minutes=15)


def name_index(username: str) -> bytes:
    """The keyed digest under which the failures of a log-in name are counted, whether such an account exists or not."""
    return keyring().find_by("login-name", username.strip().lower())


def check_login(*, username: str, password: str, on: date, at: datetime) -> Account:
    """The account behind a right name and password.

    Raises a Refusal that is the same for an unknown name, a wrong password and a closed account; another one while the
    name is locked; another when the account is right but holds no post on the day.
    """
    with transaction.atomic():
        failure, _ = LoginFailure.objects.select_for_update().get_or_create(
            name_index=name_index(username), defaults={"last_at": at})
        if failure.failures >= ALLOWED:
            if at < failure.last_at + LOCKED_FOR:
                raise Refusal("login-locked", phrase("登录失败次数过多,已暂停登录。"), phrase("请{minutes}分钟后再试,或请系统管理员重置密码。"),
                              minutes=LOCKED_FOR.seconds // 60)
            failure.failures = 0
        account = authenticate(username=username.strip().lower(), password=password)
        if account is None:
            failure.failures, failure.last_at = failure.failures + 1, at
            failure.save()
        else:
            failure.delete()
            if actor_for(account, on=on).areas:
                record(area_code=NATION, verb="login", subject=f"account:{account.username}", actor=account.username, on=on)
    if account is None:
        raise Refusal("wrong-login", phrase("登录名或密码不对。"), phrase("请重新输入;忘记密码请联系系统管理员。"))
    if not actor_for(account, on=on).areas:
        raise Refusal("no-post", phrase("此账户目前没有在任的岗位。"), phrase("请联系系统管理员安排岗位。"))
    return account

"""Let in whoever knows the password and holds the second factor, ask again before weighty acts, slow down whoever guesses."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth import authenticate

from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Account
from tuopin.people.selectors import actor_for, has_second_factor
from tuopin.people.services.failures import IN_SESSION, counted
from tuopin.people.services.known_browser import counted_as
from tuopin.people.services.open_account import GIVEN_LASTS
from tuopin.people.services.second_factor import check_second_factor
from tuopin.trail.services import record


def check_login(*, username: str, password: str, on: date, at: datetime, browser: str = "") -> Account:
    """The account behind a right name and password; where it has a second factor, `check_login_code` must follow.

    `browser` is the mark of one in which the account has logged in before (`known_browser`): its attempts are counted by themselves.
    Raises a Refusal that is the same for an unknown name, a wrong password and a closed account; another one while the
    name is locked; others when the account is right but holds no post on the day, or its password was given out too long ago.
    With a password that was given out nobody is let in before `choose_first_password`.
    """
    with counted(*counted_as(username, browser), at=at) as attempt:
        account = authenticate(username=username.strip().lower(), password=password)
        if account is not None:
            attempt.succeeded()
    if account is None:
        raise Refusal("wrong-login", phrase("登录名或密码不对。"), phrase("请重新输入;忘记密码请联系系统管理员。"))
    if not actor_for(account, on=on).areas:
        raise Refusal("no-post", phrase("此账户目前没有在任的岗位。"), phrase("请联系系统管理员安排岗位。"))
    if account.password_given_at is not None and at - account.password_given_at > GIVEN_LASTS:
        raise Refusal("password-expired", phrase("发给您的初始密码已过期({days}天内有效)。"), phrase("请联系系统管理员重新发一个。"), days=GIVEN_LASTS.days)
    if not has_second_factor(account):
        _entered(account, on, "password")
    return account


def check_login_code(*, account: Account, code: str, on: date, at: datetime) -> None:
    """The second half of a log-in. Raises a Refusal on a wrong code, or when the account was closed meanwhile."""
    check_second_factor(account=account, code=code, at=at, on=on)
    if not actor_for(account, on=on).areas:
        raise Refusal("no-post", phrase("此账户目前没有在任的岗位。"), phrase("请联系系统管理员安排岗位。"))
    _entered(account, on, "password, code")


def confirm_identity(*, account: Account, password: str, code: str, at: datetime, on: date) -> None:
    """That it is still the holder who sits there: the password, and the second factor where there is one.

    Raises a Refusal on anything wrong, and after five wrong ones for a while; what strangers try at the log-in is no obstacle here.
    """
    with counted(account.username, IN_SESSION, at=at) as attempt:
        if account.check_password(password):
            attempt.succeeded()
    if not attempt.right:
        raise Refusal("wrong-password", phrase("密码不对。"), phrase("请重新输入。"))
    if has_second_factor(account):
        check_second_factor(account=account, code=code, at=at, on=on)
    record(area_code=NATION, verb="login", subject=f"account:{account.username}", actor=account.username, on=on, factors="again")


def _entered(account: Account, on: date, factors: str) -> None:
    record(area_code=NATION, verb="login", subject=f"account:{account.username}", actor=account.username, on=on, factors=factors)

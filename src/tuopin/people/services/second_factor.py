"""The second factor: enroll a telephone, check its codes, take it away when it is lost."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import date, datetime
from hashlib import sha256

import pyotp
from django.db import transaction
from django.db.models import F

from tuopin.kernel.areas import NATION
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Account, RecoveryCode, SecondFactor
from tuopin.people.selectors import Actor, account_named
from tuopin.people.services.failures import FACTOR, counted
from tuopin.trail.services import record

STEP = 30  # seconds that a code lasts
AROUND = (0, -1, 1)  # the steps of a clock that is right, slow or fast by less than one
CODES = 8  # on paper, each good once


@transaction.atomic
def begin_second_factor(*, account: Account) -> str:
    """Make a new secret and return it for the device; it opens nothing before a code of it has been shown, and no secret of before can be confirmed any more.

    Raises a Refusal when the account has a confirmed device: that one is taken away first.
    """
    known = SecondFactor.objects.select_for_update().filter(account=account).first()
    if known and known.confirmed_at:
        raise Refusal("factor-enrolled", phrase("您已登记动态口令。"), phrase("如要换手机,请先停用现有的动态口令。"))
    secret = pyotp.random_base32()
    SecondFactor.objects.update_or_create(account=account, defaults={"secret_sealed": keyring().seal(secret, _place(account))})
    return secret


def begun_secret(account: Account, mark: str) -> str | None:
    """The secret that the holder is about to confirm, when it is the one with this mark; None when another was begun, none, or all is confirmed."""
    factor = SecondFactor.objects.filter(account=account, confirmed_at=None).first()
    secret = keyring().open(factor.secret_sealed, _place(account)) if factor else None
    return secret if secret and hmac.compare_digest(mark_of_secret(secret), mark) else None


def mark_of_secret(secret: str) -> str:
    """By what a session knows the secret that was shown in it, without holding it."""
    return keyring().find_by("second-factor-begun", secret).hex()


def address_of(account: Account, secret: str) -> str:
    """The address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name="tuopin")


@transaction.atomic
def confirm_second_factor(*, account: Account, code: str, at: datetime, on: date) -> list[str]:
    """Confirm the device by a code that it shows; returns the codes for paper, shown once. Raises a Refusal on a wrong one."""
    factor = SecondFactor.objects.select_for_update().filter(account=account, confirmed_at=None).first()
    step = _step_of(factor, code, at) if factor else None
    if step is None:
        raise wrong_first_code()
    factor.confirmed_at, factor.last_step = at, step
    factor.save(update_fields=["confirmed_at", "last_step"])
    codes = _new_codes(account)
    record(area_code=NATION, verb="account", subject=f"account:{account.username}", actor=account.username, on=on, what="factor")
    return codes


def check_second_factor(*, account: Account, code: str, at: datetime, on: date) -> None:
    """Take a code of the device, or one from paper, once; five wrong ones lock the factor for a while.

    Raises a Refusal on a wrong or used code, and for an account without a confirmed device: nothing to check is a no.
    """
    with counted(account.username, FACTOR, at=at) as tried:
        factor = SecondFactor.objects.select_for_update().filter(account=account, confirmed_at__isnull=False).first()
        step = _step_of(factor, code, at) if factor else None
        if step is not None:
            factor.last_step = step
            factor.save(update_fields=["last_step"])
            tried.succeeded()
        elif factor and _use_paper(account, code, at):
            record(area_code=NATION, verb="account", subject=f"account:{account.username}", actor=account.username, on=on, what="paper-code")
            tried.succeeded()
    if not tried.right:
        raise wrong_code()


@transaction.atomic
def remove_second_factor(*, username: str, actor: Actor, on: date, basis: str) -> None:
    """Take the device and the paper codes away, e.g. when the telephone is lost; every session of the account ends.

    Raises NotFound when there is none, a Refusal without a basis.
    """
    account = account_named(username)
    if not basis.strip():
        raise Refusal("basis-missing", phrase("请写明依据。"), phrase("例如:本人到场核验身份证,手机遗失。"))
    if not SecondFactor.objects.filter(account=account).delete()[0]:
        raise NotFound("no-factor", phrase("该账户没有登记动态口令。"), phrase("请核对登录名。"))
    RecoveryCode.objects.filter(account=account).delete()
    Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
    record(area_code=NATION, verb="account", subject=f"account:{account.username}", actor=actor, on=on, basis=basis, what="factor-removed")


def _step_of(factor: SecondFactor, code: str, at: datetime) -> int | None:
    """The step of 30 seconds whose code this is, unless it or a later one was used before."""
    typed = "".join(code.split())
    if len(typed) != 6 or not typed.isascii() or not typed.isdecimal():
        return None
    totp, now = pyotp.TOTP(keyring().open(factor.secret_sealed, _place(factor.account))), int(at.timestamp()) // STEP
    steps = [now + n for n in AROUND if now + n > factor.last_step and hmac.compare_digest(totp.generate_otp(now + n), typed)]
    return steps[0] if steps else None


def _new_codes(account: Account) -> list[str]:
    RecoveryCode.objects.filter(account=account).delete()
    codes = [base64.b32encode(secrets.token_bytes(15)).decode().lower() for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(account=account, digest=_digest(code)) for code in codes)
    return ["-".join(code[n:n + 6] for n in range(0, 24, 6)) for code in codes]


def _use_paper(account: Account, code: str, at: datetime) -> bool:
    typed = "".join(code.lower().replace("-", "").split())
    return bool(RecoveryCode.objects.filter(account=account, digest=_digest(typed), used_at=None).update(used_at=at))


def _digest(code: str) -> bytes:
    return sha256(code.encode()).digest()


def _place(account: Account) -> str:
    return f"people.second_factor|secret|{account.username}"


def wrong_first_code() -> Refusal:
    """What is said of a code that does not belong to the secret shown: most often the telephone's clock is wrong. Nobody has codes on paper yet."""
    return Refusal("wrong-code", phrase("动态口令不对,或已经用过。"), phrase("请把手机的日期和时间设为自动,等显示新的一组再输入;仍不对的,删去手机里的这一条,重新扫描。"))


def wrong_code() -> Refusal:
    """What is said of a code that opens nothing."""
    return Refusal("wrong-code", phrase("动态口令不对,或已经用过。"), phrase("请核对手机时间,等显示新的一组再输入;手机遗失请用纸质备用码。"))

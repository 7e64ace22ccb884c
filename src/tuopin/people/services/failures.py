"""Counts failed attempts under a name and locks it for a while, so that guessing takes years."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import LoginFailure

ALLOWED = 5  # failures before the name is locked
LOCKED_FOR = timedelta(minutes=30)
LOG_IN, IN_SESSION, FACTOR = "login-name", "in-session", "second-factor"  # what is tried: each is counted by itself, and no name typed at one reaches another


@dataclass
class Attempt:
    """One attempt; wrong until it is said to have succeeded."""

    right: bool = False

    def succeeded(self) -> None:
        self.right = True


@contextmanager
def counted(name: str, tried: str = LOG_IN, *, at: datetime) -> Iterator[Attempt]:
    """Run one attempt under the name and count it if it fails; attempts of one kind under one name wait for each other.

    Raises a Refusal while the name is locked, whether such an account exists or not.
    """
    with transaction.atomic():
        failure, _ = LoginFailure.objects.select_for_update().get_or_create(
            name_index=name_index(name, tried), defaults={"last_at": at})
        if failure.failures >= ALLOWED:
            if at < failure.last_at + LOCKED_FOR:
                raise Refusal("login-locked", phrase("登录失败次数过多,已暂停登录。"), phrase("请{minutes}分钟后再试,或请系统管理员重置密码。"),
                              minutes=LOCKED_FOR.seconds // 60)
            failure.failures = 0
        attempt = Attempt()
        yield attempt
        if attempt.right:
            failure.delete()
        else:
            failure.failures, failure.last_at = failure.failures + 1, at
            failure.save()


def forget_failures(name: str) -> None:
    """Lift the locks of a name, whatever was tried under it."""
    LoginFailure.objects.filter(name_index__in=[name_index(name, tried) for tried in (LOG_IN, IN_SESSION, FACTOR)]).delete()


def mark_of_name(name: str) -> str:
    """What a log may hold of a log-in name that was tried: sixteen digits of its keyed digest, the same each time and of no use to a reader."""
    return name_index(name, LOG_IN).hex()[:16]


def name_index(name: str, tried: str) -> bytes:
    """The keyed digest under which failures are counted: people type passwords into the wrong box."""
    return keyring().find_by(tried, name.strip().lower())

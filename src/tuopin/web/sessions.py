"""Where a log-in is kept: a row of the database, read anew at every request together with the account and its posts."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from tuopin.people.selectors import Asking, who_asks
from tuopin.scope.selectors import trust_a_silent_line
from tuopin.web.kept_sessions import KeptSessions

REMEMBERED = 10_000  # sessions of which a process remembers whose they are
_whose: dict[str, int] = {}  # a guess that saves a second statement, never an answer: the session itself is asked each time


class SessionStore(KeptSessions):
    """Django's sessions of the database; loading one also brings who asks, in the same statement."""

    asking: Asking | None = None

    def load(self) -> dict:
        trust_a_silent_line()
        supposed = _whose.get(self.session_key)
        self.asking = who_asks(self.session_key, account_id=supposed, on=timezone.localdate())
        data = self.decode(self.asking.session_data) if self.asking else {}
        said = _account_of(data)
        if said != supposed:
            _remember(self.session_key, said)
            self.asking = who_asks(self.session_key, account_id=said, on=timezone.localdate())
        if self.asking is None:  # ended, or never was
            self._session_key = None
            return {}
        return data


def _remember(session_key: str, account_id: int | None) -> None:
    if len(_whose) >= REMEMBERED:
        _whose.clear()
    if account_id is None:
        _whose.pop(session_key, None)
    else:
        _whose[session_key] = account_id


def _account_of(data: dict) -> int | None:
    try:
        return int(data[SESSION_KEY])
    except (KeyError, TypeError, ValueError):
        return None


def user_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Who is logged in, under the same conditions as Django's `get_user`, from what loading the session has brought."""
    session = request.session
    if SESSION_KEY not in session:
        return AnonymousUser()
    asking, backend = getattr(session, "asking", None), session.get(BACKEND_SESSION_KEY)
    account = asking.account if asking else None
    if account is None or str(account.pk) != session[SESSION_KEY] or backend not in settings.AUTHENTICATION_BACKENDS:
        return get_user(request)
    if not account.is_active:
        return AnonymousUser()
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash()):
        return get_user(request)  # a key of before, or an end: Django decides
    return account

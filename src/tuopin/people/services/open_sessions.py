"""Where somebody is logged in, and the end of one of those sessions: of a telephone that was lent, a computer that was left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hmac import compare_digest

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from tuopin.kernel.areas import NATION
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.models import Account, LoggedIn
from tuopin.people.states import BEGUN_AT, SEEN_AT, is_over
from tuopin.trail.services import record


@dataclass(frozen=True)
class OpenSession:
    """One of the places where somebody is logged in."""

    mark: str  # by which a page names it: a keyed digest; the key of a session is shown to nobody
    browser: str  # a few words, or empty
    begun_at: datetime | None
    seen_at: datetime | None  # to within five minutes
    here: bool  # whether it is the one that asks


def open_sessions(account: Account, *, asking: str, at: datetime) -> list[OpenSession]:
    """Where the account is logged in at the moment, the place that asks first, then the one seen last; what opens nothing any more is left out.

    `asking` is the key of the session that asks.
    """
    found = [
        OpenSession(_mark(key), browser, _moment(said, BEGUN_AT), _moment(said, SEEN_AT), key == asking) for key, browser, said in _of(account, at)
    ]
    return sorted(found, key=lambda one: (one.here, one.seen_at or at), reverse=True)


@transaction.atomic
def end_session(account: Account, mark: str, *, at: datetime, on: date) -> None:
    """End the one session of the account that has the mark; its holder is out at the next request. Raises NotFound when there is none."""
    for key, _browser, _said in _of(account, at):
        if compare_digest(_mark(key), mark):
            LoggedIn.objects.filter(session_key=key).delete()
            record(area_code=NATION, verb="account", subject=f"account:{account.username}", actor=account.username, on=on, what="session-ended")
            return
    raise NotFound("no-such-session", phrase("这个登录已经失效。"), phrase("请刷新页面。"))


def _of(account: Account, at: datetime) -> list[tuple[str, str, dict]]:
    """The sessions that are the account's by their own signed word, that still open something."""
    store, found = SessionStore(), []
    for row in LoggedIn.objects.filter(account_number=account.pk, expire_date__gt=at):
        said = store.decode(row.session_data)
        its_own = said.get(SESSION_KEY) == str(account.pk) and compare_digest(str(said.get(HASH_SESSION_KEY, "")), account.get_session_auth_hash())
        if its_own and not is_over(said, at.timestamp()):
            found.append((row.session_key, row.browser, said))
    return found


def _mark(key: str) -> str:
    return keyring().find_by("session", key).hex()[:16]


def _moment(said: dict, name: str) -> datetime | None:
    return datetime.fromtimestamp(said[name], UTC) if name in said else None

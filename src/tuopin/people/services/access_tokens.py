"""Access tokens: made once and shown once, revoked by a button, asked at every call of a program, and dead without their post."""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import AccessToken, Account, Post
from tuopin.people.selectors import ACTS, Actor, posts_of
from tuopin.trail.services import record

PREFIX = "tuopin_"  # by which a token that lies about is recognized
LONGEST = timedelta(days=366)
MOST = 20  # open ones of an account
A_MINUTE = 120  # calls that one token may make in a minute
READS = frozenset({"read", "audit"})  # the acts a program can be given; of them those that the post has
COUNT = """
    UPDATE people_accesstoken SET last_used_at = %(at)s,
        calls = CASE WHEN minute_at > %(at)s - interval '1 minute' THEN calls + 1 ELSE 1 END,
        minute_at = CASE WHEN minute_at > %(at)s - interval '1 minute' THEN minute_at ELSE %(at)s END
    WHERE digest = %(digest)s AND ended_at IS NULL AND starts_on <= %(on)s AND ends_on > %(on)s
    RETURNING id, calls, extract(epoch FROM minute_at + interval '1 minute' - %(at)s)
"""


class TooManyCalls(Refusal):
    """The token has made its calls of this minute; `params["seconds"]` says when it may go on."""


@dataclass(frozen=True)
class Admitted:
    """Whoever calls with a token: the token, the asker with its one post, and how many calls of the minute are left."""

    token: AccessToken
    actor: Actor
    left: int


@transaction.atomic
def make_token(*, account: Account, post_id: int, name: str, ends_on: date, on: date) -> tuple[AccessToken, str]:
    """Make a token for one of the account's posts; returns it with its text, which is kept nowhere and shown once.

    Raises NotFound for a post that is not theirs today, a Refusal for a name in use or none, for a last day beyond a year or the post's own end,
    and for too many of them.
    """
    post = posts_of(account, on=on).filter(pk=post_id).first()
    if post is None:
        raise NotFound("no-such-post", phrase("没有编号为 {number} 的岗位。"), phrase("请从自己的岗位中选择。"), number=post_id)
    if not name.strip() or not on < ends_on <= on + LONGEST or (post.ends_on is not None and ends_on > post.ends_on):
        raise Refusal("token-unclear", phrase("令牌没有名称,或失效日期不对。"), phrase("请写明用途;失效日期须在一年以内,并不晚于岗位的离任日期。"))
    Account.objects.select_for_update().get(pk=account.pk)
    if open_tokens(account, on=on).count() >= MOST:
        raise Refusal("too-many-tokens", phrase("一个账户最多同时有 {most} 个令牌。"), phrase("请先停用不再使用的令牌。"), most=MOST)
    text = PREFIX + secrets.token_urlsafe(30)
    account.refresh_from_db(fields=["sessions_ended"])
    dead = AccessToken.objects.filter(account=account, name=name.strip()[:60], ended_at=None).exclude(pk__in=open_tokens(account, on=on).values("pk"))
    dead.update(ended_at=Now())  # one that is past its day keeps no name
    try:
        with transaction.atomic():
            token = AccessToken.objects.create(
                account=account, post=post, name=name.strip()[:60], digest=_digest(text), of_sessions=account.sessions_ended, starts_on=on, ends_on=ends_on)
    except IntegrityError as fault:
        raise Refusal("token-name-taken", phrase("您已有名为“{name}”的令牌。"), phrase("请换一个名称,或先停用原来的。"), name=name.strip()[:60]) from fault
    record(area_code=post.area_code, verb="account", subject=f"account:{account.username}", actor=account.username, on=on, what="token-made",
           token=token.pk, post=post.pk, ends_on=ends_on.isoformat())
    return token, text


@transaction.atomic
def revoke_token(*, account: Account, token_id: int, at: datetime, on: date) -> AccessToken:
    """End a token of the account at once. Raises NotFound for one that is not theirs or was ended before."""
    token = AccessToken.objects.select_for_update().filter(account=account, pk=token_id, ended_at=None).select_related("post").first()
    if token is None:
        raise NotFound("no-such-token", phrase("没有这个令牌,或已经停用。"), phrase("请刷新页面。"))
    token.ended_at = at
    token.save(update_fields=["ended_at"])
    record(area_code=token.post.area_code, verb="account", subject=f"account:{account.username}", actor=account.username, on=on, what="token-ended", token=token.pk)
    return token


def open_tokens(account: Account, *, on: date) -> QuerySet[AccessToken]:
    """The tokens of the account that still open something by themselves, the newest first; their post is asked at each call."""
    return AccessToken.objects.filter(account=account, ended_at=None, ends_on__gt=on, of_sessions=account.sessions_ended).select_related("post").order_by("-pk")


def admit(text: str, *, at: datetime, on: date) -> Admitted:
    """Whoever calls with the text of a token. One call is counted. Whatever is not certain is a no.

    Raises Forbidden where it opens nothing (any more): unknown, ended, past its day, its post over, its holder's account closed or logged out
    everywhere; TooManyCalls beyond the calls of a minute. Wrong passwords tried under the holder's name say nothing of a token and stop none.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COUNT, {"at": at, "on": on, "digest": _digest(text)})
        counted = cursor.fetchone()
    if counted is None:
        raise _refused()
    token = AccessToken.objects.select_related("account", "post").get(pk=counted[0])
    account, post = token.account, token.post
    stands = account.is_active and token.of_sessions == account.sessions_ended and _runs(post, on) and post.account_id == account.pk
    if not stands:
        raise _refused()
    if counted[1] > A_MINUTE:
        raise TooManyCalls("too-many-calls", phrase("这个令牌一分钟内的调用超过 {most} 次。"), phrase("请在 {seconds} 秒后继续。"), most=A_MINUTE, seconds=math.ceil(counted[2]))
    acts = ACTS[post.role] & READS
    return Admitted(token, Actor(account.username, ((post.area_code, acts),), account.pk), A_MINUTE - counted[1])  # without its seat: a program does nothing


def _runs(post: Post, on: date) -> bool:
    return post.starts_on <= on and (post.ends_on is None or post.ends_on > on)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _refused() -> Forbidden:
    return Forbidden("token-refused", phrase("令牌无效,或已经失效。"), phrase("请在“账户与密码”重新生成令牌。"))


__all__ = ["A_MINUTE", "Admitted", "TooManyCalls", "admit", "make_token", "open_tokens", "revoke_token"]

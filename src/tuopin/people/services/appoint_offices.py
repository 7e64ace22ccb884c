"""Appointing to the offices of places (书记、行政正职、副职), one or hundreds at once; a place has one secretary at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import NATION, is_code
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Account, Post
from tuopin.people.selectors import Actor
from tuopin.trail.services import Event, doer_at, record_many


@dataclass(frozen=True)
class Office:
    """Who is to be appointed where: the place, the office there, log-in name, name, first day, title, role."""

    area: str
    office: str
    username: str
    name: str
    starts_on: date
    title: str = ""
    role: str = "head"


@transaction.atomic
def appoint_offices(offices: Sequence[Office], *, actor: Actor, on: date) -> list[Post]:
    """Appoint them all or none; whoever has no account gets one that cannot log in until it is given a password.

    Raises a Refusal for a place or office that is none, for a second secretary of a place whose first one's term runs, and for somebody who
    would be secretary of two places at once.
    """
    one_at_a_time()
    _require_places(offices, on)
    _require_one_each(offices)
    accounts = _accounts(offices, actor, on)
    require_compatible(offices, accounts)
    for guard in settings.APPOINTMENT_GUARDS:  # what higher rooms have to say against it
        import_string(guard)(offices, accounts)
    posts = Post.objects.bulk_create([
        Post(account=accounts[o.username], area_code=o.area, role=o.role, office=o.office, title=o.title[:80], starts_on=o.starts_on) for o in offices
    ])
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(post.area_code, "post", f"account:{post.account.username}", *doer_at(actor, post.area_code), on,
                  {"what": "appoint", "role": post.role, "office": post.office, "post": post.pk}) for post in posts
        ])
    return posts


def _require_places(offices: Sequence[Office], on: date) -> None:
    known = names_of({o.area for o in offices if is_code(o.area)}, on=on)
    for o in offices:
        if o.area not in known:
            raise Refusal("no-such-division", phrase("没有代码为“{code}”的区划。"), phrase("用 tuopin divisions 查找区划代码。"), code=o.area[:12])
        if o.office not in ("", *Post.Office.values) or o.role not in Post.Role.values or not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,59}", o.username):
            raise Refusal("bad-office", phrase("“{name}”的职务类别、岗位角色或登录名不对。"), phrase("请核对后重新提交。"), name=o.name[:60])


def _require_one_each(offices: Sequence[Office]) -> None:
    new = [o for o in offices if o.office == Post.Office.SECRETARY]
    taken: dict[str, list] = {}
    for post in Post.objects.filter(area_code__in={o.area for o in new}, office=Post.Office.SECRETARY):
        taken.setdefault(post.area_code, []).append((post.starts_on, post.ends_on))
    for o in new:
        if any(ends is None or ends > o.starts_on for _starts, ends in taken.get(o.area, ())):
            raise Refusal(
                "place-has-secretary", phrase("{area} 在 {day} 已有书记在任,一地同时只有一名书记。"), phrase("请先办理前任离任,或核对任职日期。"), area=o.area,
                day=o.starts_on.isoformat(),
            )
        taken.setdefault(o.area, []).append((o.starts_on, None))


def _accounts(offices: Sequence[Office], actor: Actor, on: date) -> dict[str, Account]:
    wanted = {o.username: o.name for o in offices}
    found = {account.username: account for account in Account.objects.filter(username__in=wanted)}
    new = [Account(username=username, name=name or username) for username, name in wanted.items() if username not in found]
    for account in new:
        account.set_unusable_password()
    Account.objects.bulk_create(new)
    with connection.cursor() as cursor:
        record_many(cursor, [Event(NATION, "account", f"account:{account.username}", *doer_at(actor, NATION), on, {"what": "open"}) for account in new])
    return found | {account.username: account for account in new}


def one_at_a_time() -> None:
    """Appointments wait for each other until they are written: two at once cannot both find a place without a secretary."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people.appoint'))")


def require_compatible(offices: Sequence[Office], accounts: dict[str, Account]) -> None:
    """Nobody is secretary of two places, and nobody audits where they work; what counts are the posts that run on or after the new one's first day,
    those too whose end is set."""
    held: dict[str, list[tuple[str, str, str, date | None]]] = {}
    for post in Post.objects.filter(account__in=[a.pk for a in accounts.values()]).select_related("account"):
        held.setdefault(post.account.username, []).append((post.area_code, post.role, post.office, post.ends_on))
    for o in offices:
        known = held.setdefault(o.username, [])
        mine = [(area, role, office) for area, role, office, ends in known if ends is None or ends > o.starts_on]
        secretary = o.office == Post.Office.SECRETARY and any(office == Post.Office.SECRETARY and area != o.area for area, _role, office in mine)
        if secretary or any((role == Post.Role.AUDITOR) != (o.role == Post.Role.AUDITOR) for _area, role, _office in mine):
            raise Refusal("incompatible-posts", phrase("{name} 现有的岗位与新岗位不能兼任。"), phrase("书记不兼任两地;审计不兼任其他岗位。请先办理离任。"), name=o.name)
        known.append((o.area, o.role, o.office, None))

"""Appoint someone to a post."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import is_code
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.models import Post
from tuopin.people.selectors import Actor, account_named
from tuopin.people.services.appoint_offices import Office, one_at_a_time, require_compatible
from tuopin.trail.services import record


@transaction.atomic
def appoint_post(
    *, username: str, area_code: str, role: str, starts_on: date, actor: Actor, on: date, title: str = "",
) -> Post:
    """Give the account a post in the area from `starts_on` until it is ended. Raises a Refusal on a place or role that is none, and where
    it does not go together with what they hold."""
    account = account_named(username)
    if role not in Post.Role.values:
        raise Refusal("bad-role", phrase("没有“{role}”这种岗位角色。"), phrase("可选:{roles}。"),
                      role=role[:20], roles=", ".join(Post.Role.values))
    if not is_code(area_code) or area_code not in names_of([area_code], on=on):
        raise Refusal("no-such-division", phrase("没有代码为“{code}”的区划。"), phrase("用 tuopin divisions 查找区划代码。"),
                      code=area_code[:12])
    one_at_a_time()
    require_compatible([Office(area_code, "", account.username, account.name, starts_on, title, role)], {account.username: account})
    post = Post.objects.create(account=account, area_code=area_code, role=role, title=title, starts_on=starts_on)
    record(area_code=area_code, verb="post", subject=f"account:{account.username}", actor=actor, on=on,
           what="appoint", role=role, post=post.pk)
    return post

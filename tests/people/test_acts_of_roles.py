"""What each role may do, role by role and act by act, and who is told to be nobody."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.models import Post
from tuopin.people.selectors import (
    account_named,
    account_numbered,
    actor_for,
    actor_of_command,
    operator,
    posts_of,
    roles,
    still_holds,
    who_asks,
)
from tuopin.people.services import end_post, make_token
from tuopin.people.services.access_tokens import MOST
from web import kit

pytestmark = pytest.mark.django_db
VILLAGE, OTHER = "431129210213", "431129210214"
EVERY = {"read", "import", "correct", "confirm", "export", "reveal", "publish", "audit"}
MAY = {
    "clerk": {"read", "import", "correct", "export", "reveal"}, "head": EVERY - {"audit"}, "auditor": {"read", "export", "audit"}, "reader": {"read"},
}


@pytest.mark.parametrize("role", sorted(MAY))
def test_a_role_has_these_acts_and_no_others(role):
    actor = actor_for(kit.an_official(VILLAGE, role), on=timezone.localdate())
    assert {act for act in EVERY if actor.areas_for(act)} == MAY[role]
    assert {act for act in EVERY if actor.may(act, VILLAGE)} == MAY[role] and not any(actor.may(act, OTHER) for act in EVERY)


def test_whoever_holds_the_keys_may_do_everything_everywhere_but_is_nobodys_account():
    actor = operator()
    assert {act for act in EVERY if actor.may(act, NATION)} == EVERY and actor.account_id is None
    assert actor_of_command(None, on=date(2018, 6, 1)).name == actor.name and {"clerk", "head", "auditor"} <= set(roles())


def test_an_account_is_named_and_numbered_or_not_found():
    account = kit.an_official(VILLAGE)
    assert account_named(f" {account.username.upper()} ") == account_numbered(account.pk) == account
    for act in (lambda: account_named("nobody-at-all"), lambda: account_numbered(account.pk + 1000)):
        with pytest.raises(NotFound, match="no-such-account"):
            act()


def test_a_session_that_is_not_there_asks_nothing():
    assert who_asks(uuid4().hex, account_id=None, on=timezone.localdate()) is None


def test_a_post_that_another_has_is_not_held():
    one, other = kit.an_official(VILLAGE, username="h1"), kit.an_official(VILLAGE, username="h2")
    today = timezone.localdate()
    actor = actor_for(one, on=today)
    assert still_holds(one.pk, actor, on=today)
    Post.objects.filter(account=one).delete()
    assert posts_of(other, on=today).exists() and not still_holds(one.pk, actor, on=today)


def test_an_account_has_only_so_many_tokens_at_once():
    account, today = kit.an_official(VILLAGE), timezone.localdate()
    post = posts_of(account, on=today).get()

    def one_more(n):
        return make_token(account=account, post_id=post.pk, name=f"token {n}", ends_on=today + timedelta(days=30), on=today)

    for n in range(MOST):
        one_more(n)
    with pytest.raises(Refusal, match="too-many-tokens"):
        one_more(MOST)


def test_a_post_that_ended_is_not_held_any_more():
    account, today = kit.an_official(VILLAGE), timezone.localdate()
    actor = actor_for(account, on=today)
    end_post(post_id=posts_of(account, on=today).get().pk, ends_on=today, actor=operator(), on=today)
    assert not still_holds(account.pk, actor, on=today)

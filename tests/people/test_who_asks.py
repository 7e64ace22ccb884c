"""The one statement that says who asks brings the account and its posts of the day, and of whoever has none, none."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tuopin.people.models import Account, Post
from tuopin.people.selectors import who_asks
from web import kit

pytestmark = pytest.mark.django_db


def test_the_account_and_its_posts_of_the_day_come_with_the_session_and_nothing_is_made_up():
    kit.lay_out_places()
    account, today = kit.an_official(), timezone.localdate()
    key = kit.logged_in(account).cookies[settings.SESSION_COOKIE_NAME].value
    asking = who_asks(key, account_id=account.pk, on=today)
    assert type(asking.account) is Account and asking.account == account and asking.account.username == account.username
    assert [type(post) for post in asking.posts] == [Post] and asking.posts[0].pk == account.posts.get().pk
    account.posts.update(ends_on=today)
    ended = who_asks(key, account_id=account.pk, on=today)
    assert ended.account == account and ended.posts == (), "a post that ended today is held no more"
    assert len(who_asks(key, account_id=account.pk, on=today - timedelta(days=1)).posts) == 1
    nobody = who_asks(key, account_id=None, on=today)
    assert nobody.account is None and nobody.posts == () and nobody.session_data
    assert who_asks("x" * 32, account_id=account.pk, on=today) is None

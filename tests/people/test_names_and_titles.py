"""Whose name stands for a log-in name, whose a post is, and how it is called: by its own title, the pack's word, or the house's."""

from dataclasses import replace

import pytest
from django.utils import timezone

from tuopin.kernel.pack import pack
from tuopin.people import selectors
from tuopin.people.selectors import names_of_accounts, post_in_words, posts_of
from web import kit


@pytest.mark.django_db
def test_only_the_accounts_asked_for_are_named_and_nothing_is_asked_where_there_is_nobody(django_assert_num_queries):
    kit.lay_out_places()
    one, _other = kit.an_official(), kit.an_official(username="the-other")
    with django_assert_num_queries(1):
        assert names_of_accounts([one.username, "", "operator"]) == {one.username: one.name}
    with django_assert_num_queries(0):
        assert names_of_accounts(["", ""]) == {} == names_of_accounts([])


@pytest.mark.django_db
def test_the_posts_of_an_account_are_its_own():
    kit.lay_out_places()
    one, other = kit.an_official(), kit.an_official(username="the-other")
    posts = {account: [post.account_id for post in posts_of(account, on=timezone.localdate())] for account in (one, other)}
    assert posts == {one: [one.pk], other: [other.pk]}


def test_a_post_is_called_by_its_title_else_by_the_packs_word_else_by_the_houses(monkeypatch):
    assert not pack().titles.get("clerk") and post_in_words("某村", "clerk") == "某村 经办"
    titled = replace(pack(), titles={"head": "乡长"})
    monkeypatch.setattr(selectors, "pack", lambda: titled)
    assert post_in_words("某乡", "head", "副乡长") == "某乡 副乡长" and post_in_words("某乡", "clerk", "文书") == "某乡 文书"
    assert post_in_words("某乡", "head") == "某乡 乡长" and post_in_words("", "head") == "乡长"
    assert post_in_words("某乡", "clerk") == "某乡 经办" and post_in_words("某乡", "no-such-role") == "某乡 no-such-role"

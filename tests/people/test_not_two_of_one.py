"""One person is one person: appointments that do not go together, terms that are not stretched, passwords that are not tried out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Account, Post
from tuopin.people.selectors import actor_for, operator, posts_of, same_person, still_holds
from tuopin.people.services import (
    Office,
    appoint_offices,
    appoint_post,
    change_password,
    check_login,
    confirm_identity,
    end_post,
)
from web import kit

pytestmark = pytest.mark.django_db
ON, VILLAGE, OTHER, TOWN = date(2018, 6, 1), "431129210213", "431129210214", "431129210000"


def a_secretary(area: str = VILLAGE, starts_on: date = ON, username: str = "sj") -> Post:
    return appoint_offices([Office(area, "secretary", username, "书记", starts_on)], actor=operator(), on=ON)[0]


def test_a_secretary_whose_term_still_runs_for_a_month_is_not_secretary_elsewhere_meanwhile():
    post = a_secretary()
    end_post(post_id=post.pk, ends_on=ON + timedelta(days=30), actor=operator(), on=ON)
    with pytest.raises(Refusal, match="incompatible-posts"):
        a_secretary(OTHER, ON + timedelta(days=29))
    assert a_secretary(OTHER, ON + timedelta(days=30)).area_code == OTHER


def test_an_auditor_gets_no_other_post_by_the_command_either():
    account = kit.an_official(VILLAGE, "auditor")
    with pytest.raises(Refusal, match="incompatible-posts"):
        appoint_post(username=account.username, area_code=TOWN, role="clerk", starts_on=ON, actor=operator(), on=ON)


def test_a_term_that_is_set_to_end_is_not_stretched_over_the_next_ones():
    post = a_secretary()
    end_post(post_id=post.pk, ends_on=ON + timedelta(days=30), actor=operator(), on=ON)
    a_secretary(VILLAGE, ON + timedelta(days=30), "next")
    with pytest.raises(Refusal, match="post-ends-before"):
        end_post(post_id=post.pk, ends_on=ON + timedelta(days=90), actor=operator(), on=ON)
    assert end_post(post_id=post.pk, ends_on=ON + timedelta(days=10), actor=operator(), on=ON).ends_on == ON + timedelta(days=10)


def test_two_accounts_with_one_identity_are_one_person_and_the_operator_is_none():
    one, other, unknown = (kit.an_official(VILLAGE, username=f"u{n}") for n in range(3))
    Account.objects.filter(pk=one.pk).update(identity_index=b"a")
    Account.objects.filter(pk=other.pk).update(identity_index=b"b")
    assert same_person(one.pk, one.pk) and not same_person(one.pk, other.pk)
    assert not same_person(unknown.pk, one.pk) and not same_person(None, None) and not same_person(None, one.pk) and not same_person(one.pk, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=unknown.pk).update(identity_index=b"a")  # the database itself lets no second account have the identity


def test_posts_are_told_of_the_account_that_is_asked_about_alone():
    one, other = kit.an_official(VILLAGE, username="p1"), kit.an_official(OTHER, username="p2")
    today = timezone.localdate()
    assert [post.area_code for post in posts_of(one, on=today)] == [VILLAGE] and [post.area_code for post in posts_of(other, on=today)] == [OTHER]
    assert actor_for(one, on=today).areas_for("read") == [VILLAGE]


def test_the_present_password_is_not_guessed_where_another_is_chosen():
    account = kit.an_official(VILLAGE)
    at = timezone.now()
    for _ in range(5):
        with pytest.raises(Refusal, match="wrong-password"):
            change_password(account=account, password="wrong", new="three-blue-hens-77", at=at, on=ON)
    with pytest.raises(Refusal, match="login-locked"):
        change_password(account=account, password=kit.PASSWORD, new="three-blue-hens-77", at=at, on=ON)
    with pytest.raises(Refusal, match="login-locked"):
        confirm_identity(account=account, password=kit.PASSWORD, code="", on=ON, at=at)
    check_login(username=account.username, password=kit.PASSWORD, on=ON, at=at)  # who finds the screen locks the session, not its holder's name


def test_a_closed_account_and_an_ended_post_hold_nothing_any_more():
    account = kit.an_official(VILLAGE)
    today = timezone.localdate()
    actor = actor_for(account, on=today)
    assert still_holds(account.pk, actor, on=today)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert not still_holds(account.pk, actor, on=today)
    Account.objects.filter(pk=account.pk).update(is_active=True)
    Post.objects.filter(account=account).update(ends_on=today)
    assert not still_holds(account.pk, actor, on=today)

"""Small bounds of accounts: how long a title may be, how strong a paper code is, and when a program may call again."""

import base64
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tuopin.kernel.refusals import Refusal
from tuopin.people.forms import LoginForm
from tuopin.people.models import AccessToken, RecoveryCode
from tuopin.people.selectors import operator
from tuopin.people.services import Office, access_tokens, appoint_offices, make_token
from tuopin.people.services.second_factor import CODES, _new_codes
from web import kit

pytestmark = pytest.mark.django_db
ON, VILLAGE = date(2018, 6, 1), "431129210213"


def test_a_title_longer_than_its_column_is_cut_and_holds_no_appointment_back():
    (post,) = appoint_offices([Office(VILLAGE, "secretary", "sj", "书记", ON, title="驻" * 79 + "村第一书记")], actor=operator(), on=ON)
    post.refresh_from_db()
    assert post.title == "驻" * 79 + "村"


def test_each_paper_code_is_fifteen_random_bytes_in_four_groups():
    account = kit.an_official(VILLAGE)
    codes = _new_codes(account)
    assert len(set(codes)) == CODES == RecoveryCode.objects.filter(account=account).count()
    assert all(re.fullmatch("[a-z2-7]{6}(-[a-z2-7]{6}){3}", code) and len(base64.b32decode(code.replace("-", "").upper())) == 15 for code in codes)


@pytest.mark.parametrize(("ago", "left"), [(0, 60), (0.5, 60), (59, 1), (59.5, 1), (59.999, 1)])
def test_a_program_that_called_too_often_is_told_whole_seconds_after_which_it_may(monkeypatch, ago, left):
    monkeypatch.setattr(access_tokens, "A_MINUTE", 1)
    account, at = kit.an_official(VILLAGE), timezone.now()
    today = timezone.localdate(at)
    _token, text = make_token(account=account, post_id=account.posts.get().pk, name="看板", ends_on=today + timedelta(days=9), on=today)
    AccessToken.objects.update(calls=1, minute_at=at - timedelta(seconds=ago))
    with pytest.raises(access_tokens.TooManyCalls) as refused:
        access_tokens.admit(text, at=at, on=today)
    assert refused.value.params["seconds"] == left
    assert access_tokens.admit(text, at=at + timedelta(seconds=left), on=today).left == 0, "after so many seconds it may"


def test_a_program_is_told_how_many_calls_of_its_minute_are_left(monkeypatch):
    monkeypatch.setattr(access_tokens, "A_MINUTE", 1007)
    account, at = kit.an_official(VILLAGE), timezone.now()
    today = timezone.localdate(at)
    _token, text = make_token(account=account, post_id=account.posts.get().pk, name="看板", ends_on=today + timedelta(days=9), on=today)
    assert [access_tokens.admit(text, at=at, on=today).left for _ in range(3)] == [1006, 1005, 1004]


def test_a_password_is_taken_up_to_two_hundred_characters_and_not_cut():
    assert LoginForm({"username": "a", "password": "密" * 200}).is_valid()
    assert "password" in LoginForm({"username": "a", "password": "密" * 201}).errors


def test_a_token_lasts_to_the_day_on_which_its_post_ends_and_no_longer():
    account, today = kit.an_official(VILLAGE), timezone.localdate()
    end = today + timedelta(days=30)
    account.posts.update(ends_on=end)
    post = account.posts.get().pk
    with pytest.raises(Refusal, match="token-unclear"):
        make_token(account=account, post_id=post, name="看板", ends_on=end + timedelta(days=1), on=today)
    token, _text = make_token(account=account, post_id=post, name="看板", ends_on=end, on=today)
    assert token.ends_on == end

"""Logging in, logging out, languages, passwords."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Account, LoginFailure
from tuopin.people.services import check_login
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def _log_in(username="official", password=kit.PASSWORD, **more):
    return Client().post("/login/", {"username": username, "password": password, **more})


def test_the_right_password_leads_to_where_one_wanted_to_go():
    kit.an_official()
    assert _log_in(next="/map/?year=2018")["Location"] == "/map/?year=2018"
    assert _log_in(next="https://elsewhere.example/")["Location"] == "/"
    assert Entry.objects.filter(verb="login", subject="account:official").count() == 2


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer():
    kit.an_official()
    known, unknown = _log_in(password="wrong"), _log_in(username="nobody", password="wrong")
    assert known.status_code == unknown.status_code == 422
    assert "登录名或密码不对" in known.content.decode() and "登录名或密码不对" in unknown.content.decode()


@pytest.mark.parametrize("username", ["official", "nobody"])
def test_five_failures_lock_a_name_for_a_while_whether_it_exists_or_not(username):
    kit.an_official()
    for _ in range(5):
        assert "登录名或密码不对" in _log_in(username, "wrong").content.decode()
    assert "已暂停登录" in _log_in(username).content.decode()
    LoginFailure.objects.update(last_at=timezone.now() - timedelta(minutes=31))
    assert _log_in(username).status_code == (302 if username == "official" else 422)


def test_a_success_forgets_the_failures():
    kit.an_official()
    for _ in range(2):
        for _ in range(4):
            _log_in(password="wrong")
        assert _log_in().status_code == 302
    assert not LoginFailure.objects.exists()


def test_the_name_that_was_tried_is_not_kept_in_clear():
    _log_in("MyPassword123", "wrong")
    assert b"mypassword123" not in bytes(LoginFailure.objects.get().name_index).lower()


def test_an_account_without_a_post_is_told_so_only_with_the_right_password():
    account = kit.an_official()
    account.posts.all().delete()
    assert "没有在任的岗位" in _log_in().content.decode()
    assert "没有在任的岗位" not in _log_in(password="wrong").content.decode()
    with pytest.raises(Refusal) as refusal:
        check_login(username="official", password=kit.PASSWORD, on=timezone.localdate(), at=timezone.now())
    assert refusal.value.code == "no-post"


def test_logging_out_takes_a_button_and_ends_the_session():
    client = kit.logged_in(kit.an_official())
    loaded = client.get("/logout/")
    assert loaded.status_code == 405 and loaded["Allow"] == "POST" and "这个地址只接受页面上的按钮提交" in loaded.content.decode()
    assert client.get("/").status_code == 200
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/").status_code == 302


def test_the_language_is_kept_on_the_account_and_in_the_browser():
    account = kit.an_official()
    client = kit.logged_in(account)
    response = client.post("/language/", {"language": "zh-hant", "next": "/map/"})
    assert response["Location"] == "/map/" and response.cookies["django_language"].value == "zh-hant"
    assert '<html lang="zh-Hant">' in client.get("/").content.decode()
    assert Account.objects.get().language == "zh-hant"
    client.post("/language/", {"language": "xx"})
    assert Account.objects.get().language == "zh-hant"


def test_a_new_password_needs_the_old_one_and_ends_other_sessions():
    account = kit.an_official()
    here, there = kit.logged_in(account), kit.logged_in(account)
    new = "another-password-2"
    wrong = here.post("/account/", {"password": "wrong", "new": new, "again": new})
    assert wrong.status_code == 422 and "现用密码不对" in wrong.content.decode()
    weak = here.post("/account/", {"password": kit.PASSWORD, "new": "short", "again": "short"})
    assert "太容易被猜到" in weak.content.decode()
    assert here.post("/account/", {"password": kit.PASSWORD, "new": new, "again": new})["Location"] == "/account/"
    assert here.get("/").status_code == 200 and there.get("/").status_code == 302
    assert _log_in(password=new)["Location"] == "/login/code/"  # the new password is right; this account has a second factor

"""A stranger who knows nothing but names keeps nobody from their work: a browser that was let in before, and a session, are counted apart."""

from datetime import timedelta

import pyotp
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tuopin.people.models import LoginFailure
from tuopin.people.selectors import operator
from tuopin.people.services import begin_second_factor, confirm_second_factor, reset_password
from tuopin.people.services.failures import LOG_IN
from tuopin.people.services.known_browser import MARK, counted_as, mark_of
from web import kit

pytestmark = pytest.mark.django_db


def log_in(client: Client, password: str, username: str = "official"):
    return client.post("/login/", {"username": username, "password": password})


def a_known_browser() -> Client:
    client = Client()
    assert log_in(client, kit.PASSWORD).status_code == 302
    return client


def strangers_lock(username: str = "official") -> None:
    for _ in range(5):
        log_in(Client(), "wrong", username)
    assert "已暂停登录" in log_in(Client(), kit.PASSWORD, username).content.decode()


def test_strangers_lock_a_name_for_themselves_and_not_for_the_browser_of_its_holder():
    kit.an_official()
    client = a_known_browser()
    strangers_lock()
    assert client.post("/account/confirm/", {"password": kit.PASSWORD, "where": "/map/", "carried": ""})["Location"] == "/map/"
    client.post("/logout/")
    assert log_in(client, kit.PASSWORD).status_code == 302
    assert LoginFailure.objects.count() == 1, "the strangers' lock stands"


def test_who_has_the_browser_has_five_attempts_too_and_no_more():
    kit.an_official()
    client = a_known_browser()
    client.post("/logout/")
    for _ in range(5):
        assert "登录名或密码不对" in log_in(client, "wrong").content.decode()
    assert "已暂停登录" in log_in(client, kit.PASSWORD).content.decode()
    assert log_in(Client(), kit.PASSWORD).status_code == 302, "nor does it lock out anybody else"


def test_who_sits_in_the_session_has_five_attempts_too_and_no_more():
    kit.an_official()
    client = a_known_browser()
    for _ in range(5):
        assert client.post("/account/confirm/", {"password": "wrong", "where": "/", "carried": ""}).status_code == 422
    assert client.post("/account/confirm/", {"password": kit.PASSWORD, "where": "/", "carried": ""}).status_code == 422


@pytest.mark.parametrize("forged", ["", "x", "0" * 32 + "." + "0" * 32, "of another", "cut", "longer"])
def test_a_mark_that_is_not_the_accounts_own_is_worth_nothing(forged):
    kit.an_official()
    kit.an_official(kit.VILLAGE, username="another")
    strangers_lock()
    own = mark_of("official")
    client = Client()
    client.cookies[settings.KNOWN_COOKIE_NAME] = {"of another": mark_of("another"), "cut": own[:-1], "longer": own + "0"}.get(forged, forged)
    assert "已暂停登录" in log_in(client, kit.PASSWORD).content.decode()


def test_a_mark_tells_nothing_and_opens_nothing():
    kit.an_official()
    client = a_known_browser()
    cookie = client.cookies[settings.KNOWN_COOKIE_NAME]
    assert MARK.fullmatch(cookie.value) and cookie["httponly"] and cookie["samesite"] == "Lax" and mark_of("official") != mark_of("official")
    assert counted_as(" Official ", cookie.value)[0].startswith("official\n") and counted_as("other", cookie.value) == ("other", LOG_IN)
    fresh = Client()
    fresh.cookies[settings.KNOWN_COOKIE_NAME] = cookie.value
    assert fresh.get("/")["Location"].startswith("/login/")


def test_a_password_that_was_changed_between_the_two_steps_lets_nobody_in():
    account, today = kit.an_official(), timezone.localdate()
    at = timezone.now() - timedelta(minutes=5)
    secret = begin_second_factor(account=account)
    confirm_second_factor(account=account, code=pyotp.TOTP(secret).at(at), at=at, on=today)
    client = Client()
    assert log_in(client, kit.PASSWORD)["Location"] == "/login/code/"
    assert settings.KNOWN_COOKIE_NAME not in client.cookies, "half a log-in makes no browser known"
    reset_password(username="official", actor=operator(), on=today)
    assert client.post("/login/code/", {"code": pyotp.TOTP(secret).now()})["Location"] == "/login/"
    assert client.get("/")["Location"].startswith("/login/")


@pytest.mark.parametrize("typed", ["factor:official", "second-factor:official", "official\nin session", "official\tin-session", "in-session:official"])
def test_no_name_that_a_stranger_can_type_is_counted_with_the_codes_or_the_session_of_somebody(typed):
    account = kit.an_official()
    client, begun = a_known_browser(), timezone.now() - timedelta(minutes=5)
    secret = begin_second_factor(account=account)
    confirm_second_factor(account=account, code=pyotp.TOTP(secret).at(begun), at=begun, on=begun.date())
    for _ in range(6):
        log_in(Client(), "wrong", typed)
    going_on = {"password": kit.PASSWORD, "code": pyotp.TOTP(secret).now(), "where": "/map/", "carried": ""}
    assert client.post("/account/confirm/", going_on)["Location"] == "/map/"


def test_strangers_keep_nobody_from_changing_a_password_that_they_may_know():
    kit.an_official()
    client = a_known_browser()
    strangers_lock()
    new = "竹筒里的山泉水凉了又热"
    changed = client.post("/account/", {"password": kit.PASSWORD, "new": new + "1234", "again": new + "1234"})
    assert changed.status_code == 302 and changed["Location"] == "/account/"


def test_who_finds_a_screen_left_open_has_five_attempts_at_the_password_there_and_no_more():
    kit.an_official()
    client = a_known_browser()
    for _ in range(5):
        assert "现用密码不对" in client.post("/account/", {"password": "wrong", "new": "x" * 14, "again": "x" * 14}).content.decode()
    assert "已暂停登录" in client.post("/account/", {"password": kit.PASSWORD, "new": "a new one 2031 z", "again": "a new one 2031 z"}).content.decode()

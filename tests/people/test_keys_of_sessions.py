"""A session has a new key wherever somebody proves who they are; the key of before opens nothing; a new password does not spare the code."""

import time
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from tuopin.people.selectors import operator
from tuopin.people.services import begin_second_factor, confirm_second_factor, reset_password
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value if settings.SESSION_COOKIE_NAME in client.cookies else ""


def with_key(key: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def enrolled(account) -> str:
    at = datetime.now(UTC) - timedelta(minutes=5)
    secret = begin_second_factor(account=account)
    confirm_second_factor(account=account, code=pyotp.TOTP(secret).at(at), at=at, on=at.date())
    return secret


def test_a_key_that_was_slipped_into_a_browser_is_not_the_key_of_the_one_who_logs_in():
    kit.an_official()
    slipped = with_key("a" * 32)
    slipped.post("/login/", {"username": "official", "password": kit.PASSWORD})
    assert key_of(slipped) not in ("", "a" * 32) and slipped.get("/").status_code == 200
    assert with_key("a" * 32).get("/").status_code == 302 and not Session.objects.filter(session_key="a" * 32).exists()


def test_each_step_of_a_log_in_and_each_asking_again_gives_a_new_key_and_ends_the_old_one():
    account = kit.an_official()
    secret = enrolled(account)
    client, keys = Client(), []
    client.post("/login/", {"username": "official", "password": kit.PASSWORD})
    keys.append(key_of(client))
    client.post("/login/code/", {"code": pyotp.TOTP(secret).now()})
    keys.append(key_of(client))
    assert with_key(keys[0]).get("/").status_code == 302, "the half of a log-in that is done opens nothing any more"
    assert with_key(keys[0]).post("/login/code/", {"code": "000000"})["Location"] == "/login/", "nor can it be tried again"
    session = client.session
    session["confirmed_at"] = int(time.time()) - 10_000
    session.save()
    ahead = pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))
    assert client.post("/account/confirm/", {"password": kit.PASSWORD, "code": ahead, "where": "/map/", "carried": ""})["Location"] == "/map/"
    keys.append(key_of(client))
    assert len(set(keys)) == 3 and with_key(keys[1]).get("/").status_code == 302 and client.get("/").status_code == 200
    client.post("/logout/")
    assert with_key(keys[2]).get("/").status_code == 302


def test_a_new_password_from_the_administrator_does_not_spare_the_code():
    enrolled(kit.an_official())
    new = reset_password(username="official", actor=operator(), on=datetime.now(UTC).date())
    client = Client()
    assert client.post("/login/", {"username": "official", "password": new})["Location"] == "/login/code/"
    assert client.get("/").status_code == 302 and client.post("/login/code/", {"code": "000000"}).status_code == 422


def test_a_half_done_log_in_ends_with_the_password_that_began_it():
    account = kit.an_official()
    secret = enrolled(account)
    client = Client()
    client.post("/login/", {"username": "official", "password": kit.PASSWORD})
    reset_password(username="official", actor=operator(), on=datetime.now(UTC).date())
    assert client.post("/login/code/", {"code": pyotp.TOTP(secret).now()})["Location"] == "/login/"
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT"])
def test_no_other_method_says_anything_back(method):
    client = kit.logged_in(kit.an_official())
    for path in ("/", "/login/", "/households/", "/api/v1/", "/no/such/page/"):
        answer = client.generic(method, path, headers={"x-secret": "said-by-the-asker"})
        assert answer.status_code in (404, 405) and b"said-by-the-asker" not in answer.content

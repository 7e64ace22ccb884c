"""Who was refused what, and why, stands in the log: whose account by its number, a name tried in vain by a keyed digest, never what was typed."""

import json
import logging

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from tuopin.config.logs import FIELDS, AllowedFields
from tuopin.people.services import begin_second_factor, confirm_second_factor, mark_of_name
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


@pytest.fixture
def lines(caplog):
    """The lines that the log has got since, as they are written."""
    caplog.set_level(logging.WARNING)

    def told() -> list[dict]:
        written = [json.loads(AllowedFields().format(record)) for record in caplog.records if record.name.startswith(("django", "tuopin"))]
        caplog.clear()
        assert all(set(line) <= set(FIELDS) for line in written)
        return written

    return told


def test_a_wrong_password_is_told_with_a_digest_of_the_name_and_what_locked_it(lines):
    account = kit.an_official()
    for _again in range(5):
        Client().post("/login/", {"username": "Official", "password": "my-secret-typed"})
    Client().post("/login/", {"username": account.username, "password": kit.PASSWORD})
    told = lines()
    assert [line["why"] for line in told] == ["wrong-login"] * 5 + ["login-locked"]
    assert {(line["route"], line["status"], line["tried"]) for line in told} == {("login/", 422, mark_of_name("official"))}
    assert "my-secret-typed" not in str(told) and "official" not in str(told)
    Client().post("/login/", {"username": "nobody", "password": "x"})
    [other] = lines()
    assert other["tried"] == mark_of_name("nobody") != mark_of_name("official")


def test_a_wrong_code_and_a_wrong_password_asked_again_are_told(lines):
    account, at = kit.an_official(), timezone.now()
    confirm_second_factor(account=account, code=pyotp.TOTP(begin_second_factor(account=account)).at(at), at=at, on=at.date())
    client = Client()
    client.post("/login/", {"username": "official", "password": kit.PASSWORD})
    client.post("/login/code/", {"code": "000000"})
    [wrong] = lines()
    assert (wrong["route"], wrong["why"], wrong["tried"]) == ("login/code/", "wrong-code", mark_of_name("official"))
    inside = kit.logged_in(account)
    inside.post("/account/confirm/", {"password": "wrong", "code": "000000", "where": "/", "carried": ""})
    [again] = lines()
    assert (again["route"], again["why"], again["account"]) == ("account/confirm/", "wrong-password", account.pk) and "tried" not in again


def test_what_one_may_not_do_or_see_is_told_with_the_account(lines):
    account = kit.an_official(role="reader")
    client = kit.logged_in(account)
    client.get("/imports/")
    client.get("/households/4311290000000000/")
    client.get("/households/?q=431129198001011234&made-up=1")
    client.put("/")
    told = lines()
    assert [(line["status"], line.get("why")) for line in told] == [(403, "act-not-allowed"), (404, "no-such-household"), (400, "undeclared"), (405, None)]
    assert {line["account"] for line in told[:3]} == {account.pk} and "431129198001011234" not in str(told)
    assert told[1]["route"].startswith("households/<") and "4311290000000000" not in str(told)


def test_a_form_from_elsewhere_is_told(lines):
    account = kit.an_official()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account)
    strict.post("/language/", {"language": "en"})
    assert ("form-expired", 403) in {(line.get("why"), line.get("status")) for line in lines()}


def test_a_program_without_a_token_is_told(lines):
    Client().get("/api/v1/households/")
    Client().get("/api/v1/households/", headers={"Authorization": "Bearer invented"})
    told = lines()
    assert [(line["status"], line["why"]) for line in told][0] == (401, "token-missing") and told[1]["status"] == 401 and "invented" not in str(told)


def test_what_goes_well_leaves_no_line(lines):
    client = kit.logged_in(kit.an_official())
    assert client.get("/").status_code == 200 and client.get("/no-such-page").status_code in (301, 404)
    lines()
    client.get("/")
    assert lines() == []

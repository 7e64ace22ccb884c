"""A system that asks a second factor of everybody: until one is enrolled there is one's own account and nothing else."""

from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from tuopin.people.services import begin_second_factor, confirm_second_factor
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()
    kit.judged_figures()


def test_where_everybody_must_enroll_nothing_else_is_open_until_then(settings):
    settings.SECOND_FACTOR_OF_ALL = True
    account, client = kit.an_official(kit.TOWN, "clerk"), Client()
    assert client.post("/login/", {"username": account.username, "password": kit.PASSWORD})["Location"] == "/"
    for path in ("/", "/households/", "/map/", "/account/tokens/", "/trail/"):
        assert client.get(path)["Location"] == "/account/factor/", path
    assert client.post("/account/tokens/", {"name": "x"})["Location"] == "/account/factor/"
    assert client.get("/account/").status_code == client.get("/account/factor/").status_code == 200
    at = timezone.now() - timedelta(minutes=5)
    confirm_second_factor(account=account, code=pyotp.TOTP(begin_second_factor(account=account)).at(at), at=at, on=at.date())
    assert client.get("/").status_code == client.get("/households/").status_code == 200


def test_where_it_is_asked_of_approvers_alone_a_clerk_works_without(settings):
    assert settings.SECOND_FACTOR_OF_ALL is False
    assert kit.logged_in(kit.an_official(kit.TOWN, "clerk")).get("/households/").status_code == 200


def test_one_can_leave_and_change_the_language_without_enrolling(settings):
    settings.SECOND_FACTOR_OF_ALL = True
    client = kit.logged_in(kit.an_official(kit.TOWN, "clerk"))
    assert client.post("/language/", {"language": "en"}).status_code == 302 and client.post("/logout/")["Location"] == "/login/"

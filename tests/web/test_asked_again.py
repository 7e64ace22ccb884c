"""Before what is weighty the gate asks who sits there: a password of ten minutes ago at most, and of approvers a second factor."""

import time

import pytest
from django.urls import get_resolver

from tuopin.people.models import SecondFactor
from tuopin.people.states import CONFIRMED_AT
from tuopin.web.checks import pages
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def long_ago(client):
    session = client.session
    session[CONFIRMED_AT] = int(time.time()) - 601
    session.save()
    return client


def test_what_is_weighty_says_so():
    fresh = {pattern.name for _where, pattern in pages(get_resolver().url_patterns) if getattr(pattern.callback, "fresh", False)}
    assert {name.split("-")[0] for name in fresh} >= {"export", "case"} and len(fresh) >= 6, fresh


def test_an_export_asks_again_after_ten_minutes_and_goes_on_with_what_was_said():
    client = long_ago(kit.logged_in(kit.an_official(role="clerk")))
    asked = client.post("/households/export/", {"purpose": "年度公示", "suffix": "csv"})
    assert asked.status_code == 403 and "请再次确认身份" in asked.content.decode()
    form = asked.context["form"]
    assert "once" not in form["carried"].value()
    SecondFactor.objects.all().delete()  # a clerk needs none
    going = client.post("/account/confirm/", {
        "password": kit.PASSWORD, "where": form["where"].value(), "carried": form["carried"].value()})
    assert 'value="年度公示"' in going.content.decode()
    assert client.post("/households/export/", {"purpose": "年度公示", "suffix": "csv"}).status_code == 200


def test_looking_at_the_form_asks_nothing():
    assert long_ago(kit.logged_in(kit.an_official())).get("/households/export/").status_code == 200


def test_an_approver_without_a_second_factor_is_told_to_enroll():
    client = kit.logged_in(kit.an_official(role="head"))
    SecondFactor.objects.update(confirmed_at=None)
    refused = client.post("/households/export/", {"purpose": "年度公示", "suffix": "csv"})
    assert refused.status_code == 403 and "动态口令" in refused.content.decode()

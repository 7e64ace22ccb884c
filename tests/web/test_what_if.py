"""The page that asks whom a rule would move: what it answers, what it leaves out, and that nothing changes by asking."""

import pytest
from django.urls import reverse

from register import a_household
from tuopin.people.selectors import operator
from tuopin.policy.models import Standing
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.policy.views.what_if import told
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db
PAGE = "/rules/household-exit/what-if/"


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def ask(client, **asked):
    return client.get(reverse("what-if", kwargs={"name": "household-exit"}), asked)


def test_a_higher_line_moves_a_household_and_its_number_is_not_told_alone():
    a_household(village=kit.VILLAGE)
    judge_counties(year=2018, counties=[kit.COUNTY], actor=operator())
    before = (Standing.objects.count(), Entry.objects.count())
    page = ask(kit.logged_in(kit.an_official(kit.COUNTY)), number="poverty_line", value="900000", year=2018)
    text = page.content.decode()
    assert page.status_code == 200 and "1–10" in text and "900000" in text
    assert (Standing.objects.count(), Entry.objects.count()) == before


def test_a_neighbour_is_not_there():
    client = kit.logged_in(kit.an_official(kit.COUNTY))
    assert ask(client, number="poverty_line", value="3500", area=kit.OTHER_COUNTY).status_code == 404


def test_a_province_is_told_where_to_ask():
    page = ask(kit.logged_in(kit.an_official(kit.PROVINCE)), number="poverty_line", value="3500")
    assert page.status_code == 200 and "tuopin simulate" in page.content.decode()


@pytest.mark.parametrize("asked", [{"number": "poverty_line", "value": "abc"}, {"number": "shoe_size", "value": "1"}, {"number": "poverty_line", "value": ""}])
def test_a_value_that_is_none_is_said_on_the_page(asked):
    page = ask(kit.logged_in(kit.an_official(kit.COUNTY)), **asked)
    assert page.status_code == 200 and ("error" in page.content.decode() or "alert" in page.content.decode())


def test_a_rule_of_villages_has_no_such_page():
    client = kit.logged_in(kit.an_official(kit.COUNTY))
    assert 400 <= client.get(reverse("what-if", kwargs={"name": "village-exit"})).status_code < 500


def test_small_counts_are_told_as_a_span():
    assert [told(n) for n in (0, 1, 10, 11, 1200)] == ["0", "1–10", "1–10", "11", "1,200"]


def test_each_number_stands_with_the_value_in_force_and_a_refusal_calls_it_by_its_title():
    client = kit.logged_in(kit.an_official(kit.COUNTY))
    page = ask(client, number="poverty_line", value="abc", year=2018).content.decode()
    assert "扶贫标准线 · 2995" in page and "参数 扶贫标准线 不能取" in page and "参数 poverty_line" not in page

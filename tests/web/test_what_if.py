"""The page that asks whom a rule would move: what it answers, what it leaves out, and that nothing changes by asking."""

from datetime import date

import pytest
from django.urls import reverse

from register import KNOWN_INCOME, a_household
from tuopin.people.selectors import operator
from tuopin.policy.models import Standing
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.policy.services.simulate import simulate_register
from tuopin.policy.states.simulation import read_changes
from tuopin.policy.views.what_if import _kept_apart, _share, told
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


def test_coverage_leakage_and_the_groups_are_told_as_the_command_tells_them():
    """24 of 40 households are made poor by the line; 12 of those have exited; all of one cause."""
    for n in range(40):
        poor = n < 24
        a_household(
            village=kit.VILLAGE, persons=1 if n % 2 else 2, status="exited" if n % 2 else "identified",
            income={**KNOWN_INCOME, "wage": "900" if poor else "90000"}, main_cause="ill" if poor else "funds",
        )
    client = kit.logged_in(kit.an_official(kit.COUNTY))
    page = ask(client, number="poverty_line", value="60000", year=2018)
    answer = page.context["answer"]
    found = simulate_register(
        rule="household-exit", changes=read_changes(("household-exit.poverty_line=60000",))[1], area=kit.COUNTY, on=date(2018, 12, 31), actor=operator(),
    )
    assert found["then"]["fails"] == 24 + 8 and found["on_programme"] == 20  # two persons on 90,000 yuan stand below 60,000 a head
    assert found["then"]["coverage"] == round(20 / 32, 6) and found["then"]["leakage"] == 0
    assert {str(name): shares[1] for name, shares in answer["shares"]} == {"覆盖率": found["then"]["coverage"], "漏出率": 0}
    causes = {row[0]: row[3] for row in answer["fairness"][1]["rows"]}
    assert set(causes) == {"因病", "缺资金"} and list(causes.values()) == [None, None]  # eight of sixteen: neither is told, the one would tell the other
    sizes = {row[0]: row[3] for row in answer["fairness"][2]["rows"]}
    assert sizes == {"1": None, "2": None} and [str(each["title"]) for each in answer["fairness"]] == ["贫困户属性", "主要致贫原因", "人口数", "识别年度"]
    text = page.content.decode()
    assert "62.50%" in text and "各组不达标占比" in text


@pytest.mark.parametrize("share, whole, expected", [(0.5, 22, 0.5), (0.5, 20, None), (0.0, 5, None), (1.0, 5, None), (0.0, 11, 0.0), (1.0, 11, 1.0), (11 / 21, 21, None), (11 / 22, 22, 0.5), (None, 0, None)])
def test_a_share_that_tells_of_few_is_not_told(share, whole, expected):
    assert _share(share, whole) == expected


def test_one_hidden_group_hides_the_smallest_other():
    assert _kept_apart([0.5, 0.5, 0.5], [100, 10, 60]) == [0.5, None, None]
    assert _kept_apart([0.5, 0.5, None], [100, 60, 0]) == [0.5, 0.5, None]
    assert _kept_apart([0.5, 0.5], [10, 12]) == [None, None]


def test_what_few_households_lack_is_not_told():
    a_household(village=kit.VILLAGE)
    page = ask(kit.logged_in(kit.an_official(kit.COUNTY)), number="poverty_line", value="900000", year=2018)
    assert page.context["answer"]["cost"] == [0.0, None]

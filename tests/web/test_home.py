"""The home page: figures with the rows behind them, what waits, how the places below compare."""

from datetime import date

import pytest

from tuopin.policy.models import Freshness
from tuopin.trail.services import record
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


def test_the_year_shown_is_the_latest_judged_and_a_chosen_one_stays():
    kit.judged_figures(year=2018)
    client = kit.logged_in(kit.an_official())
    assert "2018 年" in client.get("/").content.decode()
    assert "2016 年" in client.get("/?year=2016").content.decode()
    assert "2016 年" in client.get("/map/").content.decode()


def test_a_county_shows_the_sum_of_its_villages_and_each_place_below():
    kit.judged_figures()
    page = kit.logged_in(kit.an_official()).get("/?year=2018").content.decode()
    assert page.count("大石桥乡") == 1 and "新田县" not in page
    assert '<span class="value">20<' in page


def test_two_posts_far_apart_open_both_places_and_nothing_between():
    kit.judged_figures()
    account = kit.an_official(kit.VILLAGE, "clerk")
    account.posts.create(area_code=kit.OTHER_VILLAGE, role="reader", starts_on="2016-01-01")
    client = kit.logged_in(account)
    assert [client.get(f"/area/{c}/").status_code for c in (kit.VILLAGE, kit.OTHER_VILLAGE, kit.NEIGHBOUR, kit.CITY)] == [200, 200, 404, 404]


def test_a_change_after_the_judgement_is_said():
    kit.judged_figures()
    client = kit.logged_in(kit.an_official())
    assert "评判后数据有变化" not in client.get("/?year=2018").content.decode()
    entry = record(area_code=kit.VILLAGE, verb="correct", subject="household:1", actor="x", on=date(2019, 2, 1))
    assert "评判后数据有变化" in client.get("/?year=2018").content.decode()
    Freshness.objects.update(trail_mark=entry.pk)
    assert "评判后数据有变化" not in client.get("/?year=2018").content.decode()


def test_a_year_without_figures_says_so_and_what_to_do():
    page = kit.logged_in(kit.an_official()).get("/?year=2015").content.decode()
    assert "本年度还没有数据" in page and "尚未评判" in page


def test_a_reader_is_not_told_of_imports():
    kit.judged_figures()
    assert "导入后等待" not in kit.logged_in(kit.an_official(role="reader")).get("/?year=2018").content.decode()

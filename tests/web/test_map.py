"""The map: classes that part no equal values, parts that lead down, and the same as a table and a file."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.policy.models import Figure
from tuopin.web.pages.classes import class_of, classes_of
from tuopin.web.pages.drawing import short_name
from web import kit


@given(st.lists(st.integers(0, 40).map(Decimal), max_size=60))
def test_classes_cover_every_value_once_in_order_and_part_no_equals(values):
    classes = classes_of(values)
    assert sum(c.count for c in classes) == len(values)
    assert all(a.high < b.low and a.number < b.number for a, b in zip(classes, classes[1:], strict=False))
    assert len(classes) <= 6 and all(1 <= c.number <= 6 for c in classes)
    assert all(class_of(v, classes).low <= v <= class_of(v, classes).high for v in values)


def test_a_place_far_above_the_others_is_a_class_of_its_own():
    classes = classes_of([Decimal(n) for n in (5, 2, 4, 4, 4, 106, 2)])
    assert [(c.low, c.high, c.count) for c in classes][-1] == (106, 106, 1)
    assert classes[-1].number == 6


def test_a_name_is_shortened_only_where_something_is_left():
    assert short_name("栗安村村委会") == "栗安村" and short_name("村委会") == "村委会" and short_name("湖南省") == "湖南"


@pytest.fixture
def official(db):
    kit.lay_out_places()
    kit.judged_figures()
    return kit.logged_in(kit.an_official(kit.CITY))


def test_every_part_of_the_map_leads_one_level_down_to_the_village(official):
    steps = [(kit.CITY, f"/map/{kit.COUNTY}/"), (kit.COUNTY, f"/map/{kit.TOWN}/"), (kit.TOWN, f"/area/{kit.VILLAGE}/"), (kit.VILLAGE, f"/area/{kit.VILLAGE}/")]
    for code, down in steps:
        page = official.get(f"/map/{code}/?year=2018&figure=households").content.decode()
        assert f'<a href="{down}' in page.split("<svg class=\"map\"")[1].split("</svg>")[0], code


def test_a_place_without_figures_is_on_the_map_and_says_so(official):
    Figure.objects.filter(area_code=kit.OTHER_COUNTY).delete()
    page = official.get(f"/map/{kit.CITY}/?year=2018").content.decode()
    assert "新田县 —" in page and "无数据" in page


def test_the_file_holds_the_numbers_of_the_table(official):
    """The outlines of counties that are no places of the list on that day are drawn, but are rows of nothing."""
    response = official.get(f"/map/{kit.CITY}/?year=2018&figure=poverty_incidence&csv=1")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1:] == [
        [kit.OTHER_COUNTY, "新田县", "2018", "25.00", "10.00", "40.00"], [kit.COUNTY, "江华瑶族自治县", "2018", "25.00", "20.00", "80.00"],
    ]


def test_the_table_sorts_both_ways_with_unknown_values_last(official):
    Figure.objects.filter(area_code=kit.NEIGHBOUR, name="households").delete()
    for sort in ("value", "-value"):
        page = official.get(f"/map/{kit.TOWN}/?year=2018&figure=households&sort={sort}").content.decode()
        table = page.split("<tbody>")[1]
        assert table.index("栗安村") < table.index("大石桥村"), sort


@pytest.mark.parametrize("query", ["figure=nothing", "year=abc", "year=99999", "on_map=mars", "sort=password", "sort=%27"])
def test_a_wrong_word_in_the_address_shows_the_usual_map(official, query):
    assert official.get(f"/map/{kit.COUNTY}/?{query}").status_code == 200


def test_a_nul_in_the_address_is_refused_in_words(official):
    page = official.get(f"/map/{kit.COUNTY}/?figure=%00")
    assert page.status_code == 400 and "<h1" in page.content.decode()


def test_the_approval_number_is_printed_where_one_is_set(official, settings):
    settings.MAP_APPROVAL_NUMBER = "GS(2026)0001号"
    page = official.get(f"/map/{kit.CITY}/").content.decode()
    assert "审图号:GS(2026)0001号" in page and "示意图" in page

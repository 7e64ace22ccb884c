"""The tree on a day: what is above, what is below, and how many."""

import random
from datetime import date

import pytest

from tuopin.divisions.models import Division
from tuopin.divisions.selectors import (
    ancestors_of,
    children_of,
    division_on,
    divisions_on,
    names_of,
    paths_of,
    spans_of,
    subtree_of,
)
from tuopin.divisions.services import load_editions
from tuopin.divisions.services.editions import spans_of as spans_of_editions
from tuopin.kernel.areas import NATION, level_of
from tuopin.people.selectors import Actor

pytestmark = pytest.mark.django_db
KELAN, JIANGHUA, DAXI, LIAN = "140929000000", "431129000000", "431129210000", "431129210213"
IN_2017, IN_2019, IN_2021 = date(2017, 1, 1), date(2019, 1, 1), date(2021, 1, 1)


def test_a_county_has_the_villages_of_the_edition_in_force():
    assert [subtree_of(KELAN, on, level=5).count() for on in (IN_2017, IN_2019, IN_2021)] == [202, 141, 104]
    assert [subtree_of(JIANGHUA, on, level=5).count() for on in (IN_2017, IN_2019, IN_2021)] == [312, 312, 319]


def test_an_edition_takes_effect_on_its_own_day():
    assert subtree_of(KELAN, date(2018, 10, 30), level=5).count() == 202
    assert subtree_of(KELAN, date(2018, 10, 31), level=5).count() == 141


def test_a_village_that_moved_away_is_gone_from_2018_on():
    assert division_on("140929206200", IN_2017).name == "赵家洼村委会"
    assert division_on("140929206200", IN_2019) is None


def test_a_name_is_kept_for_the_days_it_was_written_so():
    assert [(s.name, s.ends_on) for s in spans_of(LIAN)] == [("栗安村", date(2020, 6, 30)), ("栗安村委会", None)]


def test_ancestors_come_from_the_province_down():
    assert [d.name for d in ancestors_of(LIAN, IN_2017)] == ["湖南省", "永州市", "江华瑶族自治县", "大锡乡"]


def test_children_are_the_next_level_in_the_order_of_codes():
    assert [d.name for d in children_of(DAXI, IN_2017)] == ["新安村委会", "小锡村委会", "高凉村委会", "大锡社区村", "盘古村", "栗安村", "芙蓉村"]
    assert len(children_of(JIANGHUA, IN_2017)) == 16
    assert children_of(LIAN, IN_2017) == []


def test_a_heading_that_is_no_place_is_looked_through():
    names = [d.name for d in children_of("110000000000", IN_2017)]
    assert "东城区" in names and "市辖区" not in names
    assert [name for _, name in paths_of(["110101001001"], IN_2017)["110101001001"]][:2] == ["北京市", "东城区"]


def test_a_city_without_counties_has_its_townships_as_children():
    children = children_of("441900000000", IN_2017)
    assert {level_of(d.code) for d in children} == {4}
    assert Division.objects.filter(code="441900000000").count() == 1


def test_children_for_somebody_are_theirs_and_the_way_there():
    clerk = Actor("clerk", ((DAXI, frozenset({"read"})),))
    assert [d.code for d in children_of(JIANGHUA, IN_2017, clerk)] == [DAXI]
    assert "430000000000" in [d.code for d in children_of(NATION, IN_2017, clerk)]
    assert len(children_of(DAXI, IN_2017, clerk)) == 7
    assert children_of(JIANGHUA, IN_2017, Actor("nobody", ())) == []


def test_names_are_those_of_the_day_and_the_nearest_otherwise():
    assert names_of([LIAN], IN_2017) == {LIAN: "栗安村"}
    assert names_of([LIAN, "140929206200"], IN_2021) == {LIAN: "栗安村委会", "140929206200": "赵家洼村委会"}
    assert names_of([LIAN, "431129210999"], date(2000, 1, 1)) == {LIAN: "栗安村"}
    assert NATION in names_of([NATION], IN_2017)


def test_the_range_below_any_place_is_what_a_walk_over_all_codes_finds():
    codes = list(divisions_on(IN_2019).values_list("code", flat=True))
    draw = random.Random(20181031)
    for code in [*draw.sample(codes, 60), "110000000000", "441900000000", KELAN]:
        width = (2, 4, 6, 9, 12)[level_of(code) - 1]
        assert list(subtree_of(code, IN_2019).values_list("code", flat=True)) == [c for c in codes if c[:width] == code[:width]]


def test_every_loaded_place_has_a_name_initials_and_the_level_of_its_code():
    rows = Division.objects.values_list("code", "name", "level", "initials")
    assert rows.count() > 10_000
    assert all(name and letters and level == level_of(code) for code, name, level, letters in rows)


def test_no_code_names_two_places_on_one_day():
    for on in (IN_2017, IN_2019, IN_2021, date(2024, 1, 1)):
        codes = list(divisions_on(on).values_list("code", flat=True))
        assert len(codes) == len(set(codes))


def test_spans_begin_and_end_with_editions():
    assert spans_of_editions(0b1111) == [("2013-01-01", r"\N")]
    assert spans_of_editions(0b0001) == [("2013-01-01", "2018-10-31")]
    assert spans_of_editions(0b1010) == [("2018-10-31", "2020-06-30"), ("2023-06-30", r"\N")]


def test_loading_again_changes_nothing():
    before = Division.objects.count()
    assert load_editions(area=JIANGHUA) == 0
    assert Division.objects.count() == before

"""Finding a place by what people type."""

from datetime import date

import pytest

from tuopin.divisions.selectors import search

pytestmark = pytest.mark.django_db
ON = date(2021, 1, 1)


def codes(text: str, on: date | None = ON, within: str = "000000000000") -> list[str]:
    return [hit.division.code for hit in search(text, on, within)]


@pytest.mark.parametrize("text", ["里耶镇", "里耶鎮", "裏耶鎮", "裡耶鎮", " 里耶镇 ", "433130116", "433130116000", "龙山 里耶", "龍山縣 里耶鎮"])
def test_a_town_is_found_in_either_script_by_code_or_by_path(text):
    assert codes(text)[0] == "433130116000"


def test_a_name_is_shown_as_it_is_whatever_script_was_typed():
    assert search("裏耶鎮", ON)[0].full_name == "湖南省湘西土家族苗族自治州龙山县里耶镇"


def test_initials_find_a_place_inside_an_area():
    assert codes("LA", within="431129210000") == ["431129210213"]
    assert codes("jhyz", within="430000000000")[0] == "431129000000"


def test_the_whole_name_comes_before_a_part_of_it():
    hits = search("江华瑶族自治县", ON)
    assert hits[0].division.code == "431129000000" and hits[0].exact
    part = search("锡", ON, "431129210000")
    assert [hit.division.code for hit in part] == ["431129210000", "431129210205", "431129210211"]
    assert not any(hit.exact for hit in part)


def test_the_written_form_need_not_be_typed():
    assert search("栗安村", ON)[0].exact
    assert search("栗安", ON)[0].exact


def test_a_search_stays_inside_its_area():
    assert codes("栗安村", within="140929000000") == []


def test_a_place_that_is_no_more_is_found_without_a_day():
    assert codes("赵家洼", within="140929000000") == []
    hit, = search("赵家洼", None, "140929000000")
    assert hit.division.ends_on == date(2018, 10, 31)


def test_a_place_is_found_once_under_a_former_name_when_no_day_is_asked():
    hit, = search("栗安村", None, "431129000000")
    assert hit.exact and hit.division.code == "431129210213"


def test_a_heading_is_no_answer():
    assert "110100000000" not in codes("市辖区")


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'; --", "\\", "x" * 500, "1" * 40, "·", "!!"])
def test_odd_input_is_answered_with_nothing(text):
    assert codes(text) == []

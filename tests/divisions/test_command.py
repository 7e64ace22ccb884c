"""`tuopin divisions` as somebody at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

from tuopin.divisions.commands import divisions
from tuopin.kernel.refusals import NotFound, Refusal

pytestmark = pytest.mark.django_db


def run(*words: str, actor=None):
    result = CliRunner().invoke(divisions, words, obj={"account": None, "actor": lambda on: actor})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_json_tells_the_place_its_path_its_days_and_its_story():
    answer = json.loads(run("栗安村", "--on", "2017-01-01", "--json").stdout)
    match, = answer["matches"]
    assert answer["on"] == "2017-01-01"
    assert (match["code"], match["name"], match["level"]) == ("431129210213", "栗安村", 5)
    assert [p["name"] for p in match["path"]] == ["湖南省", "永州市", "江华瑶族自治县", "大锡乡", "栗安村"]
    assert (match["starts_on"], match["ends_on"], match["children"]) == ("2013-01-01", "2020-06-30", 0)
    assert match["succession"] == []


def test_a_short_code_is_enough():
    match, = json.loads(run("431129", "--json").stdout)["matches"]
    assert (match["name"], match["children"]) == ("江华瑶族自治县", 16)


def test_people_read_the_path_the_span_and_the_places_below():
    text = run("大锡乡", "--children", "--on", "2017-01-01").stdout
    assert "湖南省 › 永州市 › 江华瑶族自治县 › 大锡乡" in text and "431129210213  栗安村" in text


def test_a_place_that_is_no_more_is_shown_with_what_is_known_of_it():
    text = run("140929206200").stdout
    assert "赵家洼村委会" in text and "2018-10-31" in text


def test_what_became_of_a_place_is_told_with_its_confidence():
    stories = json.loads(run("140929", "--json").stdout)["matches"][0]["succession"]
    assert all(0 <= s["confidence"] <= 1 and s["kind"] in ("renamed", "recoded", "merged", "split") for s in stories)


def test_a_place_of_another_day_is_refused_with_its_days():
    with pytest.raises(NotFound) as refused:
        run("140929206200", "--on", "2019-01-01")
    assert "2018-10-31" in refused.value.say()[1]


def test_an_unknown_place_is_refused_with_the_nearest():
    with pytest.raises(NotFound) as refused:
        run("栗按村", "--within", "431129")
    assert "栗安村" in refused.value.say()[1]
    with pytest.raises(NotFound) as refused:
        run("431129210999")
    assert "大锡乡" in refused.value.say()[1]


def test_a_bad_area_a_bad_day_and_nothing_at_all_are_refused():
    with pytest.raises(Refusal):
        run("栗安村", "--within", "湖南")
    with pytest.raises(Refusal):
        run("栗安村", "--on", "2017-13-01")
    assert run("").exit_code == 2


def test_a_list_of_new_places_is_entered_from_a_file(tmp_path, corrector):
    path = tmp_path / "new.csv"
    path.write_text("code,name,starts_on\n431129210902,甲村,2024-01-01\n", encoding="utf-8-sig")
    assert "1" in run("--load", str(path), "--basis", "2024年名录", actor=corrector).stdout
    assert json.loads(run("431129210902", "--json").stdout)["matches"][0]["name"] == "甲村"
    path.write_bytes("code,name,starts_on\n431129210903,乙村,2024-01-01\n".encode("gb18030"))
    with pytest.raises(Refusal):
        run("--load", str(path), "--basis", "2024年名录", actor=corrector)

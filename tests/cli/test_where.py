"""`tuopin where` answers in the words of the field, in either script, and from the house as it is."""

import json

import pytest
from click.testing import CliRunner

from tuopin.cli.where import where
from tuopin.kernel.glossary import matching, terms
from tuopin.kernel.refusals import NotFound


def _answer(*words):
    told = CliRunner().invoke(where, [*words, "--json"], standalone_mode=False, catch_exceptions=False)
    return json.loads(told.output)


def test_a_term_tells_its_room_its_word_and_its_tables():
    found = _answer("返贫")[0]
    assert (found["term"], found["word"], found["room"]) == ("返贫", "relapse", "registry")
    assert "registry.StatusEvent.RETURNED" in found["model"]


def test_two_spellings_of_one_mechanism_find_the_same_term():
    assert _answer("三走遍三签字") == _answer("三走访三签字")


def test_traditional_writing_and_english_find_the_term():
    assert _answer("幫扶責任人")[0]["term"] == "帮扶责任人"
    assert _answer("household", "exit")[0]["term"] == "户退出"


def test_a_word_that_is_no_term_is_refused_with_what_to_do():
    with pytest.raises(NotFound) as told:
        CliRunner().invoke(where, ["没有这个词"], standalone_mode=False, catch_exceptions=False)
    assert told.value.fix


def test_no_term_is_listed_twice_and_each_has_its_word():
    assert len(terms()) > 400
    assert all(t.word and t.en for t in terms().values())
    spellings = [s for t in terms().values() for s in (t.zh, *t.also)]
    assert len(spellings) == len(set(spellings))


def test_part_of_a_term_finds_what_contains_it():
    assert {"错退率", "漏评率"} <= {t.zh for word in ("错退", "评率") for t in matching(word)}

"""The code lists: any known name becomes its word, every word has its names, and the two generations map to each other."""

import pytest

from tuopin.kernel import codelists


@pytest.mark.parametrize("name", codelists.list_names())
def test_every_name_and_number_of_a_value_leads_back_to_its_word(name):
    for word, value in codelists.code_list(name).values.items():
        for text in (word, value.zh, value.en, value.zh_hant, value.v1, value.v1.lstrip("0"), value.v2, *value.aliases):
            if text:
                assert codelists.word(name, text) == word, text


@pytest.mark.parametrize("name", codelists.list_names())
def test_words_are_short_ascii_and_named_in_three_languages(name):
    for word, value in codelists.code_list(name).values.items():
        assert word.isascii() and len(word) <= 28 and value.zh and value.en
        assert all(codelists.label(name, word, language) for language in ("zh-hans", "zh-hant", "en"))


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("relation", "儿子", "son"), ("relation", "之 子", "son"), ("relation", "03", "son"), ("relation", "妻子", "spouse"),
        ("health", "残疾,长期慢性病", "disabled,chronic"), ("health", "残疾、长期慢性病", "disabled,chronic"), ("health", "一般般", None),
        ("ethnic", "瑶族", "13"), ("ethnic", "瑶", "13"), ("ethnic", "１３", "13"), ("education", "1", "illiterate"),
        ("cause", "因病;缺技术", "ill,skills"), ("status", "已脱贫(享受政策)", "exited"), ("status", "已脱贫（不享受政策）", "exited"),
        ("house-grade", "c级", "C"), ("weakness", "穷", "poor"),
    ],
)  # fmt: skip
def test_what_clerks_write_becomes_the_word(name, text, word):
    assert codelists.word(name, text) == word


def test_what_only_the_second_generation_tells_apart_goes_back_to_the_number_that_held_it():
    assert codelists.as_generation("education", "bachelor", "v1") == "05"
    assert codelists.as_generation("education", "college", "v1") == "05"
    assert codelists.as_generation("labour", "weak", "v1") is None
    assert codelists.as_generation("relation", "nephew", "v2") == "之侄儿"


def test_several_words_are_named_together():
    assert codelists.label("health", "disabled,chronic") == "残疾、长期慢性病"
    assert codelists.label("health", "disabled,chronic", "en") == "disabled, long-term chronic illness"
    assert codelists.label("health", "disabled,chronic", "zh-hant") == "殘疾、長期慢性病"


def test_names_with_blanks_are_told_apart_by_marks_alone_and_a_list_taken_out_in_english_reads_back():
    words = "ill,labour,unstable_work"
    for language in ("zh-hans", "zh-hant", "en"):
        told = [codelists.label("risk", one, language) for one in words.split(",")]
        assert [codelists.word("risk", mark.join(told)) for mark in (", ", "、", ";")] == [words] * 3
    assert codelists.word("risk", "因病 因学") == "ill,schooling" and codelists.words("risk", "因病、因懒") is None

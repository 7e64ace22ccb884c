"""Nothing that tells who somebody is, beyond a surname and a group, gets into a public notice."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.kernel.codelists import code_list
from tuopin.kernel.crypto import new_keyring
from tuopin.kernel.masking import (
    CODE_LENGTH,
    LETTERS,
    NoticeHousehold,
    notice_lines,
    public_code,
    public_group,
    public_name,
    publishable,
    require_publishable,
)
from tuopin.kernel.refusals import Refusal

ON, RING = date(2020, 6, 30), new_keyring()
GROWN = date(1970, 1, 1)


@pytest.mark.parametrize(("name", "shown"), [
    ("赵小明", "赵**"), ("李四", "李**"), ("欧阳春", "欧阳**"), ("歐陽春", "歐陽**"), ("欧阳", "欧**"), ("买买提·艾力", "买**"), ("扎西", "扎**"),
    ("", "**"), ("  ", "**"), ("王", "**"), ("3号", "**"), ("病人甲", "**"), ("Zhang San", "Z**"), ("𠮷田", "𠮷**"),
])
def test_a_grown_person_is_shown_by_surname(name, shown):
    assert public_name(name, GROWN, on=ON) == shown


def test_a_minor_is_not_named_up_to_the_day_before_the_eighteenth_birthday():
    assert public_name("赵小明", date(2002, 7, 1), on=ON) == "**"
    assert public_name("赵小明", date(2002, 6, 30), on=ON) == "赵**"
    assert public_name("赵小明", None, on=ON) == "**"


def test_a_public_code_has_letters_only_and_needs_the_keys():
    codes = {public_code(RING, f"H{n}") for n in range(2000)}
    assert len(codes) == 2000 and all(len(code) == CODE_LENGTH and set(code) <= set(LETTERS) for code in codes)
    assert public_code(RING, "H1") == public_code(RING, "H1") != public_code(new_keyring(), "H1")


@pytest.mark.parametrize("text", ["3组", "第12村民小组", "大坪", "", "2018年度退出公示", "公示期 7 天"])
def test_ordinary_words_may_be_published(text):
    assert publishable(text)
    require_publishable(text)


@pytest.mark.parametrize("text", [
    "139 0000 0001", "1-3-9-0-0", "43112", "４３１１２９", "残疾人", "长期慢性病", "患有大病", "殘疾", "disabled", "一三九零零", "电话:13900000001", "43.11.29",
])
def test_numbers_and_health_may_not(text):
    assert not publishable(text) and public_group(text) == ""
    with pytest.raises(Refusal):
        require_publishable("好", text)


def test_every_word_of_health_in_the_code_lists_is_known():
    ill = [value for word, value in code_list("health").values.items() if word != "healthy"]
    ill += [code_list("cause").values[word] for word in ("ill", "disabled")]
    assert all(not publishable(label) for value in ill for label in (value.zh, value.zh_hant, value.en, *value.aliases) if label)


NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=5)
DIGITS = st.text("0123456789", min_size=11, max_size=19)


@given(data=st.data(), name=NAMES, number=DIGITS, phone=DIGITS, group=st.one_of(st.sampled_from(["三组", "3组", ""]), DIGITS, NAMES))
def test_no_line_holds_a_piece_of_a_number_a_given_name_a_minor_or_a_word_of_health(data, name, number, phone, group):
    born_on = data.draw(st.one_of(st.none(), st.dates(date(1920, 1, 1), ON)))
    told = NoticeHousehold(number, name, born_on, data.draw(st.sampled_from([group, phone, f"{group}{phone}", f"{name}残疾", f"{name}家"])), 3)
    line, = notice_lines([told], on=ON, ring=RING)
    text = f"{line.name} {line.group} {line.code}"
    pieces = {digits[n : n + 5] for digits in (number, phone) for n in range(len(digits) - 4)}
    assert not re.search(r"\d{5}", text) and not any(piece in text for piece in pieces)
    assert "残疾" not in text and (len(name) < 2 or name not in text)
    if born_on is None or born_on > ON - timedelta(days=17 * 365):
        assert line.name == "**"


def test_the_order_of_a_notice_is_not_that_of_the_register():
    households = [NoticeHousehold(f"H{n:03}", "赵一", GROWN, "三组", n) for n in range(40)]
    lines = notice_lines(households, on=ON, ring=RING)
    assert [line.code for line in lines] == sorted(line.code for line in lines) and [line.persons for line in lines] != list(range(40))

"""Pinyin initials of the names of places."""

from tuopin.kernel.pinyin import initials_of


def test_a_name_becomes_the_first_letters_of_its_syllables():
    assert initials_of(["栗安村", "里耶镇"]) == ["lac", "lyz"]


def test_names_of_places_are_read_as_their_people_read_them():
    assert initials_of(["重庆市", "厦门市", "长沙市", "朝阳县", "蔚县", "单县"]) == ["cqs", "xms", "css", "cyx", "yx", "sx"]


def test_digits_stay_and_signs_fall_away():
    assert initials_of(["第１社区（A区）", "", "·"]) == ["d1sqaq", "", ""]

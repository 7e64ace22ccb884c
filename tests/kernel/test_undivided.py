"""A city without counties does a county's work beside its own; every other place does that of its own level alone."""

from tuopin.kernel.areas import LEVELS, depth_of, level_of, stands_at, undivided

CITY = "460400000000"  # 儋州市
OTHERS = ("460000000000", "460100000000", "460105000000", "460400100000", "460400100001", "000000000000")


def levels(code):
    return [level for level in range(len(LEVELS) + 1) if stands_at(code, level)]


def test_the_city_stands_at_two_levels_and_its_depth_is_a_countys():
    assert CITY in undivided() and not set(OTHERS) & set(undivided())
    assert (level_of(CITY), depth_of(CITY), levels(CITY)) == (2, 3, [2, 3])


def test_every_other_place_stands_at_its_own_level_alone():
    assert [(depth_of(code), levels(code)) for code in OTHERS] == [(level_of(code), [level_of(code)]) for code in OTHERS]

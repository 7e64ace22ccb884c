"""Area codes: levels, ancestors and subtrees as ranges of codes."""

from hypothesis import given
from hypothesis import strategies as st

from tuopin.kernel.areas import LEVELS, NATION, WIDTHS, ancestor, ancestors, is_code, level_of, parent, subtree, within

digits = st.sampled_from("0123456789")
codes = st.builds(
    lambda digits, level: "".join(digits)[: WIDTHS[level - 1]].ljust(12, "0"),
    st.lists(digits, min_size=12, max_size=12), st.integers(1, len(LEVELS)),
)


def test_each_level_is_read_off_the_zeros_at_the_end():
    places = ["430000000000", "431100000000", "431129000000", "431129210000", "431129210213"]
    assert [level_of(code) for code in places] == [1, 2, 3, 4, 5]
    assert level_of(NATION) == 0


def test_ancestors_run_from_the_province_down_and_leave_the_place_out():
    assert ancestors("431129210213") == ["430000000000", "431100000000", "431129000000", "431129210000"]
    assert ancestors("430000000000") == []
    assert parent("430000000000") == NATION
    assert parent("431129210213") == "431129210000"


def test_a_township_right_below_a_city_has_the_city_above_it_once():
    assert ancestors("441900003001") == ["440000000000", "441900000000", "441900003000"]


def test_the_subtree_ends_before_the_next_place():
    assert subtree("431129000000") == ("431129000000", "431130000000")
    assert within("431129999999", "431129000000")
    assert not within("431130000000", "431129000000")
    assert not within("431100000000", "431129000000")


def test_the_last_place_of_all_has_a_subtree_too():
    assert within("999999999999", "990000000000")
    assert within("999999999999", "999999999999") and subtree("000000000000") == ("000000000000", ":")


@given(codes, codes)
def test_being_below_is_having_the_place_among_the_ancestors(code, area):
    if area == NATION:
        return
    by_hand = area == code or area in {ancestor(code, level) for level in range(level_of(code) + 1)}
    assert within(code, area) == by_hand


def test_only_twelve_ascii_digits_are_a_code():
    assert is_code("431129210213")
    for text in ("", "43112921021", "4311292102133", "43112921021x", "４３１１２９２１０２１３", "431129210213 ", "-31129210213", "42"):
        assert not is_code(text)

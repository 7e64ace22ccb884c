"""Three-valued columns against Kleene's tables written out in plain Python."""

from hypothesis import given
from hypothesis import strategies as st

from tuopin.engine.truth import Truth, all_of, any_of

ANSWERS = st.sampled_from((True, False, None))
PAIRS = st.lists(st.tuples(ANSWERS, ANSWERS), max_size=30)


def plain_and(a, b):
    return False if a is False or b is False else None if a is None or b is None else True


def plain_or(a, b):
    return True if a is True or b is True else None if a is None or b is None else False


def columns(pairs):
    return Truth.of([a for a, _ in pairs]), Truth.of([b for _, b in pairs])


@given(PAIRS)
def test_and_is_kleenes(pairs):
    a, b = columns(pairs)
    assert (a & b).answers() == [plain_and(*pair) for pair in pairs]
    assert all_of(a, b).answers() == (a & b).answers()


@given(PAIRS)
def test_or_is_kleenes(pairs):
    a, b = columns(pairs)
    assert (a | b).answers() == [plain_or(*pair) for pair in pairs]
    assert any_of(a, b).answers() == (a | b).answers()


@given(PAIRS)
def test_not_leaves_unknown_unknown(pairs):
    a, _ = columns(pairs)
    assert (~a).answers() == [None if x is None else not x for x, _ in pairs]
    assert not (~a & a).yes.any()


@given(PAIRS)
def test_an_answer_about_nothing_recorded_is_unknown(pairs):
    a, b = columns(pairs)
    assert a.only_where(b).answers() == [x if y is True else None for x, y in pairs]

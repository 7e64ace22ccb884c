"""Two questions about one stored column become one where every number that the column can hold gets the same answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.engine.noting import Node
from tuopin.engine.tracing import HOUSEHOLDS, Trace

EVERY = np.arange(-128, 128)  # all that a column of one byte can hold
NUMBERS = st.integers(-131, 131)
QUESTIONS = st.tuples(st.sampled_from(["less", "less_equal", "greater", "greater_equal", "equal", "not_equal"]), NUMBERS)


def answers(trace: Trace, place: int) -> np.ndarray:
    """What the noted steps say of each number, worked out in the plainest way."""
    node: Node = trace.nodes[place]
    if node.op == "constant":
        return np.full(len(EVERY), node.args[0])
    if node.op == "range":
        (_, low, high, outside), every = node.args, EVERY
        return ((every >= low) & (every <= high)) != outside
    one, *other = (answers(trace, part) for part in node.args)
    return ~one if node.op == "not" else one & other[0] if node.op == "and" else one | other[0]


@given(asked=st.lists(QUESTIONS, min_size=2, max_size=5), joined=st.lists(st.booleans(), min_size=4, max_size=4), turned=st.booleans())
def test_questions_put_together_say_the_same_of_every_number(asked, joined, turned):
    trace = Trace()
    column = trace.column(HOUSEHOLDS, "wage", np.int8)
    noted, wanted = None, None
    for n, (name, number) in enumerate(asked):
        one, its = getattr(np, name)(column, number), getattr(np, name)(EVERY, number)
        if noted is None:
            noted, wanted = one, its
        elif joined[n - 1]:
            noted, wanted = noted & one, wanted & its
        else:
            noted, wanted = noted | one, wanted | its
        if turned:
            noted, wanted = ~noted, ~wanted
    assert (answers(trace, noted.place) == wanted).all()


@pytest.mark.parametrize("width", [np.int8, np.int16, np.int32])
def test_known_or_never_recorded_is_one_question(width):
    trace, least = Trace(), int(np.iinfo(width).min)
    column = trace.column(HOUSEHOLDS, "wage", width)
    either = (column >= least + 2) | (column == least)
    assert trace.nodes[either.place] == Node("range", (column.place, least + 1, least + 1, True), "b", HOUSEHOLDS)
    both = (column >= 3) & (column <= 5)
    assert trace.nodes[both.place] == Node("range", (column.place, 3, 5, False), "b", HOUSEHOLDS)


def test_what_every_number_says_is_known_at_once():
    trace = Trace()
    column = trace.column(HOUSEHOLDS, "wage", np.int8)
    assert trace.nodes[((column <= 5) | (column >= 4)).place].args == (True,)
    assert trace.nodes[((column < 4) & (column > 5)).place].args == (False,)


def test_ranges_of_two_columns_and_of_what_was_worked_out_stay_two_questions():
    trace = Trace()
    one, other = (trace.column(HOUSEHOLDS, name, np.int8) for name in ("wage", "reward"))
    assert trace.nodes[((one >= 3) & (other <= 5)).place].op == "and"
    assert trace.nodes[(((one + other) >= 3) & ((one + other) <= 5)).place].op == "and", "how far a sum reaches is not known"

"""Runs of neighbouring rows, counted and added up, against the same done run by run in plain Python."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.engine.segments import Segments

RUNS = st.lists(st.lists(st.tuples(st.booleans(), st.integers(-(10**12), 10**12)), max_size=150), max_size=12)


@given(RUNS)
def test_runs_are_counted_and_added_up_as_by_hand(runs):
    segments = Segments(np.cumsum([0, *map(len, runs)]))
    rows = [row for run in runs for row in run]
    mask, values = np.array([yes for yes, _ in rows], bool), np.array([v for _, v in rows], np.int64)
    assert segments.sizes.tolist() == [len(run) for run in runs]
    assert segments.count(mask).tolist() == [sum(yes for yes, _ in run) for run in runs]
    assert segments.sum(values).tolist() == [sum(v for _, v in run) for run in runs]


@pytest.mark.parametrize("length", [63, 64, 65, 127, 128, 129])
def test_a_run_that_ends_with_a_word_of_bits_is_whole(length):
    segments = Segments(np.array([0, 1, length - 1, length]))
    assert segments.count(np.ones(length, bool)).tolist() == [1, length - 2, 1]


def test_runs_of_a_sorted_key_are_found_and_an_unsorted_key_is_refused():
    keys, segments = Segments.of_sorted(np.array([3, 3, 5, 9, 9, 9]))
    assert keys.tolist() == [3, 5, 9] and segments.sizes.tolist() == [2, 1, 3]
    assert len(Segments.of_sorted(np.zeros(0, np.int64))[1]) == 0
    with pytest.raises(ValueError):
        Segments.of_sorted(np.array([3, 5, 3]))

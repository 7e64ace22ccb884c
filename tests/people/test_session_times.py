"""To the second: how long a confirmation counts, a session lasts, and how often it is written."""

import pytest

from tuopin.people.states import confirmed_lately, is_over, news_of

NOW = 1_600_000_000


@pytest.mark.parametrize(("at", "counts"), [(NOW, True), (NOW - 600, True), (NOW - 601, False), (NOW + 1, False), (None, False), (str(NOW), False), (float(NOW), False)])
def test_a_confirmation_counts_for_ten_minutes_and_never_from_the_future(at, counts):
    assert confirmed_lately({"confirmed_at": at}, NOW) is counts
    assert confirmed_lately({}, NOW) is False


@pytest.mark.parametrize(("begun", "seen", "over"), [
    (0, 0, False), (12 * 3600, 0, False), (12 * 3600 + 1, 0, True), (0, 2 * 3600, False), (3600, 2 * 3600 + 1, True), (13 * 3600, 3 * 3600, True),
])
def test_a_session_ends_after_twelve_hours_or_two_idle_ones(begun, seen, over):
    assert is_over({"begun_at": NOW - begun, "seen_at": NOW - seen}, NOW) is over
    assert is_over({}, NOW) is False


def test_a_session_is_written_at_its_beginning_and_every_five_minutes():
    assert news_of({}, NOW + 0.5) == {"begun_at": NOW, "seen_at": NOW}
    assert news_of({"begun_at": 1, "seen_at": NOW - 300}, NOW) == {} and news_of({"begun_at": 1, "seen_at": NOW - 301}, NOW) == {"seen_at": NOW}
    assert news_of({"seen_at": NOW}, NOW) == {"begun_at": NOW}

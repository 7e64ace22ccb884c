"""When a session is over: after a working day, after two hours alone, and never for want of a note."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.people.states import BEGUN_AT, IDLE_SECONDS, LONGEST_SECONDS, SEEN_AT, is_over, news_of
from web import kit


@given(begun=st.integers(0, 10**6), seen=st.integers(0, 10**6), now=st.integers(0, 10**6))
def test_a_session_is_over_after_a_day_or_two_hours_alone(begun, seen, now):
    assert is_over({BEGUN_AT: begun, SEEN_AT: seen}, now) == (now - begun > 43200 or now - seen > 7200)


@given(session=st.dictionaries(st.sampled_from([BEGUN_AT, SEEN_AT]), st.integers(0, 10**6)), now=st.integers(0, 10**6))
def test_what_is_noted_makes_the_session_known_and_is_soon_enough(session, now):
    noted = session | news_of(session, now)
    assert BEGUN_AT in noted and now - noted.get(SEEN_AT, 0) <= 300
    assert not news_of(noted, now)


@pytest.mark.django_db
@pytest.mark.parametrize("name, ago, lives", [
    (BEGUN_AT, LONGEST_SECONDS - 60, True), (BEGUN_AT, LONGEST_SECONDS + 60, False),
    (SEEN_AT, IDLE_SECONDS - 60, True), (SEEN_AT, IDLE_SECONDS + 60, False),
])
def test_the_pages_hold_to_it(name, ago, lives):
    kit.lay_out_places()
    client = kit.logged_in(kit.an_official())
    assert client.get("/").status_code == 200
    session = client.session
    session[name] = int(time.time()) - ago
    session.save()
    assert (client.get("/").status_code == 200) is lives
    assert (client.get("/").status_code == 200) is lives  # the end is an end

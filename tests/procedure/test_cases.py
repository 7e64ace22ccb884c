"""Cases in the database: their whole way, every door that is shut, and what the database refuses by itself."""

from __future__ import annotations

import pytest

from procedure.cases import a_clock, an_exit, officials
from register import a_household
from tuopin.procedure.services.clock import today
from tuopin.registry.models import StatusEvent
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with a_clock() as move:
        yield move


@pytest.fixture
def who():
    return officials()


def test_a_household_leaves_by_five_persons_ten_pieces_and_seven_days(who, clock):
    household = a_household(year=2018)
    case = an_exit(household.number, who, clock)
    assert case.state == "completed" and case.ended_at is not None
    event = StatusEvent.objects.get(household=household, kind="exited")
    assert (event.case_id, event.basis, event.on) == (case.pk, f"case:{case.pk}", today(case.ended_at))
    assert [entry.verb for entry in entries_on(f"case:{case.pk}")] == [
        "case-step", "case-step", "case-close", "case-publish", "case-step", "case-step", "case-open"]

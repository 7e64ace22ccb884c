"""A29, A30: 要扶谁、谁来扶、怎么扶: a household with target, helper and measure is complete; three precisions only when the measure fits the cause."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.contrib.postgres.functions import TransactionNow

from monitoring.watching import an_exited, an_ordinary
from procedure.cases import officials
from register import NEIGHBOUR, VILLAGE, a_helper, a_household
from tuopin.monitoring.models import Watch, WatchMeasure, WatchRoster
from tuopin.monitoring.selectors.completeness import completeness_of, fits
from tuopin.registry.models import Pairing

pytestmark = pytest.mark.django_db
ON = date(2018, 12, 31)


@pytest.fixture
def who():
    return officials()


def a_measure(household, kind: str, **more) -> None:
    watch = Watch.objects.filter(household=household).first() or Watch.objects.create(household=household, channel="rule", medium="list", clue_on=ON, said="x", reported_by="t")
    WatchMeasure.objects.create(watch=watch, kind=kind, risk="ill", note="x", actor="t", **{"starts_on": ON} | more)


def test_a_household_with_all_three_is_complete_and_the_share_is_told_village_by_village(who):
    homes = [a_household(main_cause=cause) for cause in ("ill", "ill", "skills", "schooling")]
    an_exited()
    an_ordinary()
    elsewhere = a_household(village=NEIGHBOUR)
    for home in (*homes[:3], elsewhere):
        a_helper(of=home)
    a_measure(homes[0], "health")
    a_measure(homes[1], "industry")
    a_measure(homes[3], "education")
    a_measure(homes[2], "skills", starts_on=date(2019, 1, 1))  # not yet
    a_measure(homes[2], "skills", withdrawn_at=datetime(2018, 6, 1, tzinfo=UTC), withdrawn_why="x")  # no more
    here, there = completeness_of(who["county_head"], "431129000000", on=ON)
    assert (here.village_code, here.targets, here.helped, here.measured, here.complete) == (VILLAGE, 4, 3, 3, 2)
    assert (here.share, here.precise) == (0.5, 1), "an industry measure does not cure an illness"
    assert (there.village_code, there.targets, there.complete, there.share) == (NEIGHBOUR, 1, 0, 0.0)
    Pairing.objects.filter(household=homes[0]).update(ends_on=ON)
    assert completeness_of(who["county_head"], VILLAGE, on=ON)[0].precise == 0, "a helper who has left helps no more"


def test_whom_to_help_is_asked_of_the_day_and_not_of_today(who):
    """Under watch on the day: decided on by then and not ended by then, whatever became of it since."""
    brought = WatchRoster.objects.create(area_code=VILLAGE, file_name="x", digest="0", basis="x", rows=4, actor="t")
    WatchRoster.objects.update(state="agreed", settled_by="other", settled_on=ON, settled_at=TransactionNow())
    for state, decided, ended in (("removed", date(2018, 3, 1), date(2019, 5, 1)), ("removed", date(2018, 3, 1), ON), ("watched", date(2019, 1, 1), None), ("watched", ON, None)):
        Watch.objects.create(household=an_ordinary(), state=state, medium="list", clue_on=decided, decided_on=decided, ended_on=ended, said="x", reported_by="t",
                             roster=brought, taken_over_on=decided)
    assert [completeness_of(who["county_head"], VILLAGE, on=day)[0].targets for day in (date(2018, 6, 1), ON, date(2019, 1, 1), date(2019, 5, 1))] == [2, 2, 3, 2]


def test_a_measure_fits_when_it_answers_the_main_cause():
    for cause, kinds, expected in (
        ("ill", {"health"}, True), ("ill", {"industry"}, False), ("ill", {"safety_net"}, True), ("schooling", {"education"}, True),
        ("labour", {"public_post"}, True), ("labour", {"industry"}, False), ("other", {"industry"}, True), ("ill", set(), False), ("other", set(), False),
    ):
        assert fits(cause, kinds) is expected, (cause, kinds)

"""B15, B16, B18, B19: after exit policies and visits go on to the end of the transition; who returns keeps the first day; who leaves early is rewarded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from benefits.builders import CLERK, handed, members_of, set_member
from monitoring.watching import an_exited, an_ordinary
from procedure.cases import officials
from register import COUNTY, VILLAGE, a_household, a_status
from tuopin.benefits.services import benefits_of_household, record_delivery
from tuopin.monitoring import services
from tuopin.monitoring.selectors.after_exit import exited_households
from tuopin.monitoring.selectors.bridges import bridge_of, return_rate
from tuopin.monitoring.services.care_for_watch import Visit
from tuopin.monitoring.states.terms import policies_kept_until
from tuopin.policy.rulebook.early_exit_reward import is_monotone, reward_of, table
from tuopin.registry.models import Membership
from tuopin.registry.selectors.first_identified import first_identified

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return officials()


def test_an_exited_household_is_visited_and_keeps_its_policies_to_the_end_of_the_transition(who):
    household = an_exited()  # on 1 June 2018
    late = lambda on: [one.household for one in exited_households(who["county_head"], VILLAGE, on=on).late]  # noqa: E731
    assert late(date(2018, 9, 1)) == [] and late(date(2018, 9, 2)) == [household], "92 days after the exit"
    visit = Visit(date(2018, 9, 2), "stable", "蜂箱十二个", policies_kept=True)
    services.record_follow_up(number=household.number, visit=visit, actor=who["clerk"], on=date(2018, 9, 2))
    assert late(date(2018, 12, 3)) == [] and late(date(2018, 12, 4)) == [household]
    (one,) = exited_households(who["county_head"], VILLAGE, on=date(2018, 10, 1))
    assert (one.policies_kept, one.kept_until) == (True, date(2020, 12, 31))
    (later,) = exited_households(who["county_head"], VILLAGE, on=date(2021, 6, 1))
    assert later.kept_until == date(2025, 12, 31) and late(date(2025, 12, 31)) == [household]
    assert late(date(2026, 1, 1)) == [], "after the transition no visit is due any more"


def entitled(household, on: date) -> dict[str, str]:
    """The policies that the family is entitled to on the day, each with whether it received."""
    lines, _deliveries = benefits_of_household(CLERK, number=household.number, on=on)
    return {line.policy.name: line.state for line in lines if line.state in ("gap", "eligible", "received")}


def test_what_an_exited_household_was_entitled_to_it_goes_on_receiving_to_the_end_of_the_period(who):
    """B15, by the seed's own words: 脱贫不脱政策."""
    household, never = an_exited(), an_ordinary()
    for family in (household, never):
        pupil, patient, *_others = members_of(family)
        set_member(pupil, student="vocational_1", education="")
        set_member(patient, health="chronic")
    before, of_the_registered = entitled(household, date(2018, 5, 31)), {"rain-dew", "micro-credit", "family-doctor", "medical-premium"}
    assert of_the_registered <= before.keys() and not of_the_registered & entitled(never, date(2018, 5, 31)).keys()
    kept = before.keys() - {"pension-premium", "arable-subsidy"}  # whose own words end with the exit, or have nothing to do with it
    for on in (date(2018, 6, 1), date(2019, 6, 30), date(2020, 12, 31)):
        assert kept <= entitled(household, on).keys(), on
    record_delivery(number=household.number, person=pupil_of(household).number, handed=handed(on=date(2020, 11, 30), number="2020-7"), actor=CLERK, on=date(2020, 12, 31))
    assert entitled(household, date(2020, 12, 31))["rain-dew"] == "received" and entitled(household, date(2019, 12, 31))["rain-dew"] == "gap"
    (one,) = [one for one in exited_households(who["county_head"], VILLAGE, on=date(2020, 12, 31)) if one.household == household]
    assert one.kept_until == date(2020, 12, 31)


def pupil_of(household):
    return members_of(household)[0]


def test_policies_end_no_earlier_than_the_transition():
    """B19."""
    for on in (date(2016, 5, 1), date(2020, 12, 31)):
        assert policies_kept_until(COUNTY, on) >= date(2020, 12, 31)
    for on in (date(2021, 1, 1), date(2025, 12, 31)):
        assert policies_kept_until(COUNTY, on) >= date(2025, 12, 31)


def test_who_leaves_earlier_gets_no_less_and_who_is_late_gets_nothing():
    """B18."""
    rewards = [reward_of(COUNTY, date(year, 6, 1))[0] for year in (2017, 2018, 2019, 2020, 2021)]
    assert rewards == sorted(rewards, reverse=True) and rewards[0] > rewards[2] > 0 and rewards[3:] == [Decimal(0)] * 2
    assert is_monotone() and reward_of(COUNTY, None) == (Decimal(0), None)
    assert all(number.source and not number.verified and number.note for number in table()[:3]), "amounts that are nobody's rule say so"


def test_who_returns_keeps_the_day_of_the_first_identification(who):
    """B16: the chain exited → returned, and the return rate."""
    stays, back = an_exited(), an_exited()
    a_status(back, "returned", date(2019, 7, 1))
    a_status(back, "identified", date(2019, 8, 15))  # as a roster of later may call it
    assert [event.kind for event in back.events.order_by("on")] == ["identified", "exited", "returned", "identified"]
    assert first_identified([back.pk, stays.pk]) == dict.fromkeys((back.pk, stays.pk), (date(2014, 1, 1), "day")), "who returns was first identified when it was"
    assert return_rate(who["county_head"], COUNTY, 2019) == (1, 2) and return_rate(who["county_head"], COUNTY, 2018) == (0, 0)
    (one,) = exited_households(who["county_head"], VILLAGE, on=date(2019, 8, 1))
    assert one.household == stays and one.first_identified_on == date(2014, 1, 1)


def test_the_bridge_of_a_year_goes_from_the_poor_before_to_the_poor_after(who):
    """§4.10: net reduction = exits − returns − new entries + natural changes."""
    a_household(persons=4)
    leaves, back, gone = a_household(persons=3), an_exited(persons=2), a_household(persons=5)
    a_status(leaves, "exited", date(2019, 11, 1))
    a_status(back, "returned", date(2019, 7, 1))
    a_status(gone, "removed", date(2019, 3, 1))
    found = bridge_of(who["county_head"], COUNTY, 2019)
    assert (found.before, found.after, found.net) == ((3, 12), (2, 6), (1, 6))
    assert (found.exited, found.returned, found.removed, found.identified) == ((1, 3), (1, 2), (1, 5), (0, 0))
    households = found.before[0] + found.identified[0] + found.returned[0] - found.exited[0] - found.removed[0]
    persons = found.before[1] + found.identified[1] + found.returned[1] + found.born - found.gone - found.exited[1] - found.removed[1]
    assert (households, persons) == found.after, "nothing is lost on the way"


def test_a_household_that_came_with_a_later_roster_was_no_smaller_before(who):
    household = a_household(persons=3)
    Membership.objects.filter(household=household).update(starts_on=date(2019, 1, 1))
    a_status(household, "exited", date(2019, 11, 1))
    found = bridge_of(who["county_head"], COUNTY, 2019)
    assert (found.before, found.exited, found.after, found.born) == ((1, 3), (1, 3), (0, 0), 0), "the roster began in 2019, the household did not"

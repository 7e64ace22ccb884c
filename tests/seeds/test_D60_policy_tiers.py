"""D60: three tiers of policy reach village, household and person, and the list of who is entitled and did not receive is exact."""

from datetime import date

import pytest

from benefits.builders import CLERK, ON, deliver, handed, members_of, set_member
from register import NEIGHBOUR, VILLAGE, a_household
from tuopin.benefits.models import Delivery
from tuopin.benefits.selectors.tallies import tallies_below, tallies_of
from tuopin.benefits.services import (
    benefits_of_household,
    count_benefits,
    record_delivery,
    standing_of,
    standings_of,
    void_delivery,
)
from tuopin.benefits.states.catalogue import TIERS, policies_on, policy_named
from tuopin.registry.models import DIED, Membership

pytestmark = pytest.mark.django_db


def test_every_policy_is_of_one_of_the_three_tiers_and_each_tier_has_some():
    assert list(TIERS.values()) == ["三农普惠", "部门优惠", "扶贫特惠"]
    assert {policy.words["tier"] for policy in policies_on(ON)} == set(TIERS)


def test_the_list_of_the_entitled_who_did_not_receive_is_exact():
    owed, paid, wrongly = a_household(), a_household(village=NEIGHBOUR), a_household()
    for household in (owed, paid):
        set_member(members_of(household)[2], student="vocational_2", education="")
    for household in (owed, paid, wrongly):
        for person in members_of(household)[:2]:
            set_member(person, student="not_in_school")
    set_member(members_of(wrongly)[2], student="not_in_school")
    pupil = members_of(owed)[2]
    deliver(owed, pupil, on=date(2017, 12, 31))  # the year before
    deliver(owed, pupil, "medical-premium", amount="220")  # another policy
    deliver(owed, members_of(owed)[1], number="of-another")  # another person's
    void_delivery(delivery=deliver(owed, pupil, number="void").pk, reason="登记到别人名下", actor=CLERK, on=ON)
    record_delivery(number=owed.number, person=pupil.number, handed=handed(on=date(2019, 1, 1), number="later"), actor=CLERK, on=date(2019, 1, 1))
    void_delivery(delivery=Delivery.objects.get(proof_number="of-another").pk, reason="登记错误", actor=CLERK, on=ON)
    deliver(paid, members_of(paid)[2])
    deliver(wrongly, members_of(wrongly)[2])
    standing = standing_of(CLERK, policy_named("rain-dew"), area="431129000000", on=ON)
    gap = [standing.who[row] for row in standing.rows("gap")]
    over = [standing.who[row] for row in standing.rows("over")]
    assert gap == [members_of(owed)[2].pk] and over == [members_of(wrongly)[2].pk]
    cards = {home.number: {line.person.pk: line.state for line in benefits_of_household(CLERK, number=home.number, on=ON)[0] if line.policy.name == "rain-dew"} for home in (owed, paid, wrongly)}
    assert cards == {owed.number: {gap[0]: "gap"}, paid.number: {members_of(paid)[2].pk: "received"}, wrongly.number: {over[0]: "over"}}, "each household's own card says the same"
    assert standing.counts() == {"entitled": 2, "received": 1, "gap": 1, "eligible": 0, "over": 1, "unknown": 0, "not": 6}


def test_what_is_asked_for_leaves_no_gap_and_what_is_by_right_does():
    home = a_household()
    standing = lambda name: standing_of(CLERK, policy_named(name), area=home.village_code, on=ON).counts()  # noqa: E731
    credit, premium = standing("micro-credit"), standing("medical-premium")
    assert (credit["entitled"], credit["gap"], credit["eligible"]) == (1, 0, 1) and (premium["entitled"], premium["gap"], premium["eligible"]) == (3, 3, 0)
    card = {line.policy.name: line.state for line in benefits_of_household(CLERK, number=home.number, on=ON)[0]}
    assert (card["micro-credit"], card["medical-premium"]) == ("eligible", "gap"), "the household's card says the same"


def test_who_drew_another_of_the_group_is_owed_nothing_and_what_came_after_a_death_went_astray():
    moved, bereaved = a_household(house_grade="D"), a_household()
    standing = lambda name: standing_of(CLERK, policy_named(name), area="431129000000", on=ON).counts()  # noqa: E731
    assert standing("dangerous-house")["gap"] == 1
    deliver(moved, None, "relocation", amount="", content="安置房一套")
    assert (standing("dangerous-house")["gap"], standing("dangerous-house")["entitled"]) == (0, 0)
    pupil = members_of(bereaved)[2]
    Membership.objects.filter(person=pupil).update(ends_on=date(2018, 6, 1), end_reason=DIED)
    deliver(bereaved, pupil, on=date(2018, 10, 8))
    assert (standing("rain-dew")["received"], standing("rain-dew")["over"]) == (0, 1)


def test_the_counts_of_a_county_are_the_sums_of_its_villages_and_say_what_is_owed():
    for village in (VILLAGE, VILLAGE, NEIGHBOUR):
        home = a_household(village=village)
        pupil = members_of(home)[1]
        set_member(pupil, student="senior_1", education="")
    count_benefits(counties=["431129000000"], year=2018, on=ON, actor=CLERK)
    count_benefits(counties=["431129000000"], year=2019, on=date(2019, 12, 31), actor=CLERK)  # another year is counted for itself
    counted = {c.policy.name: c for c in tallies_of(CLERK, area="431129000000", year=2018)}
    assert (counted["senior-fee"].entitled, counted["senior-fee"].gap, counted["senior-fee"].owed_yuan) == (3, 3, 6000)
    assert counted["medical-premium"].entitled == 9 and counted["medical-premium"].owed_yuan == 9 * 220
    assert counted["pension-premium"].unknown + counted["pension-premium"].entitled == 6  # nobody said anything of their pension insurance
    deliver(home, pupil, "senior-fee", amount="2000")
    count_benefits(counties=["431129000000"], year=2018, on=ON, actor=CLERK)
    after = {c.policy.name: c for c in tallies_of(CLERK, area="431129000000", year=2018)}["senior-fee"]
    assert (after.entitled, after.received, after.gap, after.owed_yuan) == (3, 1, 2, 4000), "who received it is owed nothing more"
    below = dict(tallies_below(CLERK, area="431129210000", year=2018, policy="senior-fee"))
    assert {code: row["gap"] for code, row in below.items()} == {VILLAGE: 2, NEIGHBOUR: 0}
    assert {s.policy.name for s in standings_of(CLERK, area=VILLAGE, on=ON)} == set(counted)

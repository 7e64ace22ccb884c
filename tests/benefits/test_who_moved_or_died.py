"""What somebody received while they belonged here was theirs; only what came after their stay went astray, and every count says the same."""

from datetime import date

import pytest
from django.utils import timezone

from benefits.builders import CLERK, ON, deliver, members_of, set_member
from register import COUNTY, NEIGHBOUR, VILLAGE, a_household, a_status, an_actor
from tuopin.benefits.selectors.checks import after_death, doubles
from tuopin.benefits.selectors.tallies import tallies_of
from tuopin.benefits.services import benefits_of_household, count_benefits, standing_of
from tuopin.benefits.services.list_beneficiaries import Asked, beneficiaries
from tuopin.benefits.states.catalogue import policy_named
from tuopin.people.selectors import working_as
from tuopin.registry.models import DIED, MemberForm, Membership

pytestmark = pytest.mark.django_db
LEFT_ON = date(2018, 7, 1)
BEFORE, AFTER = date(2018, 6, 30), LEFT_ON


def a_pupil(household):
    person = members_of(household)[2]
    set_member(person, student="vocational_1", education="")
    return person


def leaves(person, reason: str = DIED) -> None:
    """The person's stay ends, and the corrected form of the year names them no more."""
    Membership.objects.filter(person=person, ends_on=None).update(ends_on=LEFT_ON, end_reason=reason)
    MemberForm.objects.filter(person=person).update(superseded_at=timezone.now())


def joins(person, household) -> None:
    Membership.objects.create(person=person, household=household, starts_on=LEFT_ON)
    MemberForm.objects.create(
        person=person, household=household, year=2018, relation="other", health="healthy", student="vocational_1", source="import:1")


def counted(area: str, policy: str = "rain-dew") -> tuple[int, int, int]:
    """Received, owed, astray: live, and the same by villages."""
    standing = standing_of(CLERK, policy_named(policy), area=area, on=ON)
    live, villages = standing.counts(), list(standing.counts_by_village().values())
    assert {name: sum(v[name] for v in villages) for name in live} == live
    return live["received"], live["gap"], live["over"]


@pytest.mark.parametrize(("day", "over"), [(BEFORE, 0), (AFTER, 1)])
def test_who_received_before_they_died_held_nothing_that_was_not_theirs(day, over):
    household = a_household()
    pupil = a_pupil(household)
    deliver(household, pupil, on=day)
    leaves(pupil)
    assert counted(VILLAGE) == (0, 0, over)
    lines, records = benefits_of_household(CLERK, number=household.number, on=ON)
    assert [line.person for line in lines if line.state == "over"] == [pupil] * over and len(records) == 1
    listed, _counts = beneficiaries(CLERK, Asked(policy_named("rain-dew"), VILLAGE, ON, "over", number=household.number))
    assert [row.person for row in listed.rows] == [pupil.name] * over


@pytest.mark.parametrize(("day", "over"), [(date(2018, 5, 31), 0), (date(2018, 6, 1), 1)])
def test_what_a_household_received_before_it_was_taken_off_the_register_did_not_go_astray(day, over):
    household = a_household()
    deliver(household, policy="micro-credit", amount="100", on=day)
    a_status(household, "removed", date(2018, 6, 1))
    assert counted(VILLAGE, "micro-credit") == (0, 0, over)


@pytest.mark.parametrize(("day", "over"), [(date(2018, 5, 31), 0), (date(2018, 6, 1), 1)])
def test_what_a_member_received_after_the_household_was_taken_off_the_register_went_astray(day, over):
    household, ordinary = a_household(), a_household()
    pupil = a_pupil(household)
    deliver(household, pupil, on=day)
    deliver(ordinary, a_pupil(ordinary), on=day, number="another")
    a_status(household, "removed", date(2018, 6, 1))
    assert counted(VILLAGE) == (1, 0, over)
    lines, _records = benefits_of_household(CLERK, number=household.number, on=ON)
    assert [(line.person, line.policy.name) for line in lines if line.state == "over"] == [(pupil, "rain-dew")] * over
    listed, _counts = beneficiaries(CLERK, Asked(policy_named("rain-dew"), VILLAGE, ON, "over", number=household.number))
    assert [row.person for row in listed.rows] == [pupil.name] * over


def test_who_moves_takes_along_what_they_received_and_is_not_owed_it_again():
    before, now, far = a_household(), a_household(village=NEIGHBOUR), a_household(village="431128100001")
    pupil, other = a_pupil(before), a_pupil(far)
    deliver(before, pupil, on=BEFORE, number="a", amount="1500")
    leaves(pupil, "moved")
    joins(pupil, now)
    assert counted(VILLAGE) == (0, 0, 0) and counted(NEIGHBOUR) == (1, 0, 0) and counted(COUNTY) == (1, 0, 0)
    deliver(now, pupil, on=date(2018, 9, 1), number="b", amount="1500")
    for area in (NEIGHBOUR, COUNTY):
        standing = standing_of(CLERK, policy_named("rain-dew"), area=area, on=ON)
        assert standing.received[pupil.pk].amount_yuan == 3000 and counted(area) == (1, 0, 0)
    [line] = [line for line in benefits_of_household(CLERK, number=now.number, on=ON)[0] if line.person == pupil and line.policy.name == "rain-dew"]
    assert (line.state, line.received.amount_yuan) == ("received", 3000)
    assert not [line for line in benefits_of_household(CLERK, number=before.number, on=ON)[0] if line.policy.name == "rain-dew" and line.state == "over"]
    leaves(other, "moved")  # from another county, which the village does not see
    joins(other, now)
    deliver_elsewhere(far, other)
    mine = an_actor(NEIGHBOUR)
    with working_as(mine):
        assert standing_of(mine, policy_named("rain-dew"), area=NEIGHBOUR, on=ON).counts()["gap"] == 0


def deliver_elsewhere(household, person) -> None:
    from benefits.builders import handed
    from tuopin.benefits.services import record_delivery

    record_delivery(number=household.number, person=person.number, handed=handed(on=BEFORE), actor=an_actor("431128000000"), on=ON)


def test_what_is_kept_counts_those_who_received_it_too_late_as_the_page_does_even_where_nobody_is_left():
    household, away = a_household(), a_household(village=NEIGHBOUR)
    pupil, last = a_pupil(household), a_pupil(away)
    deliver(household, pupil, on=AFTER)
    deliver(away, last, on=AFTER)
    leaves(pupil)
    for person in members_of(away):
        leaves(person)
    a_status(away, "removed", date(2018, 12, 1))
    assert counted(COUNTY)[2] == 2
    count_benefits(counties=[COUNTY], year=2018, on=ON, actor=CLERK)
    for area, over in ((COUNTY, 2), (VILLAGE, 1), (NEIGHBOUR, 1)):
        [kept] = [c for c in tallies_of(CLERK, area=area, year=2018) if c.policy.name == "rain-dew"]
        live = standing_of(CLERK, policy_named("rain-dew"), area=area, on=ON).counts()
        assert kept.over == over and {name: getattr(kept, name) for name in ("entitled", "received", "gap", "over", "unknown")} == {
            name: live[name] for name in ("entitled", "received", "gap", "over", "unknown")}


def test_who_drew_two_of_a_group_in_two_homes_is_found_and_told_in_either():
    """Forest ranger where he lived first, public post where he moved to: one person holds one post."""
    first, second = a_household(), a_household(village=NEIGHBOUR)
    worker = members_of(first)[1]
    deliver(first, worker, "ecological-ranger", amount="10000", on=date(2018, 3, 1))
    leaves(worker, "married_out")
    joins(worker, second)
    assert doubles(CLERK, area=COUNTY, on=ON) == []
    deliver(second, worker, "public-post", amount="600", on=date(2018, 9, 1))
    for area, number in ((COUNTY, min(first.number, second.number)), (VILLAGE, first.number), (NEIGHBOUR, second.number)):
        [found] = doubles(CLERK, area=area, on=ON)
        assert (found.number, found.person, {policy.name for policy in found.policies}) == (number, worker.name, {"ecological-ranger", "public-post"}), area
    deliver(second, members_of(second)[0], "public-post", amount="600", number="other")
    assert len(doubles(CLERK, area=COUNTY, on=ON)) == 1, "another person of the household holds one of their own"
    here = an_actor(NEIGHBOUR)
    with working_as(here):
        assert [found.number for found in doubles(here, area=NEIGHBOUR, on=ON)] == [second.number], "where he lived before is not theirs to see, that he drew there is"


def test_what_a_household_drew_after_its_last_member_died_is_found():
    home, kept = a_household(persons=2), a_household(persons=2)
    for household, gone in ((home, 2), (kept, 1)):
        for n, person in enumerate(members_of(household)[:gone]):
            Membership.objects.filter(person=person).update(ends_on=date(2018, 6, 1) if n == 0 else LEFT_ON, end_reason=DIED)
    found = lambda: [(one.number, one.person, [policy.name for policy in one.policies]) for one in after_death(CLERK, area=VILLAGE, on=ON)]  # noqa: E731
    for household in (home, kept):
        deliver(household, None, "extreme-poverty", amount="400", on=BEFORE, number="1")
    assert found() == [], "somebody was left"
    for household in (home, kept):
        deliver(household, None, "extreme-poverty", amount="400", on=AFTER, number="2")
    assert found() == [(home.number, members_of(home)[1].name, ["extreme-poverty"])]

"""A31: every measure belongs to exactly one of the five batches, and every village has its checklist of the six precisions."""

from datetime import date

import pytest

from benefits.builders import CLERK, ON, deliver, members_of, set_member
from register import VILLAGE, a_helper, a_household
from tuopin.benefits.services.six_precisions import six_precisions
from tuopin.benefits.states.catalogue import BATCHES, catalogue
from tuopin.policy.models import Standing
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.registry.models import DIED, Membership, Posting

pytestmark = pytest.mark.django_db


def test_the_five_batches_are_five_and_every_policy_is_in_exactly_one():
    assert list(BATCHES.values()) == ["发展生产", "易地搬迁", "生态补偿", "发展教育", "社会保障兜底"]
    assert all(isinstance(p.words["batch"], str) and p.words["batch"] in BATCHES for p in catalogue().values())


def test_the_checklist_of_a_village_counts_what_is_not_precise():
    household = a_household(main_cause="schooling")
    for person in members_of(household):
        set_member(person, resident_pension=False, employee_pension=True)
    set_member(members_of(household)[2], student="vocational_1", education="")
    before = {p.name: p for p in six_precisions(CLERK, village=VILLAGE, on=ON)}
    assert list(before) == ["targets", "projects", "funds", "measures", "cadres", "results"]
    assert (before["projects"].exceptions, before["cadres"].exceptions, before["targets"].holds) == (1, 1, None)
    owed = before["measures"].exceptions
    a_helper(posted=VILLAGE, first_secretary=True)
    deliver(household, members_of(household)[2])
    judge_counties(year=2018, counties=["431129000000"], actor=CLERK, on=ON)
    after = {p.name: p for p in six_precisions(CLERK, village=VILLAGE, on=ON)}
    assert (after["projects"].holds, after["cadres"].holds, after["funds"].holds, after["results"].holds) == (True, True, True, True)
    assert after["measures"].exceptions == owed - 1
    exited = a_household(status="exited", house_grade="D")
    deliver(exited, policy="dangerous-house", amount="20000", number="x")
    deliver(exited, policy="relocation", amount="", number="y", content="安置房一套")
    Posting.objects.update(ends_on=ON)
    judge_counties(year=2018, counties=["431129000000"], actor=CLERK, on=ON)
    worse = {p.name: p for p in six_precisions(CLERK, village=VILLAGE, on=ON)}
    assert (worse["results"].exceptions, worse["cadres"].exceptions) == (1, 1), "out with a dangerous house; nobody is posted any more"
    assert worse["funds"].exceptions >= 1 and worse["funds"].holds is False, "two houses for one household"
    dead = members_of(household)[1]
    deliver(household, dead, "medical-premium", amount="220", number="z")
    funds = {p.name: p for p in six_precisions(CLERK, village=VILLAGE, on=ON)}["funds"].exceptions
    Membership.objects.filter(person=dead).update(ends_on=date(2018, 10, 1), end_reason=DIED)  # the form of the year names them yet
    assert {p.name: p for p in six_precisions(CLERK, village=VILLAGE, on=ON)}["funds"].exceptions > funds, "paid after a death"
    assert worse["targets"].exceptions == Standing.objects.filter(village_code=VILLAGE, doubts__gt=0).count()

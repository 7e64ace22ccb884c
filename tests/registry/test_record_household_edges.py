"""Households recorded one by one: what is refused, who was registered before and has left, and two hands at the same certificate."""

from __future__ import annotations

from datetime import date

import pytest

from register import NEIGHBOUR, VILLAGE, a_certificate, an_actor
from tuopin.kernel.refusals import Refusal
from tuopin.registry.models import DIED, Household, Membership, Person
from tuopin.registry.services import record_household as module
from tuopin.registry.services.record_household import HouseholdTold, MemberTold, record_household, record_households
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db
ON = date(2018, 6, 1)
HEAD = a_certificate(date(1970, 5, 1), 711)
KNOWN = {"health": "healthy", "labour": "ordinary", "education": "junior", "ethnic": "13"}


def told(*members: MemberTold, village: str = VILLAGE, year: int = 2018, **more: dict) -> HouseholdTold:
    return HouseholdTold(village, year, members or (a_head(),), **more)


def a_head(name: str = "盘大山", certificate: str = HEAD, **facts: object) -> MemberTold:
    return MemberTold(name, "head", certificate=certificate, facts=KNOWN | facts)


@pytest.mark.parametrize(("wrong", "code"), [
    ([told(village="431129210999")], "not-a-village"),
    ([told(village=VILLAGE), told(village="431129210000")], "not-a-village"),
    ([told(a_head(name="  "))], "name-missing"),
    ([told(a_head(), *[MemberTold("赵", "other", facts=KNOWN)] * module.MOST)], "one-head"),
    ([told(facts={"number": "H1"})], "not-correctable"),
    ([told(incomes={"lottery": 5})], "not-correctable"),
    ([told(a_head(health="很好很好"))], "value-does-not-fit"),
    ([told(a_head(certificate="H12345678")), told(a_head(name="赵小花", certificate="H12345678"), village=NEIGHBOUR)], "certificate-taken"),
    ([told(a_head(), MemberTold("赵小花", "other", certificate=HEAD, facts=KNOWN))], "certificate-taken"),
])
def test_what_an_import_would_not_take_is_not_recorded_and_nothing_of_it_is_kept(wrong, code):
    with pytest.raises(Refusal) as refused:
        record_households(told=wrong, actor=an_actor(), on=ON)
    assert refused.value.code == code
    assert not Household.objects.exists() and not Person.objects.exists() and not Entry.objects.exists()


def test_who_was_registered_before_and_lives_nowhere_is_the_same_person_again():
    first = record_household(told=told(), actor=an_actor(), on=ON)
    person = Person.objects.get()
    with pytest.raises(Refusal, match="certificate-taken"):
        record_household(told=told(village=NEIGHBOUR), actor=an_actor(), on=ON)
    Membership.objects.filter(household=first).update(ends_on=date(2019, 1, 1), end_reason="not_in_roster")
    with pytest.raises(Refusal, match="certificate-taken"):  # of 2018 the first household tells already
        record_household(told=told(village=NEIGHBOUR), actor=an_actor(), on=date(2019, 8, 1))
    later = told(a_head(), MemberTold("赵新", "other", facts=KNOWN), village=NEIGHBOUR, year=2019)
    again = record_household(told=later, actor=an_actor(), on=date(2019, 8, 1))
    assert [(m.person_id == person.pk, m.person.number == f"{again.number}02") for m in again.memberships.order_by("id")] == [(True, False), (False, True)]
    assert Person.objects.count() == 2


def test_who_is_registered_dead_is_recorded_nowhere_again():
    first = record_household(told=told(), actor=an_actor(), on=ON)
    Membership.objects.filter(household=first).update(ends_on=date(2018, 7, 1), end_reason=DIED)
    with pytest.raises(Refusal, match="registered-dead"):
        record_household(told=told(village=NEIGHBOUR, year=2019), actor=an_actor(), on=date(2019, 8, 1))
    assert Household.objects.count() == 1


def test_of_two_hands_that_record_one_certificate_at_once_the_second_is_told(monkeypatch):
    really = module._known

    def while_another_does_too(*told_and_ready):
        really(*told_and_ready)
        monkeypatch.setattr(module, "_known", really)
        record_household(told=told(village=NEIGHBOUR), actor=an_actor(name="quicker"), on=ON)

    monkeypatch.setattr(module, "_known", while_another_does_too)
    with pytest.raises(Refusal) as refused:
        record_household(told=told(), actor=an_actor(), on=ON)
    assert refused.value.code == "certificate-taken"

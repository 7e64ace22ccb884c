"""A change is judged twice by the same rule: when it is proposed and when it is done, by whoever belongs to the households then."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from identification.families import a_family
from identification.test_changes import ON, done, members
from identification.test_identification import code_of
from procedure.cases import an_official
from procedure.walking import act_at, officials_of, walk
from register import COUNTY, NEIGHBOUR, VILLAGE, a_certificate, a_household
from tuopin.identification.models import Change
from tuopin.identification.services import ArrivalTold, ChangeTold, propose_change
from tuopin.identification.services.change_cases import ChangeCases
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Account
from tuopin.people.selectors import working_as
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.services.clock import today
from tuopin.registry.models import MemberForm, Membership, StatusEvent
from tuopin.registry.services.record_household import record_household

pytestmark = pytest.mark.django_db
HUAIHUA = "431202101201"


@pytest.fixture
def clerk():
    return an_official("county-clerk", (COUNTY, "clerk", ""))


def proposed(clerk, household, kind, **more):
    return propose_change(told=ChangeTold(household.number, kind, more.pop("on", ON), **more), actor=clerk, on=today())


def waiting(clerk, clock, household, kind, **more):
    """A change that waits for the county's last step."""
    return walk(proposed(clerk, household, kind, **more), clock, until="effect")


def refused_at_the_end(case, clock) -> str:
    """What the last step says to somebody who may take it; the change stays without effect."""
    case.refresh_from_db()
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act_at(case, edition_of(case).step("effect"), officials_of(case.area_code, case, prefix="end")["effect"], clock)
    assert refusal.value.code == "members-changed" and "重新提出" in refusal.value.say()[1]
    assert Change.objects.get(pk=int(case.subject.partition(":")[2])).effective_at is None
    return refusal.value.say()[0]


def a_newborn(clerk, clock, household):
    done(clerk, clock, household, "birth", arrival=ArrivalTold("赵新", "son", sex="male", born_on=ON))


def test_a_death_of_somebody_who_left_meanwhile_has_no_effect(clerk, clock):
    household = a_household(persons=3)
    gone = members(household)[2]
    case = waiting(clerk, clock, household, "death", persons=(gone,))
    done(clerk, clock, household, "moved_out", persons=(gone,))
    assert gone in refused_at_the_end(case, clock)
    assert Membership.objects.get(person__number=gone).end_reason == "moved_out"


def test_who_died_meanwhile_moves_nowhere(clerk, clock):
    old, new = a_household(persons=3), a_household(persons=2, village=NEIGHBOUR)
    dead = members(old)[2]
    case = waiting(clerk, clock, new, "married_in", persons=(dead,))
    done(clerk, clock, old, "death", persons=(dead,))
    refused_at_the_end(case, clock)
    assert [stay.end_reason for stay in Membership.objects.filter(person__number=dead)] == ["death"]


def test_a_newborn_is_not_lost_in_a_merge_that_was_proposed_before(clerk, clock):
    small, large = a_household(persons=2), a_household(persons=3)
    case = waiting(clerk, clock, small, "merge", other=large.number, relation="sibling")
    a_newborn(clerk, clock, small)
    assert "不同" in refused_at_the_end(case, clock)
    assert len(members(small)) == 3 and not StatusEvent.objects.filter(household=small, kind="removed").exists()


def test_nobody_is_merged_into_a_household_that_is_empty_by_then(clerk, clock):
    first, second, third = (a_household(persons=2) for _ in range(3))
    case = waiting(clerk, clock, first, "merge", other=second.number, relation="sibling")
    done(clerk, clock, second, "merge", other=third.number, relation="sibling")
    assert second.number in refused_at_the_end(case, clock)
    assert code_of(lambda: proposed(clerk, second, "birth", arrival=ArrivalTold("赵新", "son", born_on=ON))) == "nobody-there"


def test_whoever_became_the_head_meanwhile_does_not_split_off(clerk, clock):
    household = a_household(persons=3)
    _, other, _ = members(household)
    case = waiting(clerk, clock, household, "split", persons=(other,))
    done(clerk, clock, household, "head", persons=(other,), relation="spouse")
    assert "户主" in refused_at_the_end(case, clock) and len(members(household)) == 3


def test_no_household_is_left_without_a_head_by_a_split_or_a_marriage(clerk):
    old, new = a_household(persons=3), a_household(persons=2, village=NEIGHBOUR)
    head, *_ = members(old)
    assert code_of(lambda: proposed(clerk, old, "split", persons=(head,))) == "head-leaves"
    assert code_of(lambda: proposed(clerk, new, "married_in", persons=(head,))) == "head-leaves"
    assert code_of(lambda: proposed(clerk, new, "birth", arrival=ArrivalTold("赵新", "head", born_on=ON))) == "one-head"
    assert code_of(lambda: proposed(clerk, new, "head", persons=(members(new)[1],), relation="head")) == "one-head"


def test_who_was_the_head_of_an_earlier_year_may_leave(clerk, clock):
    household = a_household(persons=2)
    old, other = members(household)
    for number, relation in ((old, "head"), (other, "other")):
        form = MemberForm.objects.get(person__number=number)
        form.pk, form.year, form.relation = None, 2017, relation
        form.save()
    done(clerk, clock, household, "head", persons=(other,), relation="spouse")
    done(clerk, clock, household, "married_out", persons=(old,))
    assert members(household) == [other]


def test_households_that_stand_otherwise_are_not_merged(clerk, clock):
    poor, exited = a_household(persons=2), a_household(persons=2, status="exited")
    ordinary = record_household(told=a_family(members=2), actor=clerk, on=today())
    for one, other in ((poor, exited), (exited, poor), (poor, ordinary), (ordinary, exited)):
        assert code_of(lambda one=one, other=other: proposed(clerk, one, "merge", other=other.number, relation="sibling")) == "other-status"
    returned = a_household(persons=2, status="returned")
    done(clerk, clock, returned, "merge", other=poor.number, relation="sibling")
    assert len(members(poor)) == 4


def test_a_known_person_is_taken_from_nowhere_that_is_not_the_askers_to_change(clerk):
    mine, theirs, far = a_household(persons=2), a_household(persons=3, village=NEIGHBOUR), a_household(persons=3, village=HUAIHUA)
    bride = members(theirs)[2]
    village = an_official("village-clerk", (VILLAGE, "clerk", ""))
    looks = an_official("looks", (VILLAGE, "clerk", ""), (COUNTY, "reader", ""))
    province = an_official("province-clerk", ("430000000000", "clerk", ""))
    for who, code, kind, more in (
        (village, "no-such-member", "married_in", {"persons": (bride,)}), (looks, "act-not-allowed", "married_in", {"persons": (bride,)}),
        (village, "no-such-household", "merge", {"relation": "sibling", "other": theirs.number}), (looks, "act-not-allowed", "merge", {"relation": "sibling", "other": theirs.number}),
        (clerk, "no-such-member", "married_in", {"persons": ("P99999999",)}), (clerk, "no-such-member", "married_in", {"persons": (bride, "P99999999")}),
        (province, "other-county", "moved_in", {"persons": (members(far)[2],)}), (province, "other-county", "merge", {"relation": "sibling", "other": far.number}),
        (clerk, "member-already", "moved_in", {"persons": (members(mine)[1],)}), (clerk, "birth-is-new", "birth", {"persons": (bride,)}),
    ):
        with working_as(who):
            assert code_of(lambda who=who, kind=kind, more=more: proposed(who, mine, kind, **more)) == code, (code, kind)
    assert not Change.objects.exists()


def test_nobody_leaves_before_they_came(clerk, clock):
    household = a_household(persons=3)
    number = members(household)[2]
    early = date(2013, 12, 31)
    assert code_of(lambda: proposed(clerk, household, "death", persons=(number,), on=early)) == "before-they-came"
    assert code_of(lambda: proposed(clerk, a_household(), "moved_in", persons=(number,), on=early)) == "before-they-came"
    assert code_of(lambda: proposed(clerk, household, "merge", other=a_household().number, on=early)) == "before-they-came"
    with pytest.raises(DatabaseError), transaction.atomic():
        Membership.objects.filter(person__number=number).update(ends_on=early)
    done(clerk, clock, household, "death", persons=(number,), on=date(2014, 1, 1))


def test_a_certificate_of_somebody_dead_or_elsewhere_comes_nowhere(clerk, clock):
    household, number = a_household(persons=2), a_certificate(date(1995, 3, 3), 778)
    comes = {"arrival": ArrivalTold("盘秀", "spouse", certificate=number)}
    case = waiting(clerk, clock, a_household(persons=2), "married_in", **comes)
    done(clerk, clock, household, "married_in", **comes)
    assert code_of(lambda: proposed(clerk, a_household(), "moved_in", **comes)) == "certificate-taken"
    refused_at_the_end(case, clock)
    dead = Membership.objects.get(household=household, starts_on=ON).person.number
    done(clerk, clock, household, "death", persons=(dead,))
    assert code_of(lambda: proposed(clerk, a_household(), "moved_in", **comes)) == "registered-dead"


def test_an_official_keeps_away_from_a_change_that_touches_their_own(clerk):
    old, new, into = a_household(persons=3), a_household(persons=2, village=NEIGHBOUR), a_household(persons=2)
    moves = proposed(clerk, new, "married_in", persons=(members(old)[2],)).subject.partition(":")[2]
    merges = proposed(clerk, new, "merge", other=into.number, relation="sibling").subject.partition(":")[2]
    own = Account.objects.get(pk=clerk.account_id)
    number = a_certificate(date(1995, 3, 3), 779)
    own.identity_index = keyring().find_by("certificate", number)
    comes = proposed(clerk, new, "married_in", arrival=ArrivalTold("盘秀", "spouse", certificate=number)).subject.partition(":")[2]
    with working_as(an_official("there", (NEIGHBOUR, "clerk", ""))):
        kept_away = {name: ChangeCases().avoiding(name) for name in (moves, merges, comes)}
    stays = Membership.objects.select_related("person")
    assert bytes(stays.filter(household=old).first().person.certificate_index) in kept_away[moves]
    assert bytes(stays.filter(household=into).first().person.certificate_index) in kept_away[merges]
    assert bytes(own.identity_index) in kept_away[comes] and bytes(own.identity_index) not in kept_away[moves]

"""Who belongs to a household changes: nothing before the county has made it effective, and then per-head figures, verdict and history follow."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from identification.families import a_family
from identification.test_identification import code_of
from procedure.cases import an_official
from procedure.walking import walk
from register import NEIGHBOUR, VILLAGE, a_certificate, a_household
from tuopin.identification.models import Change
from tuopin.identification.selectors.changes import changes_of, origins_of
from tuopin.identification.services import ArrivalTold, ChangeTold, propose_change
from tuopin.people.selectors import operator
from tuopin.policy.selectors.verdicts import household_verdict
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Household, MemberForm, Membership, Person, StatusEvent
from tuopin.registry.services.record_household import record_household
from tuopin.trail.selectors import entries_on
from tuopin.trail.services.verify_states import replayed

pytestmark = pytest.mark.django_db
ON = date(2018, 9, 1)
YEAR_END = date(2018, 12, 31)


@pytest.fixture
def clerk():
    return an_official("county-clerk", ("431129000000", "clerk", ""))


def members(household) -> list[str]:
    return list(Membership.objects.filter(household=household, ends_on=None).order_by("person__number").values_list("person__number", flat=True))


def done(clerk, clock, household, kind, **more):
    told = ChangeTold(household.number, kind, more.pop("on", ON), **more)
    return walk(propose_change(told=told, actor=clerk, on=today()), clock)


def line(household) -> tuple:
    """The income condition of the exit on the last day of 2018."""
    found = next(c for c in household_verdict(operator(), household.number, on=YEAR_END).conditions if c["name"] == "income_above_line")
    return found["holds"], found["threshold"]


def test_a_birth_counts_from_the_day_it_is_effective_and_moves_the_line(clerk, clock):
    household = a_household(persons=3, income={"wage": 8985, "business_income": 0, "business_expense": 0, "property_other": 0, "transfer_other": 0})
    assert line(household)[0] is True  # exactly 3 × 2995
    case = propose_change(
        told=ChangeTold(household.number, "birth", ON, arrival=ArrivalTold("赵新", "son", sex="male", born_on=ON)), actor=clerk, on=today())
    assert len(members(household)) == 3 and line(household)[0] is True
    walk(case, clock)
    assert len(members(household)) == 4 and line(household)[0] is False
    born = Membership.objects.get(household=household, starts_on=ON).person
    assert born.number.startswith(household.number) and born.certificate_sealed is None
    assert [e.verb for e in entries_on(f"household:{household.number}")][0] == "change-members"
    accused = [found.subject for found in replayed() if not isinstance(found, int)]  # builders lay accounts and households out without a trail
    assert not [subject for subject in accused if subject.startswith("change:")], "what is effective is told as such: nobody is accused of an edit"


def test_a_death_ends_the_stay_and_the_number_is_never_given_again(clerk, clock):
    household = a_household(persons=3)
    gone = Membership.objects.filter(household=household).order_by("pk").last().person
    done(clerk, clock, household, "death", persons=(gone.number,))
    stay = Membership.objects.get(person=gone)
    assert (stay.ends_on, stay.end_reason, len(members(household))) == (ON, "death", 2)
    assert not MemberForm.objects.filter(person=gone, superseded_at=None).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        gone.delete()


def test_somebody_marries_in_with_a_certificate(clerk, clock):
    household = a_household(persons=2)
    number = a_certificate(date(1995, 3, 3), 778)
    done(clerk, clock, household, "married_in", arrival=ArrivalTold("盘秀", "spouse", certificate=number))
    came = Membership.objects.get(household=household, starts_on=ON).person
    assert (came.born_on, came.sex, MemberForm.objects.get(person=came).relation) == (date(1995, 3, 3), "female", "spouse")
    assert number not in str(list(Change.objects.values()))


def test_somebody_known_marries_from_one_household_into_another(clerk, clock):
    old, new = a_household(persons=3), a_household(persons=2, village=NEIGHBOUR)
    bride = Membership.objects.filter(household=old).order_by("pk").last().person
    done(clerk, clock, new, "married_in", persons=(bride.number,))
    assert (len(members(old)), len(members(new))) == (2, 3)
    assert [(s.household_id, s.ends_on) for s in Membership.objects.filter(person=bride).order_by("pk")] == [(old.pk, ON), (new.pk, None)]


def test_a_household_splits_and_both_know_where_they_came_from(clerk, clock):
    household = a_household(persons=5)
    leaving = members(household)[3:]
    done(clerk, clock, household, "split", persons=tuple(leaving))
    new = Change.objects.get().other
    assert (members(household), members(new)) == (members(household)[:3], leaving) and len(members(household)) == 3
    assert new.number != household.number and StatusEvent.objects.get(household=new).kind == "identified"
    assert MemberForm.objects.filter(household=new, superseded_at=None, relation="head").count() == 1
    assert [(o.number, o.kind) for o in origins_of(operator(), new.number)] == [(household.number, "split")]


def test_households_merge_and_the_empty_one_leaves_the_register_with_its_number(clerk, clock):
    small, large = a_household(persons=2), a_household(persons=4)
    done(clerk, clock, small, "merge", other=large.number, relation="sibling")
    assert (len(members(small)), len(members(large))) == (0, 6)
    assert StatusEvent.objects.filter(household=small).last().kind == "removed" and Household.objects.filter(number=small.number).exists()
    assert MemberForm.objects.filter(household=large, superseded_at=None, relation="head").count() == 1
    assert [(o.number, o.kind) for o in origins_of(operator(), large.number)] == [(small.number, "merge")]


def test_another_head_and_only_one(clerk, clock):
    household = a_household(persons=3)
    old, other, _ = members(household)
    assert code_of(lambda: done(clerk, clock, household, "married_out", persons=(old,))) == "head-leaves"
    done(clerk, clock, household, "head", persons=(other,), relation="spouse")
    relations = dict(MemberForm.objects.filter(household=household, superseded_at=None).values_list("person__number", "relation"))
    assert (relations[other], relations[old], list(relations.values()).count("head")) == ("head", "spouse", 1)
    done(clerk, clock, household, "married_out", persons=(old,))
    assert len(members(household)) == 2


def test_what_cannot_be_is_not_proposed(clerk, clock):
    household = a_household(persons=2)
    who = tuple(members(household))
    for code, kind, more in (
        ("nobody-stays", "split", {"persons": who}), ("who-is-missing", "death", {}), ("no-such-member", "death", {"persons": ("P0",)}),
        ("same-household", "merge", {"relation": "sibling", "other": household.number}), ("head-already", "head", {"persons": who[:1]}), ("no-such-change", "eaten", {}),
        ("certificate-missing", "married_in", {"arrival": ArrivalTold("盘秀", "spouse")}), ("birth-day-missing", "birth", {"arrival": ArrivalTold("盘新", "son")}),
        ("bad-happened-on", "death", {"persons": who[1:], "on": date(2100, 1, 1)}),
    ):
        assert code_of(lambda kind=kind, more=more: done(clerk, clock, household, kind, **dict(more))) == code, kind
    assert not Change.objects.exists()


def test_children_do_not_split_off_alone(clerk, clock):
    """A parent's household loses no child to a household of children; with somebody who can keep it the same child may go."""
    household = a_household(persons=4)
    _head, grown, *children = members(household)
    for number, years in zip((grown, *children), (16, 15, 4), strict=True):
        Person.objects.filter(number=number).update(born_on=ON.replace(year=ON.year - years))
    assert code_of(lambda: done(clerk, clock, household, "split", persons=tuple(children))) == "children-alone" and not Change.objects.exists()
    done(clerk, clock, household, "split", persons=(grown, children[1]))
    assert members(Change.objects.get().other) == [grown, children[1]]


def test_the_database_makes_no_change_effective_without_its_case(clerk):
    household = a_household(persons=2)
    propose_change(told=ChangeTold(household.number, "death", ON, persons=(members(household)[1],)), actor=clerk, on=today())
    from django.utils import timezone

    for wrong in ({"effective_at": timezone.now()}, {"kind": "moved_out"}, {"happened_on": date(2018, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Change.objects.update(**wrong)


def test_an_ordinary_household_changes_too(clerk, clock):
    household = record_household(told=a_family(members=2), actor=clerk, on=today())
    done(clerk, clock, household, "split", persons=(members(household)[1],), on=today())
    assert not StatusEvent.objects.exists() and Household.objects.filter(village_code=VILLAGE).count() == 2
    assert [row.kind for row in changes_of(clerk, household.number)] == ["split"]

"""Who died by a recorded change and stands on a later roster is asked about: nobody is born again because a list was copied."""

from __future__ import annotations

from datetime import date

import pytest

from benefits.builders import deliver
from procedure.cases import an_official
from procedure.walking import walk
from register import COUNTY, NEIGHBOUR, an_actor
from rosters import ON, a_member, a_roster_household, bring_in, receive, write_roster
from tuopin.benefits.selectors.checks import after_death
from tuopin.identification.services import ChangeTold, propose_change
from tuopin.people.selectors import working_as
from tuopin.procedure.services.clock import today
from tuopin.registry.models import DIED, Household, ImportProblem, Membership, Person
from tuopin.registry.services.merge_batch import merge_batch

pytestmark = pytest.mark.django_db
ONE = "10431120001"


def a_file(tmp_path, members: list[dict], *, year: int):
    return write_roster(tmp_path / f"{year}.xlsx", [a_roster_household(1, year=year, members=members)])


def problems(batch) -> list[tuple]:
    return list(ImportProblem.objects.filter(batch=batch).exclude(outcome="A").values_list("code", "outcome", "row", "params"))


def test_who_died_by_a_recorded_change_and_stands_on_a_later_roster_is_asked_about(tmp_path, clock):
    people = [a_member(ONE, 1), a_member(ONE, 2)]
    bring_in(a_file(tmp_path, people, year=2018), an_actor())
    gone = Membership.objects.filter(person__number=people[1]["人编号"])
    clerk = an_official("county-clerk", (COUNTY, "clerk", ""))
    died = date(2018, 9, 1)
    walk(propose_change(told=ChangeTold(ONE, "death", died, persons=(people[1]["人编号"],)), actor=clerk, on=today()), clock)
    assert list(gone.values_list("ends_on", "end_reason")) == [(died, DIED)]
    household, person = Household.objects.get(), Person.objects.get(number=people[1]["人编号"])
    deliver(household, person, on=date(2018, 9, 2))
    assert [found.person for found in after_death(an_actor(), area=NEIGHBOUR, on=date(2018, 12, 31))] == []
    assert [found.person for found in after_death(an_actor(), area=household.village_code, on=date(2018, 12, 31))] == [person.name]
    again = receive(a_file(tmp_path, people, year=2019), an_actor())
    assert problems(again) == [("registered-dead", "W", 3, {"on": "2018-09-01"})]
    for confirm in (False, True):
        assert not gone.filter(ends_on=None).exists()
        with working_as(an_actor()):
            merge_batch(batch=again, actor=an_actor(), on=ON, confirm=confirm)
    assert [str(stay.starts_on) for stay in gone.order_by("starts_on")] == ["2018-01-01", "2019-01-01"], "somebody saw them: the death was another's"
    assert problems(bring_in(a_file(tmp_path, people, year=2020), an_actor())) == [], "asked once"


def test_who_died_within_the_year_and_is_on_its_list_again_is_asked_about_and_lives_on_only_if_somebody_says_so(tmp_path):
    people = [a_member(ONE, 1), a_member(ONE, 2)]
    bring_in(a_file(tmp_path, people, year=2018), an_actor())
    gone = Membership.objects.filter(person__number=people[1]["人编号"])
    gone.update(ends_on="2018-11-01", end_reason=DIED)
    before = a_file(tmp_path, [people[0], people[1] | {"健康状况": "残疾"}], year=2017)
    assert problems(bring_in(before, an_actor())) == [], "then they lived"
    again = receive(a_file(tmp_path, [people[0], people[1] | {"健康状况": "残疾"}], year=2018), an_actor())
    assert problems(again) == [("registered-dead", "W", 3, {"on": "2018-11-01"})]
    with working_as(an_actor()):
        merge_batch(batch=again, actor=an_actor(), on=ON, confirm=True)
    assert [(str(s.starts_on), s.ends_on and str(s.ends_on)) for s in gone.order_by("starts_on")] == [("2017-01-01", "2018-11-01"), ("2018-11-01", None)]


def test_nobody_outside_learns_of_a_death(tmp_path):
    people = [a_member(ONE, 1), a_member(ONE, 2)]
    bring_in(a_file(tmp_path, people, year=2018), an_actor())
    Membership.objects.filter(person__number=people[1]["人编号"]).update(ends_on="2018-11-01", end_reason=DIED)
    there = a_roster_household(3, year=2019, village=NEIGHBOUR, members=[a_member("10431120003", 1), people[1] | {"户编号": "10431120003", "人编号": "1043112000302"}])
    batch = receive(write_roster(tmp_path / "there.xlsx", [there], villages=[NEIGHBOUR]), an_actor(NEIGHBOUR))
    assert problems(batch) == [("certificate-elsewhere", "Q", 3, {})]

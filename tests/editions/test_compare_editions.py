"""Two editions compared: who entered, left, moved, was merged, split off, and whose verdict changed."""

from __future__ import annotations

from datetime import date

import pytest

from incomes import set_line
from register import COUNTY, NEIGHBOUR, VILLAGE, a_household, a_status, an_actor
from tuopin.editions.services.compare_editions import as_row, difference
from tuopin.editions.services.make_edition import make_edition
from tuopin.editions.services.pseudonym_key import pseudonym_key, pseudonym_of
from tuopin.kernel.refusals import Refusal
from tuopin.registry.models import HouseholdForm, MemberForm
from tuopin.snapshots.pseudonyms import pseudonyms, shown

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)


@pytest.fixture
def editions(tmp_path):
    made = []

    def make():
        made.append(tmp_path / str(len(made)))
        make_edition(year=2018, area=COUNTY, out=made[-1], actor=an_actor(), on=ON)
        return made[-1]

    return make


def name(household):
    return shown(int(pseudonyms(pseudonym_key(), "household", [household.number])[0]))


def rows(found):
    return {(r["kind"], r["household"]): r for r in map(as_row, found.changes())}


def remove(household):
    a_status(household, "removed", date(2018, 11, 1))


def test_nothing_changed_between_an_edition_and_itself(editions):
    a_household()
    one = editions()
    found = difference(one, one)
    assert set(found.counts().values()) == {0} and found.households == (1, 1) and found.verdicts_changed == {}


def test_who_entered_left_moved_and_whose_verdict_changed(editions):
    stays, leaves, moves, fails = (a_household() for _ in range(4))
    before = editions()
    enters = a_household(village=NEIGHBOUR)
    remove(leaves)
    HouseholdForm.objects.filter(household=moves).update(village_code=NEIGHBOUR)
    set_line("wage", 1, household=fails)
    found = difference(before, editions())
    told = rows(found)
    assert set(told) == {("entered", name(enters)), ("left", name(leaves)), ("moved", name(moves)), ("verdict", name(fails))}
    assert (told["moved", name(moves)]["village_before"], told["moved", name(moves)]["village_after"]) == (VILLAGE, NEIGHBOUR)
    assert (told["verdict", name(fails)]["verdict_before"], told["verdict", name(fails)]["verdict_after"]) == ("holds", "fails")
    assert found.verdicts_changed == {(1, 0): 1} and found.households == (4, 4)
    assert told["left", name(leaves)]["village_after"] == "" == told["entered", name(enters)]["verdict_before"]
    assert all(name(stays) != household for _, household in told)


def test_a_household_whose_members_went_over_to_another_was_merged_and_not_just_left(editions):
    gone, into, alone = a_household(persons=3), a_household(persons=2), a_household(persons=1)
    before = editions()
    MemberForm.objects.filter(household=gone).update(household=into)
    remove(gone)
    remove(alone)
    after = editions()
    told = rows(difference(before, after))
    assert set(told) == {("merged", name(gone)), ("left", name(alone))}
    assert told["merged", name(gone)]["other"] == name(into)
    back = rows(difference(after, before))
    assert set(back) == {("split", name(gone)), ("entered", name(alone))} and back["split", name(gone)]["other"] == name(into)


def test_a_household_that_moved_to_another_county_did_not_leave(tmp_path):
    far, actor = "433130001001", an_actor("430000000000")
    mover = a_household()
    make = {"year": 2018, "area": "430000000000", "actor": actor, "on": ON}
    make_edition(**make, out=tmp_path / "a")
    HouseholdForm.objects.filter(household=mover).update(village_code=far)
    make_edition(**make, out=tmp_path / "b")
    told = rows(difference(tmp_path / "a", tmp_path / "b"))
    assert [(r["kind"], r["village_before"], r["village_after"]) for r in told.values()] == [("moved", VILLAGE, far)]


def test_editions_of_two_systems_are_not_compared(editions, monkeypatch):
    from tuopin.editions.services import make_edition as making

    a_household()
    one = editions()
    monkeypatch.setattr(making, "pseudonym_key", lambda: bytes(32))
    with pytest.raises(Refusal, match="other-pseudonyms"):
        difference(one, editions())


def test_a_rule_of_villages_compares_no_households(editions):
    a_household()
    one = editions()
    with pytest.raises(Refusal, match="not-of-households"):
        difference(one, one, rule="village-exit")


def test_a_pseudonym_is_told_to_whoever_may_see_the_household(editions):
    household = a_household()
    assert pseudonym_of(number=household.number, actor=an_actor()) == name(household)
    with pytest.raises(Refusal, match="not-found|no-such"):
        pseudonym_of(number=household.number, actor=an_actor(NEIGHBOUR))

"""A proposal decides of what is the area's own, holds what was chosen by hand, and is not carried out when it is out of date."""

from datetime import date

import pytest

from helping import BASIS, ON, SINCE, head, lay_out_villages, villages_of_county
from register import COUNTY
from tuopin.assistance.models import Proposal, Relation
from tuopin.assistance.selectors.proposals import lines_of
from tuopin.assistance.services.choices import keep_unit
from tuopin.assistance.services.decide_proposal import apply_proposal, ask_confirmation, confirm_proposal
from tuopin.assistance.services.propose import AssignmentAsked, propose_assignment
from tuopin.assistance.services.units import RelationSaid, UnitSaid, register_units, stand_by
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import Actor, actor_for, working_as
from web import kit

pytestmark = pytest.mark.django_db
START, CITY = date(2019, 1, 1), "431100000000"


def a_head() -> Actor:
    """A head of the county with an identity, as a case asks for."""
    return actor_for(kit.identified(kit.an_official(COUNTY, username="first")), on=ON)


def units_of(area: str, *numbers: str, **more) -> list[int]:
    """Offices on the list of the area."""
    with working_as(head(area)):
        return [unit.pk for unit in register_units(
            area_code=area, units=[UnitSaid(number, f"单位{number}", seat_code=COUNTY, **more) for number in numbers], actor=head(area), on=ON)]


def standing(area: str, unit: int, village: str) -> Relation:
    with working_as(head(area)):
        return stand_by(relations=[RelationSaid(unit, village)], starts_on=SINCE, basis=BASIS, actor=head(area), on=ON)[0]


def proposed(actor: Actor, kind: str = "units", **more) -> Proposal:
    with working_as(actor):
        return propose_assignment(asked=AssignmentAsked(kind, COUNTY, START, **more), actor=actor, on=ON)


def agreed(actor: Actor, proposal: Proposal) -> None:
    """Another head has agreed to the proposal."""
    with working_as(actor):
        ask_confirmation(proposal=proposal.pk, note="分派", actor=actor)
    kit.another_agrees()


def carried_out(actor: Actor, proposal: Proposal) -> int:
    agreed(actor, proposal)
    with working_as(actor):
        confirm_proposal(proposal=proposal.pk, basis=BASIS, actor=actor, on=ON)
        return apply_proposal(proposal=proposal.pk, actor=actor, on=ON)


def test_a_county_leaves_alone_the_villages_by_which_an_office_of_the_prefecture_stands():
    above, mine, bare = villages_of_county(3)
    lay_out_villages([above, mine, bare])
    [city] = units_of(CITY, "Z1")
    old, one, two = units_of(COUNTY, "U0", "U1", "U2")
    theirs, ours = standing(CITY, city, above), standing(COUNTY, old, mine)
    actor = a_head()
    with working_as(actor):
        register_units(area_code=COUNTY, units=[UnitSaid("U0", "单位U0", seat_code=COUNTY, villages_most=0)], actor=actor, on=ON)
    found = proposed(actor)
    assert {line.village_code for line in lines_of(found)} == {mine, bare} and {line.unit_id for line in lines_of(found)} == {one, two}
    assert carried_out(actor, found) == 2
    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (theirs.ends_on, ours.ends_on) == (None, START)


def test_an_office_of_the_prefecture_that_a_county_chose_by_hand_stays_beside_its_own():
    shared, other = villages_of_county(2)
    lay_out_villages([shared, other])
    first, second = units_of(CITY, "Z1", "Z2")
    units_of(COUNTY, "U1")
    theirs = standing(CITY, first, shared)
    actor = a_head()
    with working_as(actor):
        keep_unit(village=shared, unit=second, reason="市委安排", actor=actor, on=ON)
    found = proposed(actor)
    kept = {(line.village_code, line.unit.number, line.kept) for line in lines_of(found)}
    assert kept == {(shared, "Z2", "市委安排"), (other, "U1", "")}  # chosen from above for one village, and sent to no other
    carried_out(actor, found)
    theirs.refresh_from_db()
    assert theirs.ends_on is None and {r.unit.number for r in Relation.objects.filter(place_code=shared, ends_on=None)} == {"Z1", "Z2"}


def test_where_all_villages_are_served_from_above_there_is_nothing_to_assign_until_that_ends():
    [village] = villages_of_county(1)
    lay_out_villages([village])
    [city] = units_of(CITY, "Z1")
    units_of(COUNTY, "U1")
    theirs = standing(CITY, city, village)
    actor = a_head()
    with pytest.raises(Refusal) as refused:
        proposed(actor)
    assert refused.value.code == "nothing-to-assign"
    Relation.objects.filter(pk=theirs.pk).update(ends_on=START)
    assert [line.unit.number for line in lines_of(proposed(actor))] == ["U1"]

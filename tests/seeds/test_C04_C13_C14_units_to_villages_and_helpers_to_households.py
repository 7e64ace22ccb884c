"""C04 党务部门驻弱村、经济部门驻穷村: proposed, proven, explained, kept by hand, agreed by two, carried out; and the five relations of C14."""

from datetime import date, timedelta

import pytest

from helping import BASIS, ON, head, lay_out_helpers, lay_out_households, lay_out_villages, pair_all, villages_of_county
from register import COUNTY
from tuopin.assistance.models import Proposal, Relation
from tuopin.assistance.selectors.coverage import coverage
from tuopin.assistance.selectors.gaps import gaps
from tuopin.assistance.selectors.proposals import counted, lines_of, why
from tuopin.assistance.selectors.units import fits, relations
from tuopin.assistance.services.choices import keep_helper, keep_unit
from tuopin.assistance.services.decide_proposal import apply_proposal, ask_confirmation, confirm_proposal
from tuopin.assistance.services.pairings import release_helper
from tuopin.assistance.services.propose import AssignmentAsked, propose_assignment
from tuopin.assistance.services.units import RelationSaid, UnitSaid, end_relation, register_units, stand_by
from tuopin.assistance.states.numbers import words
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import actor_for, working_as
from tuopin.registry.models import Household, Pairing, VillageForm
from web import kit

pytestmark = pytest.mark.django_db
CLASSES = {"weak": "party", "poor": "economic", "disorderly": "political_legal", "difficult": "professional"}
START = date(2019, 1, 1)


def two_heads():
    accounts = [kit.identified(kit.an_official(COUNTY, username=name)) for name in ("first", "second")]
    return [actor_for(account, on=ON) for account in accounts]


def lay_out_units(codes):
    for code, tag in zip(codes, CLASSES, strict=False):
        VillageForm.objects.filter(village_code=code).update(weakness=tag)
    with working_as(head()):
        return register_units(area_code=COUNTY, units=[
            UnitSaid(f"U{n}", f"{kind}部门", unit_class=kind, seat_code=COUNTY) for n, kind in enumerate(CLASSES.values())], actor=head(), on=ON)


def asked(kind, **more):
    return AssignmentAsked(kind, COUNTY, START, **more)


def test_each_weakness_gets_its_kind_of_unit_and_a_wrong_one_is_reported():
    codes = villages_of_county(4)
    lay_out_villages(codes)
    units = lay_out_units(codes)
    with working_as(head()):
        proposal = propose_assignment(asked=asked("units"), actor=head(), on=ON)
        assert proposal.cost == proposal.bound and (proposal.wanted, proposal.served) == (4, 4)  # proven
        assert [line.unit.unit_class for line in lines_of(proposal)] == list(CLASSES.values())
        _line, others = why(head(), lines_of(proposal)[0].pk)
        assert others[0].chosen and others[0].extra == 0 and all(other.extra > 0 for other in others[1:])
        keep_unit(village=codes[0], unit=units[1].pk, reason="县委书记联系村", actor=head(), on=ON)
        again = propose_assignment(asked=asked("units"), actor=head(), on=ON)
        [kept] = lines_of(again, only="kept")
        assert (kept.village_code, kept.unit_id, kept.kept) == (codes[0], units[1].pk, "县委书记联系村") and again.cost > proposal.cost
        _line, given_up = why(head(), kept.pk)
        assert {one.name: one.extra for one in given_up}["party部门"] == proposal.cost - again.cost < 0, "what the choice by hand costs"
        _line, beside = why(head(), lines_of(again, village=codes[1])[0].pk)
        assert {one.name: one.extra for one in beside}["economic部门"] is None, "who was chosen for another village cannot be had, and the page says so"
        assert "做不到" in kit.logged_in(kit.an_official(COUNTY, username="reader")).get(f"/assignments/line/{lines_of(again, village=codes[1])[0].pk}/").content.decode()
        stand_by(relations=[RelationSaid(units[1].pk, codes[0])], starts_on=ON, basis=BASIS, actor=head(), on=ON)
        assert [(fit.village_code, fit.suits, fit.wanted) for fit in fits(head(), COUNTY, on=ON)] == [(codes[0], False, "party")]


def test_a_village_with_several_weaknesses_goes_by_the_order_in_force():
    [code] = villages_of_county(1)
    lay_out_villages([code], weakness="difficult,poor")
    units = lay_out_units([])
    with working_as(head()):
        stand_by(relations=[RelationSaid(units[1].pk, code)], starts_on=ON, basis=BASIS, actor=head(), on=ON)
        [fit] = fits(head(), COUNTY, on=ON)
        assert fit.tags == ["poor", "difficult"] and fit.wanted == "economic" and fit.suits
    assert words("weakness_order", ON, code) == ("weak", "poor", "disorderly", "difficult")


def test_a_helper_who_retires_leaves_gaps_that_a_proposal_fills_when_two_heads_agree():
    codes = villages_of_county(2)
    lay_out_villages(codes)
    households, helpers = lay_out_households(12, codes), lay_out_helpers(6)
    pair_all(households, helpers)
    first, second = two_heads()
    with working_as(first):
        left = release_helper(helper=helpers[0], leaves_on=ON, cause="retired", basis=BASIS, actor=first, on=ON)
        assert len(left.gaps) == 2 == len(gaps(first, COUNTY, "unpaired", on=ON))
        chosen = Household.objects.get(number=left.gaps[0])
        keep_helper(number=chosen.number, helper=helpers[3], reason="原来就熟悉", actor=first, on=ON)
        proposal = propose_assignment(asked=asked("helpers"), actor=first, on=ON)
        assert (proposal.wanted, proposal.served) == (2, 2) and proposal.cost == proposal.bound
        assert {line.helper_id for line in lines_of(proposal)}.isdisjoint({helpers[0]})  # who retired is nobody's candidate
        assert [line.helper_id for line in lines_of(proposal, only="kept")] == [helpers[3]]
        before = coverage(first, COUNTY, on=START).paired
        with pytest.raises(Refusal) as refused:
            confirm_proposal(proposal=proposal.pk, basis=BASIS, actor=first, on=ON)
        assert refused.value.code == "agreement-missing"
        with pytest.raises(Refusal) as refused:
            apply_proposal(proposal=proposal.pk, actor=first, on=ON)
        assert refused.value.code == "not-confirmed" and coverage(first, COUNTY, on=START).paired == before
        ask_confirmation(proposal=proposal.pk, note="补缺口", actor=first)
    kit.another_agrees()
    with working_as(first):
        confirm_proposal(proposal=proposal.pk, basis=BASIS, actor=first, on=ON)
        assert apply_proposal(proposal=proposal.pk, actor=first, on=ON) == 2
        assert apply_proposal(proposal=proposal.pk, actor=first, on=ON) == 0  # once
        assert gaps(first, COUNTY, "unpaired", on=START) == [] and Proposal.objects.get().state == "applied"
        assert Pairing.objects.get(household=chosen, ends_on=None).helper_id == helpers[3]
    assert second.name == "second"


def test_pairing_all_anew_keeps_who_is_there_unless_it_pays_and_leaves_nobody():
    codes = villages_of_county(3)
    lay_out_villages(codes)
    households, helpers = lay_out_households(60, codes), lay_out_helpers(20)
    pair_all(households, helpers)
    with working_as(head()):
        proposal = propose_assignment(asked=asked("helpers", only_gaps=False), actor=head(), on=ON)
        counts = counted(proposal)
        assert (proposal.wanted, proposal.served, counts["changes"], counts["without"]) == (60, 60, 0, 0)
        line, others = why(head(), lines_of(proposal)[7].pk)
        assert others[0].pk == line.helper_id and {label for label, _points in others[0].parts} == {"距离", "专长与致贫原因不符", "更换"}


def test_nothing_to_assign_is_said_and_too_few_helpers_leave_a_list():
    codes = villages_of_county(1)
    lay_out_villages(codes)
    lay_out_households(7, codes)
    with working_as(head()):
        with pytest.raises(Refusal) as refused:
            propose_assignment(asked=asked("helpers"), actor=head(), on=ON)
        assert refused.value.code == "nobody-to-send"
    lay_out_helpers(1)
    with working_as(head()):
        proposal = propose_assignment(asked=asked("helpers"), actor=head(), on=ON)
        assert (proposal.wanted, proposal.served, counted(proposal)["without"]) == (7, 5, 2)


def test_all_five_ways_of_standing_by_are_recorded_and_each_by_its_own_kind_of_party():
    [village] = villages_of_county(1)
    parties = [("office", "team", village), ("office", "leader", village), ("county", "counties", COUNTY), ("enterprise", "enterprise", village),
               ("university", "society", village)]
    assert set(Relation.Kind.values) == {kind for _party, kind, _place in parties}  # five, no more
    with working_as(head()):
        units = register_units(area_code=COUNTY, units=[UnitSaid(f"P{n}", f"主体{n}", kind=party) for n, (party, _k, _p) in enumerate(parties)], actor=head(), on=ON)
        made = stand_by(relations=[RelationSaid(unit.pk, place, kind) for unit, (_party, kind, place) in zip(units, parties, strict=True)],
                        starts_on=ON, basis=BASIS, actor=head(), on=ON)
        assert list(relations(head(), COUNTY, on=ON - timedelta(days=1))) == [], "from their day on, and not before"
        assert len(made) == 5 and {r.kind for r in relations(head(), COUNTY, on=ON)} == set(Relation.Kind.values)
        for unit, place, kind, refusal in (
            (units[0], COUNTY, "counties", "wrong-party"), (units[0], village, "enterprise", "wrong-party"), (units[2], village, "society", "wrong-party"), (units[2], village, "counties", "wrong-place"), (units[3], village, "society-x", "bad-relation"),
        ):
            with pytest.raises(Refusal) as refused:
                stand_by(relations=[RelationSaid(unit.pk, place, kind)], starts_on=ON, basis=BASIS, actor=head(), on=ON)
            assert refused.value.code == refusal
        end_relation(relation=made[0].pk, ends_on=START, basis=BASIS, actor=head(), on=ON)
        assert len(relations(head(), COUNTY, on=START)) == 4 and len(relations(head(), COUNTY, on=ON)) == 5


def test_three_teams_mean_one_thing_in_one_place_and_another_elsewhere():
    jianghua, xinzhou = words("team_families", ON, "431129210213"), words("team_families", ON, "140929000000")
    assert len(jianghua) == len(xinzhou) == 3 and set(jianghua).isdisjoint(xinzhou)  # C13

"""A proposal that is out of date is neither confirmed nor carried out, and one that got stuck can be dropped."""

import pytest

from assistance.test_proposals import a_head, agreed, proposed, standing, units_of
from helping import BASIS, ON, head, lay_out_helpers, lay_out_households, lay_out_villages, pair_all, villages_of_county
from register import COUNTY
from tuopin.assistance.models import Departure, HandChoice, Proposal
from tuopin.assistance.services.choices import end_choice, keep_helper, keep_unit
from tuopin.assistance.services.decide_proposal import apply_proposal, confirm_proposal, drop_proposal
from tuopin.assistance.services.pairings import end_pairing, pair_households, release_helper
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.selectors import Actor, working_as
from tuopin.registry.models import Helper, Household, Membership, Pairing, Person
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db
HERE = {"basis": BASIS, "on": ON}


def laid_out(households: int, helpers: int) -> tuple[list[int], list[int]]:
    codes = villages_of_county(2)
    lay_out_villages(codes)
    return lay_out_households(households, codes), lay_out_helpers(helpers)


def number_of(household: int) -> str:
    return Household.objects.get(pk=household).number


def refused_to_confirm(actor: Actor, proposal: Proposal) -> str:
    """Why it is not confirmed; nothing of it is, and what the other head agreed to is not used up."""
    with working_as(actor), pytest.raises(Refusal) as refused:
        confirm_proposal(proposal=proposal.pk, actor=actor, **HERE)
    proposal.refresh_from_db()
    assert proposal.state == "proposed" and not Entry.objects.filter(verb="confirm_assignment").exists()
    return refused.value.code


def test_a_choice_by_hand_made_or_ended_since_makes_a_proposal_out_of_date():
    households, helpers = laid_out(4, 2)
    actor = a_head()
    found = proposed(actor, "helpers")
    agreed(actor, found)
    with working_as(actor):
        choice = keep_helper(number=number_of(households[0]), helper=helpers[1], reason="熟悉", actor=actor, on=ON)
    assert refused_to_confirm(actor, found) == "choices-changed"
    again = proposed(actor, "helpers")
    agreed(actor, again)
    with working_as(actor):
        end_choice(choice=choice.pk, actor=actor, on=ON)
    assert refused_to_confirm(actor, again) == "choices-changed"
    with working_as(actor):  # with the choices as they were when the first was made, that one holds again
        assert confirm_proposal(proposal=found.pk, actor=actor, **HERE).state == "confirmed"


def test_a_unit_chosen_by_hand_since_or_an_office_from_above_makes_a_proposal_out_of_date():
    one, two = villages_of_county(2)
    lay_out_villages([one, two])
    units = units_of(COUNTY, "U1", "U2", "U3")
    [city] = units_of("431100000000", "Z1")
    actor = a_head()
    found = proposed(actor, idle_units=True)
    agreed(actor, found)
    idle = (set(units) - set(found.lines.values_list("unit_id", flat=True))).pop()
    with working_as(actor):
        choice = keep_unit(village=one, unit=idle, reason="县委安排", actor=actor, on=ON)
    assert refused_to_confirm(actor, found) == "choices-changed"
    with working_as(actor):
        end_choice(choice=choice.pk, actor=actor, on=ON)
    standing("431100000000", city, two)
    assert refused_to_confirm(actor, found) == "villages-changed"


def test_a_proposal_that_would_overload_a_helper_by_now_is_refused():
    households, helpers = laid_out(10, 2)
    actor = a_head()
    pair_all(households[:6], helpers)
    found = proposed(actor, "helpers")  # the last four, two for each
    agreed(actor, found)
    with working_as(actor):
        pair_households(pairs=[(households[0], helpers[1])], starts_on=ON, actor=actor, **HERE)
    assert refused_to_confirm(actor, found) == "overloaded"


def test_a_proposal_to_leave_a_helper_who_was_changed_since_is_refused():
    households, helpers = laid_out(4, 2)
    pair_all(households, helpers)
    actor = a_head()
    found = proposed(actor, "helpers", only_gaps=False)
    assert not found.lines.filter(changes=True).exists()
    agreed(actor, found)
    with working_as(actor):
        end_pairing(number=number_of(households[0]), ends_on=ON, actor=actor, **HERE)
    assert refused_to_confirm(actor, found) == "pairings-changed"


def test_a_confirmed_proposal_whose_helper_leaves_is_stopped_and_can_be_dropped():
    households, helpers = laid_out(4, 2)
    actor = a_head()
    found = proposed(actor, "helpers")
    agreed(actor, found)
    with working_as(actor):
        confirm_proposal(proposal=found.pk, actor=actor, **HERE)
        release_helper(helper=helpers[0], leaves_on=ON, cause="ill", actor=actor, **HERE)
        with pytest.raises(Refusal) as refused:
            apply_proposal(proposal=found.pk, actor=actor, on=ON)
        assert refused.value.code == "has-left" and not Pairing.objects.filter(household__in=households).exists()
        assert drop_proposal(proposal=found.pk, reason="人员变动", actor=actor, on=ON).state == "dropped"
        for again in (lambda: apply_proposal(proposal=found.pk, actor=actor, on=ON), lambda: drop_proposal(proposal=found.pk, reason="x", actor=actor, on=ON)):
            with pytest.raises(Refusal) as refused:
                again()
            assert refused.value.code == "proposal-decided"
    assert Entry.objects.filter(verb="drop_assignment", subject=f"proposal:{found.pk}").count() == 1


def test_who_has_left_is_kin_or_is_of_another_county_is_not_chosen_by_hand_and_a_choice_ends_with_its_helper():
    households, helpers = laid_out(2, 3)
    number, actor = number_of(households[0]), head()
    stranger = Helper.objects.create(number="X1", area_code="431128000000", name="外县")
    own = Person.objects.create(number="P1", name="户主", sex="male", certificate_index=b"1" * 32)
    Membership.objects.create(person=own, household_id=households[0], starts_on=ON)
    Helper.objects.filter(pk=helpers[1]).update(certificate_index=b"1" * 32)
    with working_as(actor):
        for helper, kind, code in ((stranger.pk, NotFound, "no-such-helper"), (helpers[1], Refusal, "own-household")):
            with pytest.raises(kind) as refused:
                keep_helper(number=number, helper=helper, reason="熟悉", actor=actor, on=ON)
            assert refused.value.code == code
        keep_helper(number=number, helper=helpers[0], reason="熟悉", actor=actor, on=ON)
        release_helper(helper=helpers[0], leaves_on=ON, cause="ill", actor=actor, **HERE)
        assert HandChoice.objects.get().ends_on == ON and Entry.objects.filter(verb="end_choice").count() == 1
        with pytest.raises(Refusal) as refused:
            keep_helper(number=number, helper=helpers[0], reason="熟悉", actor=actor, on=ON)
        assert refused.value.code == "has-left"


def test_a_choice_that_no_run_can_keep_is_said_and_not_dropped_in_silence():
    households, helpers = laid_out(2, 2)
    actor = a_head()
    with working_as(actor):
        keep_helper(number=number_of(households[0]), helper=helpers[0], reason="熟悉", actor=actor, on=ON)
    Departure.objects.create(helper_id=helpers[0], area_code=COUNTY, cause="ill", starts_on=ON, basis=BASIS)  # as was done before choices ended with their helper
    with pytest.raises(Refusal) as refused:
        proposed(actor, "helpers")
    assert refused.value.code == "choice-not-kept" and not Proposal.objects.exists()

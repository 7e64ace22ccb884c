"""A pairing or posting that was to begin after its helper left, or after another took over, never begins: not for a single day."""

from datetime import date

import pytest

from helping import BASIS, ON, SINCE, head
from tuopin.assistance.services.pairings import pair_households, release_helper
from tuopin.assistance.services.teams import MemberSaid, post_members
from tuopin.people.selectors import working_as
from tuopin.registry.models import Pairing, Posting

pytestmark = pytest.mark.django_db
HERE = {"basis": BASIS, "actor": head(), "on": ON}
LATER = date(ON.year + 1, 3, 1)


def test_who_leaves_before_a_pairing_begins_is_paired_on_no_day(laid_out):
    codes, households, helpers = laid_out
    with working_as(head()):
        pair_households(pairs=[(households[0], helpers[0])], starts_on=SINCE, **HERE)
        pair_households(pairs=[(households[1], helpers[0])], starts_on=LATER, **HERE)
        post_members(members=[MemberSaid(helpers[0], codes[0], True)], starts_on=LATER, **HERE)
        left = release_helper(helper=helpers[0], leaves_on=ON, cause="retired", **HERE)
        assert not Pairing.objects.filter(helper=helpers[0], starts_on__gt=ON).exists() and not Posting.objects.filter(helper=helpers[0]).exists()
        assert Pairing.objects.get(household=households[0]).ends_on == ON
    assert len(left.gaps) == 2, "both households are told to be without a helper"


def test_who_takes_over_before_a_pairing_of_another_begins_has_it_alone(laid_out):
    _codes, households, helpers = laid_out
    with working_as(head()):
        pair_households(pairs=[(households[0], helpers[0])], starts_on=LATER, **HERE)
        pair_households(pairs=[(households[0], helpers[1])], starts_on=ON, **HERE)
        assert [(p.helper_id, p.starts_on, p.ends_on) for p in Pairing.objects.filter(household=households[0])] == [(helpers[1], ON, None)]

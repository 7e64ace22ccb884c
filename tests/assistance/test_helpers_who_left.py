"""Who has left is posted and paired nowhere, and two who decide at once of the helpers of one list wait for each other."""

from datetime import date

import psycopg
import pytest
from django.db import connection, transaction

from helping import BASIS, ON, SINCE, head
from register import COUNTY
from tuopin.assistance.services.pairings import pair_households, release_helper, take_back_helper
from tuopin.assistance.services.teams import MemberSaid, post_members
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import working_as
from tuopin.registry.models import Pairing, Posting

pytestmark = pytest.mark.django_db
HERE = {"basis": BASIS, "actor": head(), "on": ON}


def test_who_has_left_or_will_is_neither_posted_nor_paired_until_they_are_back(laid_out):
    codes, households, helpers = laid_out
    back = date(2019, 3, 1)
    with working_as(head()):
        release_helper(helper=helpers[0], leaves_on=ON, cause="ill", **HERE)
        for day in (SINCE, ON, back):  # a posting that began before would run on
            for act in (
                lambda day: post_members(members=[MemberSaid(helpers[0], codes[0], True)], starts_on=day, **HERE),
                lambda day: pair_households(pairs=[(households[0], helpers[0])], starts_on=day, **HERE),
            ):
                with pytest.raises(Refusal) as refused:
                    act(day)
                assert refused.value.code == "has-left"
        assert not Posting.objects.exists() and not Pairing.objects.exists()
        take_back_helper(helper=helpers[0], returns_on=back, **HERE)
        assert len(post_members(members=[MemberSaid(helpers[0], codes[0], True)], starts_on=back, **HERE)) == 1
        assert pair_households(pairs=[(households[0], helpers[0])], starts_on=back, **HERE) == 1


def free_for_others() -> bool:
    """Whether somebody else could now decide of the county's helpers."""
    with psycopg.connect(**{k: v for k, v in connection.get_connection_params().items() if k in ("dbname", "user", "host", "port")}) as other:
        return other.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('helpers:' || %s, 12))", [COUNTY]).fetchone()[0]


@pytest.mark.parametrize("act", [
    lambda codes, households, helpers: post_members(members=[MemberSaid(helpers[0], codes[0], True)], starts_on=ON, **HERE),
    lambda codes, households, helpers: pair_households(pairs=[(households[0], helpers[0])], starts_on=ON, **HERE),
    lambda codes, households, helpers: release_helper(helper=helpers[0], leaves_on=ON, cause="ill", **HERE),
], ids=["post", "pair", "release"])
def test_whoever_decides_of_a_helper_holds_their_list_till_the_end(laid_out, act):
    assert free_for_others()
    with working_as(head()), transaction.atomic():
        act(*laid_out)
        assert not free_for_others()

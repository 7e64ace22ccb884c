"""A helper is said to have left on a day of the past: what ended ended when it did, and nothing that was begun or done since vanishes."""

from datetime import date, timedelta

import pytest

from helping import BASIS, ON, SINCE, head
from tuopin.assistance.models import Departure
from tuopin.assistance.services.duty import DaySaid, sign_duty
from tuopin.assistance.services.pairings import pair_households, release_helper
from tuopin.assistance.services.teams import MemberSaid, post_members
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import working_as
from tuopin.registry.models import Pairing, Posting

pytestmark = pytest.mark.django_db
HERE = {"basis": BASIS, "actor": head(), "on": ON}
PAST, LATER = ON - timedelta(days=20), ON - timedelta(days=10)


def spans(model, helper: int) -> list[tuple]:
    return list(model.objects.filter(helper=helper).order_by("starts_on", "pk").values_list("starts_on", "ends_on"))


def refused(helper: int, day: date) -> Refusal:
    with pytest.raises(Refusal) as told:
        release_helper(helper=helper, leaves_on=day, cause="retired", **HERE)
    assert all(told.value.say()) and not Departure.objects.exists()
    return told.value


def test_who_was_paired_since_did_not_leave_before(laid_out):
    _codes, households, helpers = laid_out
    with working_as(head()):
        pair_households(pairs=[(households[0], helpers[0])], starts_on=SINCE, **HERE)
        pair_households(pairs=[(households[1], helpers[0])], starts_on=LATER, **HERE)
        told = refused(helpers[0], PAST)
        assert told.code == "taken-on-since" and LATER.isoformat() in told.say()[0] and "D0000001" in told.say()[0]
        assert LATER.isoformat() in refused(helpers[0], SINCE - timedelta(days=1)).say()[0], "of several the last is told: after it the day is taken"
        assert spans(Pairing, helpers[0]) == [(SINCE, None), (LATER, None)]
        left = release_helper(helper=helpers[0], leaves_on=LATER, cause="retired", **HERE)
        assert spans(Pairing, helpers[0]) == [(SINCE, LATER), (LATER, LATER + timedelta(days=1))] and len(left.gaps) == 2, "the one of that day has nobody from the next day on"


def test_what_was_over_by_today_stays_as_it_ended(laid_out):
    _codes, households, helpers = laid_out
    with working_as(head()):
        pair_households(pairs=[(households[0], helpers[0]), (households[1], helpers[0])], starts_on=SINCE, **HERE)
        pair_households(pairs=[(households[0], helpers[1])], starts_on=LATER, **HERE)
        left = release_helper(helper=helpers[0], leaves_on=PAST, cause="retired", **HERE)
        assert spans(Pairing, helpers[0]) == [(SINCE, LATER), (SINCE, PAST)] and len(left.gaps) == 1
        assert spans(Pairing, helpers[1]) == [(LATER, None)]


def test_who_was_posted_or_at_work_since_did_not_leave_before(laid_out):
    codes, _households, helpers = laid_out
    with working_as(head()):
        [early] = post_members(members=[MemberSaid(helpers[0], codes[0], True)], starts_on=SINCE, **HERE)
        post_members(members=[MemberSaid(helpers[1], codes[0])], starts_on=LATER, **HERE)
        assert refused(helpers[1], PAST).code == "taken-on-since" and spans(Posting, helpers[1]) == [(LATER, None)]
        sign_duty(days=[DaySaid(early.pk, LATER, night=True), DaySaid(early.pk, ON, "absent")], actor=head(), on=ON, late=True)
        told = refused(helpers[0], LATER)
        assert told.code == "signed-since" and LATER.isoformat() in told.say()[0] and spans(Posting, helpers[0]) == [(SINCE, None)]
        release_helper(helper=helpers[0], leaves_on=LATER + timedelta(days=1), cause="retired", **HERE)
        assert spans(Posting, helpers[0]) == [(SINCE, LATER + timedelta(days=1))]

"""Who is appointed where: places and offices that are none, a second secretary of a place, and what is asked before other sessions end."""

from __future__ import annotations

from datetime import date

import pytest

from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Account, Post
from tuopin.people.selectors import operator
from tuopin.people.services import Office, appoint_offices
from tuopin.people.states import CONFIRMED_AT, LASTS_SECONDS
from web import kit

pytestmark = pytest.mark.django_db
ON, VILLAGE = date(2018, 6, 1), "431129210213"


@pytest.mark.parametrize(("office", "code"), [
    (Office("431129999999", "secretary", "sj", "书记", ON), "no-such-division"), (Office("江华", "secretary", "sj", "书记", ON), "no-such-division"),
    (Office(VILLAGE, "king", "sj", "书记", ON), "bad-office"), (Office(VILLAGE, "secretary", "sj", "书记", ON, role="owner"), "bad-office"),
    (Office(VILLAGE, "secretary", "S J", "书记", ON), "bad-office"), (Office(VILLAGE, "secretary", "s", "书记", ON), "bad-office"),
])
def test_one_appointment_that_is_none_holds_all_back(office, code):
    sound = Office(VILLAGE, "deputy", "fz", "副职", ON)
    with pytest.raises(Refusal) as refused:
        appoint_offices([sound, office], actor=operator(), on=ON)
    assert refused.value.code == code and not Post.objects.exists() and not Account.objects.exists()
    assert len(appoint_offices([sound], actor=operator(), on=ON)) == 1


def test_a_place_has_one_secretary_at_a_time_and_the_next_begins_when_the_first_has_ended():
    (first,) = appoint_offices([Office(VILLAGE, "secretary", "one", "甲", ON)], actor=operator(), on=ON)
    Post.objects.filter(pk=first.pk).update(ends_on=date(2019, 1, 1))
    with pytest.raises(Refusal) as refused:
        appoint_offices([Office(VILLAGE, "secretary", "two", "乙", date(2018, 12, 31))], actor=operator(), on=ON)
    assert refused.value.code == "place-has-secretary" and Post.objects.count() == 1
    assert appoint_offices([Office(VILLAGE, "secretary", "two", "乙", date(2019, 1, 1))], actor=operator(), on=ON)[0].area_code == VILLAGE


def test_other_sessions_are_ended_only_by_who_showed_lately_who_they_are():
    kit.lay_out_places()
    account = kit.an_official()
    one, other = kit.logged_in(account), kit.logged_in(account)
    session = one.session
    session[CONFIRMED_AT] -= LASTS_SECONDS + 5
    session.save()
    assert one.post("/account/sessions/end/").status_code == 403 and other.get("/").status_code == 200
    session[CONFIRMED_AT] += LASTS_SECONDS
    session.save()
    assert one.post("/account/sessions/end/").status_code == 302 and other.get("/").status_code == 302
    assert one.get("/").status_code == 200

"""An erasure is an event too: whose values may be destroyed like any other's, but never what it says it destroyed."""

from datetime import date

import pytest

from register import VILLAGE, an_actor
from tuopin.trail.models import Entry, Opening
from tuopin.trail.services import Asked, erase_values, record, verify_trail
from tuopin.trail.services.erase_values import ERASE, erased_subject

ON = date(2018, 12, 31)
pytestmark = pytest.mark.django_db


def an_event(**more):
    return record(area_code=VILLAGE, verb="correct", subject="file:x", actor="tester", on=ON, **more)


def erase(seq, *keys):
    erase_values(chain=VILLAGE, seq=seq, keys=keys, basis="本人申请删除", actor=an_actor(), on=ON)


def found():
    return [(one.chain, one.seq, one.field) for one in verify_trail(Asked(replay=True)).findings]


@pytest.mark.parametrize("of_the_erasure", [(), ("basis",), ("keys",), ("basis", "keys")])
def test_values_of_an_erasure_are_destroyed_and_it_still_says_what_it_destroyed(of_the_erasure):
    an_event(basis="王某某来电", n=1)
    erase(1, "basis")
    erase(2, *of_the_erasure)
    assert Entry.objects.get(seq=1).values == {"n": 1} and Entry.objects.get(seq=2).values["keys"] == ["basis"]
    assert found() == [], "an honest erasure of an erasure is no tampering"
    assert ("basis" in Entry.objects.get(seq=2).values) == (of_the_erasure == ("keys",))


def test_an_erasure_that_does_not_say_what_it_destroyed_excuses_nothing():
    event = an_event(basis="王某某来电", n=1)
    record(area_code=VILLAGE, verb=ERASE, subject=erased_subject(VILLAGE, event.seq), actor="tester", on=ON, basis="本人申请删除")
    assert found() == []
    Opening.objects.filter(chain=VILLAGE, seq=event.seq).delete()
    assert found() == [(VILLAGE, 1, "gone:basis")]

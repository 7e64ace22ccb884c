"""What is revealed is the number that stands; and who changed the key of the look-ups is on record before anything else of it."""

from datetime import date

import pytest

from register import a_household, an_actor
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound
from tuopin.privacy.selectors.reveals import sealed_number
from tuopin.privacy.services.rotate_index import rotate_index
from tuopin.registry.services.correct_contact import correct_contact
from tuopin.registry.services.versions import Correction
from tuopin.trail.models import Entry

ON = date(2018, 12, 31)


@pytest.mark.parametrize(("what", "numbers"), [("phone", ("13900001234", "13800005678", "13700009012")),
                                               ("account", ("6222020200012345678", "6222020200012345686", "6222020200012345694"))])
def test_of_a_number_that_was_corrected_the_one_that_stands_is_shown(own_keys, what, numbers):
    other, household, actor = a_household(), a_household(), an_actor()
    with pytest.raises(NotFound):
        sealed_number(actor, other.number, what, "2018")
    for number in numbers:
        seen = household.forms.get(superseded_at=None).pk
        correct_contact(correction=Correction(household.number, 2018, seen, "入户核实"), what=what, number=number, actor=actor, on=ON)
        found = sealed_number(actor, household.number, what, "2018")
        assert keyring().open(found.sealed, found.place) == number
    with pytest.raises(NotFound):
        sealed_number(actor, other.number, what, "2018")
    assert household.forms.count() == 4, "each correction is a version of its own"


def test_a_change_of_the_index_key_is_begun_and_ended_in_the_trail(own_keys):
    household = a_household(persons=2)
    actor, told = an_actor(), []
    done = rotate_index(actor=actor, on=ON, report=lambda *one: told.append(one))
    begun, ended = Entry.objects.filter(subject__startswith="index-key:").order_by("id")
    assert [(e.verb, e.subject, e.actor, e.happened_on, e.area_code) for e in (begun, ended)] == [
        (verb, "index-key:2", actor.name, ON, "000000000000") for verb in ("rotate_index", "reindex")]
    assert ended.detail == {"values": sum(done.values())} and done["registry_person.certificate_sealed"] == household.memberships.count() and told
    again = rotate_index(actor=actor, on=ON, report=lambda *one: None, resume=True)
    assert [e.verb for e in Entry.objects.filter(subject="index-key:2").order_by("id")] == ["rotate_index", "reindex", "reindex"], "going on begins no other key"
    assert sum(again.values()) == 0 and keyring().current_index == 2

"""Correcting a member, a name, a certificate, a phone, an account and a village: a reason, a new version, nothing personal told."""

from datetime import date
from decimal import Decimal

import pytest

from register import NEIGHBOUR, VILLAGE, a_certificate, a_household, a_village_form, an_actor
from tuopin.kernel import codelists
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.registry.models import MemberForm, Person, VillageForm
from tuopin.registry.selectors.fields import MEMBER_CORRECTABLE, VILLAGE_CORRECTABLE
from tuopin.registry.selectors.households import household_file
from tuopin.registry.services.correct_contact import correct_contact
from tuopin.registry.services.correct_members import certificate_mark, correct_certificate, correct_member_fact, correct_name
from tuopin.registry.services.correct_village import correct_village_fact
from tuopin.registry.services.versions import Correction, EditedMeanwhile
from tuopin.trail.models import Entry
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db
ON, YEAR = date(2018, 12, 31), 2018
NEW = a_certificate(date(1977, 3, 4), 501)
A_VALUE = {"yes_no": False, "number": Decimal("3.5"), "whole": 7, "year": 2015, "text": "临工"}


def _said(of, seen=None, reason="入户核实", year=YEAR):
    return Correction(of, year, seen, reason)


def _standing(forms):
    """The key of the version that a page would show now; of none where nothing stands."""
    return forms.filter(superseded_at=None).order_by("id").values_list("pk", flat=True).first()


def _a_value(field):
    """A value of the field's kind that is not the one of the builders."""
    return codelists.choices(field.codelist, "zh-hans")[-1][0] if field.codelist else A_VALUE[field.kind]


def _member(household, *, field="health", value="disabled", seen=None, actor=None, person=None, **said):
    person = person or household.member_forms.order_by("id").first().person.number
    seen = seen or _standing(household.member_forms.filter(person__number=person))
    return correct_member_fact(
        correction=_said(household.number, seen, **said), person=person, field=field, value=value, actor=actor or an_actor(), on=ON)


def test_a_fact_of_a_member_gets_a_new_version_and_the_old_one_stays():
    household = a_household()
    old = household.member_forms.order_by("id").first()
    new = _member(household, value="disabled")
    assert (new.health, new.labour, new.superseded_at, new.source) == ("disabled", old.labour, None, "page:tester")
    old.refresh_from_db()
    assert old.health == "healthy" and old.superseded_at is not None
    detail = entries_on(f"household:{household.number}")[0].detail
    assert detail == {"year": YEAR, "person": new.person.number, "field": "health", "before": "healthy", "after": "disabled"}


@pytest.mark.parametrize("field", sorted(MEMBER_CORRECTABLE))
def test_every_field_of_the_member_form_can_be_corrected(field):
    household = a_household(persons=1)
    value = _a_value(MEMBER_CORRECTABLE[field])
    new = _member(household, field=field, value=value)
    assert getattr(MemberForm.objects.get(superseded_at=None), field) == value and new.source == "page:tester"


@pytest.mark.parametrize("field", sorted(VILLAGE_CORRECTABLE))
def test_every_field_of_the_village_form_can_be_corrected(field):
    a_village_form()
    value = _a_value(VILLAGE_CORRECTABLE[field])
    new = correct_village_fact(correction=_said(VILLAGE, _standing(VillageForm.objects)), field=field, value=value, actor=an_actor(), on=ON)
    assert getattr(VillageForm.objects.get(superseded_at=None), field) == value and new.source == "page:tester"
    assert entries_on(f"village:{VILLAGE}")[0].basis == "入户核实"


def test_the_second_of_two_edits_of_a_member_is_shown_both_values():
    household = a_household()
    seen = household.member_forms.order_by("id").first().pk
    _member(household, value="disabled", seen=seen, actor=an_actor(name="first"))
    with pytest.raises(EditedMeanwhile) as caught:
        _member(household, value="chronic", seen=seen)
    assert (caught.value.seen, caught.value.stands, caught.value.by) == ("healthy", "disabled", "first")


@pytest.mark.parametrize(("change", "code"), [
    ({"reason": " "}, "reason-missing"), ({"field": "person_id"}, "not-correctable"), ({"field": "work_months", "value": "x"}, "value-does-not-fit"),
    ({"person": "P-nobody"}, "no-form-of-year"), ({"year": 2017}, "no-form-of-year"),
])
def test_what_does_not_fit_a_member_is_refused_and_nothing_written(change, code):
    household = a_household()
    with pytest.raises(Refusal) as caught:
        _member(household, **change)
    assert caught.value.code == code and MemberForm.objects.filter(superseded_at__isnull=False).count() == 0


def test_the_neighbour_does_not_find_and_a_reader_may_not():
    household = a_household()
    a_village_form()
    for act, fault in ((an_actor(NEIGHBOUR), NotFound), (an_actor(acts="read"), Forbidden)):
        with pytest.raises(fault):
            _member(household, actor=act)
        with pytest.raises(fault):
            correct_village_fact(correction=_said(VILLAGE), field="groups", value=3, actor=act, on=ON)
        with pytest.raises(fault):
            correct_contact(correction=_said(household.number), what="phone", number="13900000000", actor=act, on=ON)
    assert Entry.objects.filter(verb="correct").count() == 0


def test_a_person_of_another_household_is_not_corrected_through_ones_own():
    mine, other = a_household(village=VILLAGE), a_household(village=NEIGHBOUR)
    person = other.member_forms.first().person.number
    with pytest.raises(NotFound):
        correct_name(correction=_said(mine.number), person=person, seen="赵一", name="李四", actor=an_actor(VILLAGE), on=ON)
    with pytest.raises(NotFound):
        correct_certificate(correction=_said(mine.number), person=person, seen="", number=NEW, actor=an_actor(VILLAGE), on=ON)


def test_a_name_is_corrected_and_the_second_hand_sees_what_stands():
    household = a_household()
    person = household.member_forms.order_by("id").first().person
    correct_name(correction=_said(household.number), person=person.number, seen="赵一", name=" 赵 壹 ", actor=an_actor(), on=ON)
    person.refresh_from_db()
    assert person.name == "赵壹"
    with pytest.raises(EditedMeanwhile) as caught:
        correct_name(correction=_said(household.number), person=person.number, seen="赵一", name="赵甲", actor=an_actor(), on=ON)
    assert (caught.value.seen, caught.value.stands) == ("赵一", "赵壹")


def _certificate(household, number=NEW, seen=None, actor=None):
    person = household.member_forms.order_by("id").first().person
    return correct_certificate(
        correction=_said(household.number), person=person.number, seen=certificate_mark(person) if seen is None else seen, number=number,
        actor=actor or an_actor(), on=ON)


def test_a_certificate_is_sealed_found_by_its_index_and_tells_birth_date_and_sex():
    person = _certificate(a_household())
    assert keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}") == NEW
    assert Person.objects.get(certificate_index__in=keyring().all_indexes("certificate", NEW)) == person
    assert (person.born_on, person.sex) == (date(1977, 3, 4), "male")


def test_of_a_corrected_certificate_the_trail_keeps_the_old_index_and_no_digits():
    household = a_household()
    person = household.member_forms.order_by("id").first().person
    old = keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}")
    before = bytes(person.certificate_index).hex()
    _certificate(household)
    entry = entries_on(f"household:{household.number}")[0]
    assert (entry.detail["before_index"], entry.detail["field"]) == (before, "certificate")
    assert old not in str(entry.detail) and NEW not in str(entry.detail)
    assert keyring().find_by("certificate", old).hex() == before, "whoever has the paper can show that it was this number"


@pytest.mark.parametrize(("number", "code"), [
    (NEW[:-1] + ("0" if NEW[-1] != "0" else "1"), "certificate-check-digit"), (NEW[:17], "certificate-length"), ("1****************2", "certificate-masked"),
    ("", "certificate-missing"), (a_certificate(date(1977, 2, 3), 1).replace("19770203", "19770231"), "certificate-birth-date"),
])
def test_a_certificate_that_is_not_well_formed_is_refused(number, code):
    household = a_household()
    with pytest.raises(Refusal) as caught:
        _certificate(household, number)
    assert caught.value.code == code and Entry.objects.filter(verb="correct").count() == 0


def test_a_certificate_of_somebody_else_is_refused_without_saying_whose():
    household, other = a_household(village=VILLAGE), a_household(village="431128100001")
    person = other.member_forms.first().person
    number = keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}")
    with pytest.raises(Refusal) as caught:
        _certificate(household, number)
    assert caught.value.code == "certificate-taken" and person.number not in str(caught.value.say(str))


def test_a_certificate_corrected_meanwhile_is_not_overwritten():
    household = a_household()
    seen = certificate_mark(household.member_forms.order_by("id").first().person)
    _certificate(household)
    with pytest.raises(EditedMeanwhile) as caught:
        _certificate(household, a_certificate(date(1966, 6, 6), 77), seen=seen)
    assert "*" in caught.value.stands and NEW not in caught.value.stands


@pytest.mark.parametrize(("what", "number", "kept"), [("phone", "139 0000 1234", "13900001234"), ("account", "6222020200012345678", "6222020200012345678")])
def test_phone_and_account_are_sealed_masked_and_not_in_the_trail(what, number, kept):
    household = a_household()
    form = correct_contact(correction=_said(household.number, _standing(household.forms)), what=what, number=number, actor=an_actor(), on=ON)
    place = f"registry.household_form|{what}|{household.number}|{YEAR}"
    assert keyring().open(getattr(form, f"{what}_sealed"), place) == kept
    shown = getattr(household_file(an_actor(), household.number, on=ON), what)
    assert shown[1:-1] == "*" * (len(kept) - 2)
    assert entries_on(f"household:{household.number}")[0].detail == {"year": YEAR, "field": what}
    assert correct_contact(correction=_said(household.number, form.pk), what=what, number=kept, actor=an_actor(), on=ON) == form
    emptied = correct_contact(correction=_said(household.number, form.pk), what=what, number="", actor=an_actor(), on=ON)
    assert getattr(emptied, f"{what}_sealed") is None and (what != "phone" or emptied.phone_index is None)
    with pytest.raises(EditedMeanwhile):
        correct_contact(correction=_said(household.number, form.pk), what=what, number=kept.replace("1234", "4321"), actor=an_actor(), on=ON)


@pytest.mark.parametrize(("what", "number"), [("phone", "12345"), ("phone", "139****1234"), ("account", "abc"), ("sex", "1")])
def test_a_phone_or_account_that_is_none_is_refused(what, number):
    household = a_household()
    with pytest.raises(Refusal):
        correct_contact(correction=_said(household.number), what=what, number=number, actor=an_actor(), on=ON)
    assert household.forms.count() == 1


@pytest.mark.parametrize("seen", [None, 0, 10**9])
def test_who_cannot_say_which_version_was_read_overwrites_nothing(seen):
    household = a_household()
    a_village_form(code=VILLAGE)
    person = household.member_forms.order_by("id").first().person.number
    said, village = _said(household.number, seen), _said(VILLAGE, seen)
    for correct in (
        lambda: correct_member_fact(correction=said, person=person, field="health", value="disabled", actor=an_actor(), on=ON),
        lambda: correct_contact(correction=said, what="phone", number="13900000000", actor=an_actor(), on=ON),
        lambda: correct_village_fact(correction=village, field="groups", value=3, actor=an_actor(), on=ON),
    ):
        with pytest.raises(EditedMeanwhile) as refused:
            correct()
        assert refused.value.seen is None


def test_nobody_is_recorded_as_healthy_and_disabled_at_once():
    household = a_household()
    with pytest.raises(Refusal) as refused:
        _member(household, value="healthy,disabled")
    assert refused.value.code == "contradicts-itself"
    assert _member(household, value="disabled,chronic").health == "disabled,chronic"

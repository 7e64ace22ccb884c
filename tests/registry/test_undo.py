"""A correction is undone by a new version with what stood before, and not when somebody has changed it since."""

from datetime import date
from decimal import Decimal

import orjson
import pytest
from click.testing import CliRunner

from register import VILLAGE, a_household, a_village_form, an_actor
from tuopin.cli.correct import correct
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.registry.models import HouseholdForm
from tuopin.registry.selectors.last_change import Item, last_change
from tuopin.registry.services.correct_contact import correct_contact
from tuopin.registry.services.correct_facts import correct_household_fact, correct_income_line
from tuopin.registry.services.correct_members import correct_member_fact, correct_name
from tuopin.registry.services.correct_village import correct_village_fact
from tuopin.registry.services.undo_correction import UNDONE, undo_correction, undo_name
from tuopin.registry.services.versions import Correction, EditedMeanwhile
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db
ON, YEAR = date(2018, 12, 31), 2018
HOUSE = Item("household", "house_grade")


def _correction(number, item, reason="入户核实", actor=None):
    found = last_change(actor or an_actor(), number, YEAR, item)
    return Correction(number, YEAR, found and found.stands, reason)


def _undo(number, item, *, correction=None, actor=None, reason="填错了户"):
    actor = actor or an_actor()
    return undo_correction(correction=correction or _correction(number, item, reason), item=item, actor=actor, on=ON)


def _grade(household, value, actor=None):
    return correct_household_fact(
        correction=_correction(household.number, HOUSE), field="house_grade", value=value, actor=actor or an_actor(), on=ON
    )


def test_what_stood_before_stands_again_and_other_corrections_stay():
    household = a_household(house_grade="C", water_safe=None)
    _grade(household, "A")
    correct_household_fact(
        correction=_correction(household.number, HOUSE), field="water_safe", value=True, actor=an_actor(), on=ON)
    stands = _undo(household.number, HOUSE)
    assert (stands.house_grade, stands.water_safe, stands.superseded_at) == ("C", True, None)
    assert HouseholdForm.objects.filter(household=household).count() == 4
    entry = entries_on(f"household:{household.number}").first()
    assert entry.basis == UNDONE + "填错了户" and (entry.detail["before"], entry.detail["after"]) == ("A", "C")


def test_an_undoing_is_undone_likewise():
    household = a_household(house_grade="C")
    _grade(household, "A")
    _undo(household.number, HOUSE)
    assert _undo(household.number, HOUSE).house_grade == "A"


def test_it_is_refused_when_somebody_edited_since_even_to_the_same_value():
    household = a_household(house_grade="C")
    _grade(household, "A")
    read = _correction(household.number, HOUSE)
    _grade(household, "B", actor=an_actor(name="second"))
    with pytest.raises(EditedMeanwhile) as caught:
        _undo(household.number, HOUSE, correction=read)
    assert caught.value.stands == "B" and caught.value.by == "second"
    _grade(household, "A", actor=an_actor(name="second"))
    with pytest.raises(EditedMeanwhile):
        _undo(household.number, HOUSE, correction=read)


def test_what_came_with_a_file_and_what_nobody_changed_is_not_undone():
    household = a_household(house_grade="C")
    with pytest.raises(Refusal) as caught:
        _undo(household.number, HOUSE)
    assert caught.value.code == "nothing-to-undo"
    _grade(household, "A")
    HouseholdForm.objects.filter(household=household, superseded_at=None).update(source="import:7")
    with pytest.raises(Refusal):
        _undo(household.number, HOUSE)


def test_it_needs_a_reason_the_act_and_the_place():
    household = a_household(house_grade="C")
    _grade(household, "A")
    for actor, reason, fault in (
        (an_actor(), " ", Refusal), (an_actor(acts="read"), "x", Forbidden), (an_actor("431128000000"), "x", NotFound),
    ):
        with pytest.raises(fault):
            _undo(household.number, HOUSE, correction=_correction(household.number, HOUSE, reason), actor=actor)
    assert household.forms.get(superseded_at=None).house_grade == "A"


def test_income_member_contact_village_and_name_are_undone_too():
    household = a_household()
    a_village_form(code=VILLAGE)
    number, person = household.number, household.member_forms.order_by("id").first().person
    wage, medical, phone = Item("income", "wage"), Item("member", "resident_medical", person.number), Item("phone")
    before = {item: last_change(an_actor(), number, YEAR, item).now for item in (wage, medical, phone)}
    correct_income_line(correction=_correction(number, wage), line="wage", amount_yuan=Decimal("77.70"), evidence="card", actor=an_actor(), on=ON)
    correct_member_fact(correction=_correction(number, medical), person=person.number, field="resident_medical", value=not before[medical], actor=an_actor(), on=ON)
    correct_contact(correction=_correction(number, phone), what="phone", number="13900000001", actor=an_actor(), on=ON)
    for item in before:
        assert last_change(an_actor(), number, YEAR, item).now != before[item]
        _undo(number, item)
        assert last_change(an_actor(), number, YEAR, item).now == before[item]
    road = Item("village", "paved_road")
    was = last_change(an_actor(), VILLAGE, YEAR, road).now
    correct_village_fact(correction=_correction(VILLAGE, road), field="paved_road", value=not was, actor=an_actor(), on=ON)
    assert _undo(VILLAGE, road).paved_road == was
    old = person.name
    said = Correction(number, YEAR, None, "户口簿")
    correct_name(correction=said, person=person.number, seen=old, name="张新名", actor=an_actor(), on=ON)
    assert undo_name(correction=said, person=person.number, seen="张新名", actor=an_actor(), on=ON).name == old


def _run(*words, given=""):
    ran = CliRunner().invoke(correct, words, obj={"account": None}, input=given, catch_exceptions=False, standalone_mode=False)
    return orjson.loads(ran.stdout)


def test_the_commands_show_correct_and_undo_as_the_pages_do():
    household = a_household(house_grade="C", water_safe=None)
    asked = ("household", household.number, "house_grade", "--year", "2018", "--json")
    shown = _run(*asked)
    assert (shown["value"], shown["undo_to"]) == ("C", None)
    done = _run(*asked, "A", "--seen", str(shown["version"]), "--reason", "鉴定书")
    assert done["changed"] and done["value"] == "A" and _run(*asked)["undo_to"] == "C"
    with pytest.raises(EditedMeanwhile):
        _run(*asked, "B", "--seen", str(shown["version"] - 1), "--reason", "鉴定书")
    with pytest.raises(Refusal):
        _run(*asked, "E", "--seen", str(done["version"]), "--reason", "鉴定书")
    assert _run(*asked, "--undo", "--seen", str(done["version"]), "--reason", "填错了户")["value"] == "C"
    water = _run("household", household.number, "water_safe", "是", "--year", "2018", "--json", "--seen", str(_run(*asked)["version"]), "--reason", "x")
    assert water["value"] is True
    phone = ("phone", household.number, "--year", "2018", "--json")
    changed = _run(*phone, "--new", "--seen", str(water["version"]), "--reason", "x", given="13900000001\n")
    assert changed["changed"] and "13900000001" not in str(changed)


@pytest.mark.parametrize(("words", "code", "told"), [
    (("income", "wages"), "no-such-field", "wage、business_income"), (("household", "house_grad", "A", "--seen", "1", "--reason", "x"), "no-such-field", "house_grade"),
    (("income", "wage", "9000", "--reason", "x"), "version-missing", "--seen"), (("household", "house_grade", "--undo", "--reason", "x"), "version-missing", "--seen"),
    (("income", "wage", "9000", "--seen", "1", "--evidence", "bank", "--reason", "x"), "value-not-listed", "slip、card"),
    (("household", "house_grade", "E", "--seen", "1", "--reason", "x"), "value-not-listed", "A、B、C、D"),
])
def test_a_command_that_cannot_be_carried_out_says_what_can_be_written(words, code, told):
    household = a_household(house_grade="C")
    before = household.forms.count()
    with pytest.raises(Refusal) as caught:
        _run(words[0], household.number, *words[1:], "--year", "2018", "--json")
    assert caught.value.code == code and told in caught.value.say()[1]
    assert household.forms.count() == before


def test_a_number_that_does_not_open_is_neither_shown_nor_put_back():
    household = a_household()
    correct_contact(correction=_correction(household.number, Item("phone")), what="phone", number="13900000001", actor=an_actor(), on=ON)
    HouseholdForm.objects.filter(household=household, superseded_at=None).update(phone_sealed=b"\x01 not sealed here")
    assert last_change(an_actor(), household.number, YEAR, Item("phone")) is None
    stands = household.forms.get(superseded_at=None).pk
    with pytest.raises(Refusal):
        _undo(household.number, Item("phone"), correction=Correction(household.number, YEAR, stands, "x"))

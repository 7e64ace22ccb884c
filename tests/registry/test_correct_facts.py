"""Correcting one fact: the old version stays, the trail says why, and the second of two edits is shown what it would undo."""

from datetime import date
from decimal import Decimal

import pytest

from register import NEIGHBOUR, VILLAGE, a_household, an_actor
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.registry.models import HouseholdForm, HouseholdIncome
from tuopin.registry.selectors.income import IncomeLine, lines_of
from tuopin.registry.services.correct_facts import Correction, EditedMeanwhile, correct_household_fact, correct_income_line
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db
ON = date(2018, 12, 31)


def _correct(household, value, *, field="house_grade", seen=None, actor=None, reason="入户核实"):
    seen = seen or household.forms.get(superseded_at=None).pk
    return correct_household_fact(
        correction=Correction(household.number, 2018, seen, reason), field=field, value=value, actor=actor or an_actor(), on=ON
    )


def test_a_correction_makes_a_new_version_and_keeps_the_old_one():
    household = a_household(house_grade="C", arable_mu=Decimal("2.50"))
    corrected = _correct(household, "A")
    old, new = HouseholdForm.objects.filter(household=household).order_by("id")
    assert new == corrected and new.house_grade == "A" and new.arable_mu == Decimal("2.50") and new.superseded_at is None
    assert old.house_grade == "C" and old.superseded_at is not None
    assert new.source == "page:tester"


def test_the_trail_says_who_why_and_from_what_to_what():
    household = a_household(house_grade="C")
    _correct(household, "A", reason="12月3日入户核实,鉴定书已存档")
    entry = entries_on(f"household:{household.number}").get()
    assert (entry.actor, entry.verb, entry.basis) == ("tester", "correct", "12月3日入户核实,鉴定书已存档")
    assert entry.detail == {"year": 2018, "field": "house_grade", "before": "C", "after": "A"}


def test_the_loser_of_two_edits_sees_both_values_and_nothing_is_saved():
    household = a_household(house_grade="C")
    seen = household.forms.get().pk
    _correct(household, "A", seen=seen, actor=an_actor(name="first"))
    with pytest.raises(EditedMeanwhile) as caught:
        _correct(household, "B", seen=seen, actor=an_actor(name="second"))
    assert (caught.value.seen, caught.value.stands, caught.value.source) == ("C", "A", "page:first")
    assert household.forms.get(superseded_at=None).house_grade == "A"


def test_two_edits_of_different_fields_both_stand():
    household = a_household(house_grade="C", water_safe=None)
    seen = household.forms.get().pk
    _correct(household, "A", seen=seen)
    _correct(household, True, field="water_safe", seen=seen)
    form = household.forms.get(superseded_at=None)
    assert (form.house_grade, form.water_safe) == ("A", True)


def test_an_income_line_is_corrected_and_one_never_asked_is_added():
    household = a_household()
    seen = HouseholdIncome.objects.get(household=household).pk
    common = {"actor": an_actor(), "on": ON}
    asked, not_asked = (Correction(household.number, 2018, version, "工资单") for version in (seen, None))
    correct_income_line(correction=asked, line="wage", amount_yuan=Decimal("12000.50"), evidence="slip", **common)
    correct_income_line(correction=not_asked, line="reward", amount_yuan=Decimal("300"), **common)
    first, second, third = (lines_of(version) for version in HouseholdIncome.objects.order_by("pk"))
    assert second == first | {"wage": IncomeLine(Decimal("12000.50"), "slip")} and third == second | {"reward": IncomeLine(Decimal(300))}
    assert HouseholdIncome.objects.get(superseded_at=None).pk == third["wage"].pk and first["wage"].pk == seen


def test_the_loser_of_two_edits_of_an_income_line_is_refused():
    household = a_household()
    seen = HouseholdIncome.objects.get(household=household).pk
    common = {"correction": Correction(household.number, 2018, seen, "工资单"), "line": "wage", "on": ON}
    correct_income_line(amount_yuan=Decimal(1), actor=an_actor(name="first"), **common)
    with pytest.raises(EditedMeanwhile):
        correct_income_line(amount_yuan=Decimal(2), actor=an_actor(name="second"), **common)


def test_without_the_act_in_the_village_nothing_is_corrected():
    household = a_household()
    with pytest.raises(Forbidden):
        _correct(household, "A", actor=an_actor(acts="read"))
    with pytest.raises(NotFound):
        _correct(household, "A", actor=an_actor(NEIGHBOUR))
    assert household.forms.count() == 1 and household.village_code == VILLAGE


@pytest.mark.parametrize(
    ("field", "value", "reason", "code"),
    [
        ("house_grade", "A", "  ", "reason-missing"),
        ("village_code", "431129210214", "搬迁", "not-correctable"),
        ("arable_mu", Decimal("12345678901.5"), "丈量", "value-does-not-fit"),
        ("house_grade", "ABC", "鉴定", "value-does-not-fit"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(field, value, reason, code):
    household = a_household(house_grade="C")
    with pytest.raises(Refusal) as caught:
        _correct(household, value, field=field, reason=reason)
    assert caught.value.code == code and caught.value.fix
    assert household.forms.count() == 1


def test_a_year_without_a_record_is_refused():
    household = a_household(year=2017)
    with pytest.raises(NotFound):
        correct_household_fact(
            correction=Correction(household.number, 2018, 0, "核实"), field="house_grade", value="A", actor=an_actor(), on=ON
        )

"""A06 三走访三签字, B13 两不愁三保障: no exit without the signatures or with one guarantee missing; either spelling finds the mechanism."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from identification.places import a_good_village, visit
from procedure.cases import EXIT, an_exit, an_official, evidence, officials, said
from register import COUNTY, VILLAGE, a_household
from tuopin.identification.selectors.visits import coverage_of
from tuopin.identification.services import designate
from tuopin.kernel.glossary import matching
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import operator
from tuopin.procedure.services import Said, take_step
from tuopin.procedure.services.clock import today
from tuopin.registry.models import HouseholdForm, MemberForm, Person
from web import kit

pytestmark = pytest.mark.django_db


def refused(act) -> str:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    return refusal.value.code


def test_no_household_leaves_without_the_signatures_of_its_village():
    who = officials()
    case = an_exit(a_household().number, who, None, until=1)
    step = EXIT.step("verify")
    without = tuple(r for r in step.evidence if r.name != "signatures")
    assert refused(lambda: take_step(case=case.pk, step="verify", actor=who["head"], said=Said(evidence=evidence(without, case.subject)))) == "evidence-missing"
    one = next(r for r in step.evidence if r.name == "signatures")
    half = (*evidence(without, case.subject), evidence((one,), case.subject)[0])
    assert refused(lambda: take_step(case=case.pk, step="verify", actor=who["head"], said=Said(evidence=half))) == "evidence-missing"
    assert take_step(case=case.pk, step="verify", actor=who["head"], said=said("verify", case.subject)).verdict.holds


def test_B13_whatever_the_income_one_guarantee_missing_and_nobody_leaves():
    who = officials()
    household = a_household(income={"wage": 900_000, "business_income": 0, "business_expense": 0, "property_other": 0, "transfer_other": 0})
    case = an_exit(household.number, who, None, until=1)
    form, members = HouseholdForm.objects.filter(household=household), MemberForm.objects.filter(household=household).order_by("pk")
    child = members.last().person
    Person.objects.filter(pk=child.pk).update(born_on=date(2008, 1, 1))  # ten years old by the forms of 2018
    pupil = members.filter(person=child)
    pupil.update(student="primary", education="")
    for rows, wrong, right in (
        (form, {"food_enough": False}, {"food_enough": True}), (form, {"clothing_enough": False}, {"clothing_enough": True}),
        (form, {"house_grade": "C"}, {"house_grade": "A"}), (form, {"water_safe": False}, {"water_safe": True}),
        (members, {"resident_medical": False}, {"resident_medical": True}), (pupil, {"student": "not_in_school"}, {"student": "primary"}),
    ):
        rows.update(**wrong)
        told = said("verify", case.subject)
        assert refused(lambda told=told: take_step(case=case.pk, step="verify", actor=who["head"], said=told)) == "verdict-fails", wrong
        rows.update(**right)
    assert take_step(case=case.pk, step="verify", actor=who["head"], said=said("verify", case.subject)).verdict.holds


def test_three_levels_visit_and_the_villages_left_out_are_named():
    a_good_village()
    county = an_official("county", (COUNTY, "head", ""))
    visit(an_official("city", (kit.CITY, "head", "")), f"county:{COUNTY}", "city", today() - timedelta(days=3), "市委书记")
    visit(an_official("town", (kit.TOWN, "head", "")), f"village:{VILLAGE}", "township", today() - timedelta(days=2))  # one from the township is not one from the county
    before = coverage_of(operator(), COUNTY)
    assert (before.due, before.visited, before.by_city, before.left_out) == (1, 0, 1, (VILLAGE,))
    visit(county, f"village:{VILLAGE}", "county", today())
    assert coverage_of(operator(), COUNTY).left_out == ()


def test_a_village_that_is_out_still_counts_among_those_that_county_leaders_visit():
    designate(area_code=VILLAGE, tag="deep_village", starts_on=date(2016, 1, 1), ends_on=date(2018, 12, 1), document="县办〔2016〕1号", actor=operator(), on=today())
    found = coverage_of(operator(), COUNTY)
    assert (found.due, found.visited, found.left_out) == (1, 0, (VILLAGE,)), "when the county applies all its villages are out"
    visit(an_official("county", (COUNTY, "head", "")), f"village:{VILLAGE}", "county", today())
    assert (coverage_of(operator(), COUNTY).visited, coverage_of(operator(), COUNTY).left_out) == (1, ())


@pytest.mark.parametrize("spelling", ["三走访三签字", "三走遍三签字"])
def test_either_spelling_finds_the_same_mechanism(spelling):
    assert [term.word for term in matching(spelling)] == ["three_visits"]
    kit.lay_out_places()
    page = kit.logged_in(kit.an_official(kit.COUNTY)).get(f"/search/?q={spelling}").content.decode()
    assert 'href="/exits/"' in page and "三走访三签字" in page



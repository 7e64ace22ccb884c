"""Doubts: raised where facts contradict each other, settled by a person, closed when the facts are corrected."""

from datetime import date
from decimal import Decimal

import pytest

from register import COUNTY, NEIGHBOUR, VILLAGE, a_helper, a_household, an_actor
from tuopin.engine.numbers import Changes, changed
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.policy.models import Doubt
from tuopin.policy.rulebook.across_households import limits_on
from tuopin.policy.rulebook.across_years import area_times
from tuopin.policy.rulebook.doubts import doubt_rules
from tuopin.policy.selectors.doubts import doubts_counted, doubts_for, doubts_of_household
from tuopin.policy.selectors.figures import figures_of
from tuopin.policy.selectors.households import households_for, standing_of
from tuopin.policy.services import judge_counties, judge_household_again, settle_doubt
from tuopin.policy.services.raise_doubts import ACROSS, BEFORE
from tuopin.policy.states.doubts import CHECKS
from tuopin.registry.models import HouseholdForm, MemberForm, Pairing
from tuopin.registry.services.correct_facts import correct_household_fact
from tuopin.registry.services.versions import Correction
from tuopin.trail.selectors import entries_on

YEAR, DAY = 2018, date(2018, 12, 31)
EXAMPLES = [(rule, example) for rule in doubt_rules().values() for example in rule.examples]


def judge():
    judge_counties(year=YEAR, counties=[COUNTY], actor=an_actor())


def raised():
    return set(Doubt.objects.filter(gone_at=None).exclude(check_code="Q02-same-name-birth").values_list("household_id", "check_code"))


@pytest.mark.parametrize("rule, example", EXAMPLES, ids=[example.name for _, example in EXAMPLES])
def test_an_example_of_a_check_comes_out_as_written(rule, example):
    judged = rule.judge(example.facts)
    assert {name: judged.findings[name].holds[0] for name in example.expect} == dict(example.expect)


def test_the_catalogue_names_every_check_that_can_raise_a_doubt():
    assert {name for rule in doubt_rules().values() for name in rule.conditions} | {*ACROSS, *BEFORE} == set(CHECKS)


@pytest.mark.django_db
def test_a_doubt_about_a_member_names_the_member():
    household = a_household(persons=2)
    form = MemberForm.objects.filter(household=household, relation="other").get()
    MemberForm.objects.filter(pk=form.pk).update(relation="son")  # the builder's people are women
    judge()
    [row] = [r for r in doubts_of_household(an_actor(), household.pk, YEAR) if r.doubt.check_code.startswith("Q04")]
    assert (row.doubt.person_id, row.person_name, row.check.zh) == (form.person_id, form.person.name, "与户主关系和性别矛盾")


@pytest.mark.django_db
def test_a_settled_doubt_keeps_its_finding_when_the_county_is_judged_again():
    household = a_household(status="exited", house_grade="D")
    judge()
    doubt = Doubt.objects.get(check_code="Q13-exited-unmet")
    settle_doubt(doubt=doubt.pk, finding="reasonable", note="已入住安置房", actor=an_actor(), on=DAY)
    assert standing_of(an_actor(), household.number, YEAR).doubts == 0
    assert figures_of(an_actor(), COUNTY, YEAR)["doubts_open"].value == 0
    judge()
    assert Doubt.objects.get(check_code="Q13-exited-unmet").finding == "reasonable"
    assert standing_of(an_actor(), household.number, YEAR).doubts == 0
    assert [e.verb for e in entries_on(f"doubt:{doubt.pk}")] == ["settle_doubt"]
    assert len(doubts_for(an_actor(), area=COUNTY, year=YEAR, settled=True).rows) == 1
    assert doubts_for(an_actor(), area=COUNTY, year=YEAR).rows == []


@pytest.mark.django_db
def test_a_doubt_goes_when_the_facts_are_corrected_and_comes_back_as_a_new_one():
    household = a_household(status="exited", house_grade="D")
    judge()
    HouseholdForm.objects.filter(household=household).update(house_grade="A")
    judge()
    assert raised() == set()
    HouseholdForm.objects.filter(household=household).update(house_grade="D")
    judge()
    assert raised() == {(household.pk, "Q13-exited-unmet")}
    assert Doubt.objects.filter(check_code="Q13-exited-unmet").count() == 2


@pytest.mark.django_db
def test_incomes_alike_to_the_fen_in_one_village_are_doubted_from_the_fifth_on():
    alike = [a_household(persons=3) for _ in range(4)]
    a_household(persons=3, village=NEIGHBOUR)
    judge()
    assert raised() == set()
    alike.append(a_household(persons=3))
    judge()
    assert raised() == {(household.pk, "Q26-same-income") for household in alike}


@pytest.mark.django_db
def test_the_limits_between_households_are_dated_numbers_and_nothing_is_raised_where_none_is_in_force():
    alike = [a_household(persons=3) for _ in range(3)]
    with changed(Changes((("across-households", "same_incomes", 3),))):
        judge()
    assert raised() == {(household.pk, "Q26-same-income") for household in alike}
    assert limits_on(date(2018, 12, 31)) == {"same_incomes": 5, "equal_dividends": 10, "households_of_a_helper_max": 10}
    assert set(limits_on(date(2013, 12, 31)).values()) == {None}


@pytest.mark.django_db
def test_a_helper_of_eleven_households_is_doubted_and_one_of_ten_is_not():
    households = [a_household(persons=1, income={"wage": 1000 * n + 9000}) for n in range(11)]
    helper = a_helper(of=households[0])
    for household in households[1:10]:
        Pairing.objects.create(household=household, helper=helper, starts_on=date(2017, 1, 1))
    judge()
    assert raised() == set()
    Pairing.objects.create(household=households[10], helper=helper, starts_on=date(2018, 1, 1))
    judge()
    assert {code for _, code in raised()} == {"Q27-helper-overload"} and len(raised()) == 11


@pytest.mark.django_db
def test_only_who_may_correct_there_settles_a_doubt_and_only_with_a_finding_and_a_note():
    a_household(status="exited", house_grade="D")
    judge()
    doubt = Doubt.objects.get(check_code="Q13-exited-unmet").pk
    asked = {"doubt": doubt, "finding": "problem", "note": "属实", "on": DAY}
    with pytest.raises(NotFound):
        settle_doubt(**asked, actor=an_actor(NEIGHBOUR))
    with pytest.raises(Forbidden):
        settle_doubt(**asked, actor=an_actor(acts="read export"))
    for wrong in ({"finding": "maybe"}, {"note": "  "}):
        with pytest.raises(Refusal):
            settle_doubt(**asked | wrong, actor=an_actor())
    with pytest.raises(NotFound):
        doubts_for(an_actor("431128000000"), area=VILLAGE, year=YEAR)
    assert doubts_of_household(an_actor(NEIGHBOUR), Doubt.objects.get(pk=doubt).household_id, YEAR) == []


@pytest.mark.django_db
def test_the_households_behind_a_check_are_found_by_it():
    household = a_household(status="exited", house_grade="D")
    a_household(persons=1)
    judge()
    counts = {check.code: number for check, number in doubts_counted(an_actor(), area=COUNTY, year=YEAR)}
    assert counts["Q13-exited-unmet"] == 1
    rows = households_for(an_actor(), area=COUNTY, year=YEAR, filters={"check": ["Q13-exited-unmet"]}).rows
    assert [row.number for row in rows] == [household.number]


def _a_year_before(household, **areas):
    form = HouseholdForm.objects.get(household=household, year=YEAR)
    form.pk, form.year = None, YEAR - 1
    for name, area in areas.items():
        setattr(form, name, area)
    form.save(force_insert=True)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "now", "doubted"), [("2.00", "6.00", True), ("2.00", "5.99", False), ("0", "6.00", False), (None, "6.00", False)])
def test_land_of_three_times_the_year_before_is_doubted(before, now, doubted):
    household = a_household(forest_mu=now)
    _a_year_before(household, forest_mu=before)
    judge()
    assert ((household.pk, "Q16-area-swing") in raised()) is doubted
    assert (area_times(DAY), area_times(date(2013, 12, 31))) == (3, None)


@pytest.mark.django_db
def test_a_doubt_about_land_goes_with_its_correction_without_judging_the_county_again():
    household = a_household(arable_mu="30.00")
    _a_year_before(household, arable_mu="3.00")
    judge()
    assert (household.pk, "Q16-area-swing") in raised()
    stands = HouseholdForm.objects.get(household=household, year=YEAR, superseded_at=None)
    correct_household_fact(
        correction=Correction(household.number, YEAR, stands.pk, "多写了一个零"), field="arable_mu", value=Decimal("3.00"), actor=an_actor(), on=DAY,
    )
    judge_household_again(number=household.number, year=YEAR, actor=an_actor(), on=DAY)
    assert (household.pk, "Q16-area-swing") not in raised()

"""A county judged: standings, doubts and figures are what judging each household alone comes to, and say when they are stale."""

from datetime import date

import pytest

from register import COUNTY, KNOWN_INCOME, VILLAGE, a_form, a_helper, a_household, a_status, a_village_form, an_actor
from tuopin.engine.judgement import bit_of
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.selectors import working_as
from tuopin.policy.models import Doubt, Figure, Standing
from tuopin.policy.rulebook import rule_named
from tuopin.policy.selectors.figures import figures_of
from tuopin.policy.selectors.freshness import freshness
from tuopin.policy.selectors.households import households_for, standing_of
from tuopin.policy.services import judge_counties, judge_household_again
from tuopin.policy.states.conditions import BITS, NAMES
from tuopin.registry.extract import one_household_facts
from tuopin.registry.models import HouseholdForm, ImportBatch, Person
from tuopin.trail.services import record

pytestmark = pytest.mark.django_db
YEAR, DAY = 2018, date(2018, 12, 31)


def judge(year=YEAR, actor=None):
    with working_as(actor or an_actor()):
        return judge_counties(year=year, counties=[COUNTY], actor=actor or an_actor())


def test_the_bits_of_a_standing_are_the_conditions_of_the_rule_in_their_order():
    names = rule_named("household-exit").condition_names
    assert names == NAMES
    assert all(bit_of(names, name) == bit for name, bit in BITS.items())


def test_a_standing_says_what_the_rule_says_of_the_household_alone():
    for form in ({}, {"house_grade": "C"}, {"water_safe": None}, {"food_enough": False, "clothing_enough": None}):
        a_household(**form)
    a_household(income=KNOWN_INCOME | {"wage": 100})
    a_household(income=KNOWN_INCOME | {"wage": None})
    judge()
    rows = households_for(an_actor(), area=COUNTY, year=YEAR).rows
    assert len(rows) == 6
    for row in rows:
        facts = one_household_facts(an_actor(), number=row.number, on=DAY)
        alone = rule_named("household-exit").judge(facts)
        assert row.may_exit is alone.holds[0]
        assert [*row.failed, *(f"{name}?" for name in row.unknown)] == sorted(alone.why_not(0), key=lambda n: n.endswith("?"))
        assert row.persons == facts.members.per_owner[0]


def test_a_standing_names_head_helper_status_and_income():
    household = a_household(status="exited")
    a_helper(name="覃帮扶", of=household)
    judge()
    row = standing_of(an_actor(), household.number, YEAR)
    assert (row.head_name, row.helper_name, row.status) == ("赵一", "覃帮扶", "exited")
    assert (str(row.net_income_yuan), str(row.per_head_yuan)) == ("24000.00", "8000.00")
    assert Standing.objects.get(number=household.number).head_initials == "zy"


def test_a_household_not_yet_identified_or_removed_has_no_standing():
    early, removed = a_household(), a_household(status="removed")
    judge(2013)
    assert not Standing.objects.filter(year=2013).exists()
    judge()
    assert list(Standing.objects.values_list("number", flat=True)) == [early.number] != [removed.number]


def test_a_year_without_a_record_is_judged_by_the_latest_before_it():
    household = a_household(year=2016, house_grade="C")
    judge()
    assert standing_of(an_actor(), household.number, YEAR).failed == ("safe_housing",)


def test_judging_again_replaces_what_stood_there():
    gone, stays = a_household(), a_household()
    judge()
    a_status(gone, "removed", date(2018, 7, 1))
    judge()
    assert list(Standing.objects.values_list("number", flat=True)) == [stays.number]
    assert Figure.objects.get(area_code=COUNTY, year=YEAR, name="households").numerator == 1


def test_a_correction_moves_the_standing_and_every_figure_above_it_without_judging_the_county():
    household, other = a_household(house_grade="D"), a_household()
    judge()
    HouseholdForm.objects.filter(household=household).delete()
    a_form(household, year=YEAR)
    assert judge_household_again(number=household.number, year=YEAR, actor=an_actor(), on=DAY) == [YEAR]
    assert standing_of(an_actor(), household.number, YEAR).may_exit
    for area in (VILLAGE, COUNTY, "431100000000", "430000000000", "000000000000"):
        assert Figure.objects.get(area_code=area, year=YEAR, name="may_exit").numerator == 2, area
        assert Figure.objects.get(area_code=area, year=YEAR, name="fails_safe_housing").numerator == 0
    assert standing_of(an_actor(), other.number, YEAR).may_exit


def test_a_correction_of_an_old_year_reaches_the_later_years_that_rest_on_it():
    household = a_household(year=2016, house_grade="D")
    judge(2016)
    judge(2017)
    HouseholdForm.objects.filter(household=household).update(house_grade="A")
    assert judge_household_again(number=household.number, year=2016, actor=an_actor(), on=DAY) == [2016, 2017]
    assert standing_of(an_actor(), household.number, 2017).may_exit


def test_figures_are_told_stale_once_a_fact_is_recorded_after_the_judgement():
    household = a_household()
    assert not freshness(an_actor(), COUNTY, YEAR).is_current
    judge()
    assert freshness(an_actor(), COUNTY, YEAR).is_current
    record(area_code=VILLAGE, verb="correct", subject=f"household:{household.number}", actor="other", on=DAY)
    stale = freshness(an_actor(), COUNTY, YEAR)
    assert (stale.is_current, stale.changed) == (False, (COUNTY,))
    judge_household_again(number=household.number, year=YEAR, actor=an_actor(), on=DAY)
    assert freshness(an_actor(), VILLAGE, YEAR).is_current


def test_judging_one_household_again_does_not_hide_a_change_to_another():
    household, other = a_household(), a_household()
    judge()
    record(area_code=VILLAGE, verb="correct", subject=f"household:{other.number}", actor="other", on=DAY)
    judge_household_again(number=household.number, year=YEAR, actor=an_actor(), on=DAY)
    assert not freshness(an_actor(), COUNTY, YEAR).is_current


def test_figures_are_told_stale_while_a_file_is_half_merged():
    judge()
    batch = ImportBatch.objects.create(digest="0" * 64, file_name="x", year=YEAR, area_code="431100000000", actor="t", state="merging")
    assert not freshness(an_actor(), COUNTY, YEAR).is_current
    ImportBatch.objects.filter(pk=batch.pk).update(state="merged")
    assert freshness(an_actor(), COUNTY, YEAR).is_current


def test_an_act_that_changes_no_fact_leaves_the_figures_current():
    judge()
    record(area_code="000000000000", verb="account", subject="account:x", actor="other", on=DAY)
    record(area_code=COUNTY, verb="receive_roster", subject="batch:1", actor="other", on=DAY)
    assert freshness(an_actor(), COUNTY, YEAR).is_current


def test_only_who_may_record_facts_there_may_have_a_county_judged():
    with pytest.raises(NotFound):
        judge(actor=an_actor("431128000000"))
    with pytest.raises(Forbidden):
        judge(actor=an_actor(acts="read export"))
    judge(actor=an_actor(VILLAGE))  # a village's clerk: the outcome is computed, not chosen


def test_a_day_of_another_year_is_refused():
    with pytest.raises(Refusal, match="day-of-another-year"):
        judge_counties(year=2018, counties=[COUNTY], actor=an_actor(), on=date(2017, 6, 1))


def test_a_contradiction_raises_a_doubt_and_a_household_in_order_none():
    a_household(persons=2)
    doubtful = a_household(persons=1, house_grade="D", status="exited")
    Person.objects.filter(memberships__household=doubtful).update(name="奉单身")
    judge()
    assert set(Doubt.objects.values_list("household_id", "check_code")) == {(doubtful.pk, "Q13-exited-unmet")}
    assert standing_of(an_actor(), doubtful.number, YEAR).doubts == 1
    figures = figures_of(an_actor(), COUNTY, YEAR)
    assert figures["doubts_open"].value == figures["households_with_doubts"].value == 1


def test_a_village_without_households_still_counts_as_a_village():
    a_village_form(code="431129210214", persons=None)
    a_household()
    judge()
    figures = figures_of(an_actor(), COUNTY, YEAR)
    assert figures["villages"].value == 2
    assert figures["households"].value == 1
    assert "poverty_incidence" not in figures  # neither village states its population


def test_a_change_elsewhere_in_the_county_is_told_but_does_not_make_a_place_stale():
    judge()
    record(area_code="431129210214", verb="correct", subject="household:X", actor="other", on=DAY)
    here, there, county = (freshness(an_actor(), area, YEAR) for area in (VILLAGE, "431129210214", COUNTY))
    assert (here.is_current, here.changed_elsewhere) == (True, True)
    assert (there.is_current, there.changed, county.is_current) == (False, (COUNTY,), False)


@pytest.mark.parametrize("area", ["431129210000", COUNTY, "431100000000", "430000000000", "000000000000"])
def test_a_change_recorded_for_a_wider_place_makes_the_village_stale(area):
    judge()
    record(area_code=area, verb="merge_batch", subject="batch:1", actor="other", on=DAY)
    assert freshness(an_actor(VILLAGE), VILLAGE, YEAR).changed == (COUNTY,)


@pytest.mark.parametrize("verb", ["merge", "move_households"])
def test_households_that_moved_make_the_whole_county_stale(verb):
    judge()
    record(area_code="431129210214", verb=verb, subject="division:431129210214", actor="other", on=DAY)
    assert freshness(an_actor(VILLAGE), VILLAGE, YEAR).changed == (COUNTY,)


def test_a_neighbouring_county_changes_nothing_here():
    judge()
    record(area_code="431128100001", verb="correct", subject="household:X", actor="other", on=DAY)
    record(area_code="431130000000", verb="merge_batch", subject="batch:1", actor="other", on=DAY)
    fresh = freshness(an_actor("430000000000"), COUNTY, YEAR)
    assert fresh.is_current and not fresh.changed_elsewhere

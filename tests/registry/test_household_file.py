"""The household's file: what is shown, what is masked, what is not known, and who may see it."""

from datetime import date
from decimal import Decimal

import pytest

from register import COUNTY, NEIGHBOUR, VILLAGE, a_form, a_helper, a_household, a_village_form, an_actor
from tuopin.kernel.refusals import NotFound
from tuopin.registry.selectors.households import household_file
from tuopin.registry.selectors.villages import village_file

pytestmark = pytest.mark.django_db
ON = date(2018, 12, 31)


def test_the_file_of_a_neighbours_household_does_not_exist():
    household = a_household(village=NEIGHBOUR)
    assert household_file(an_actor(COUNTY), household.number, on=ON).household == household
    with pytest.raises(NotFound):
        household_file(an_actor(VILLAGE), household.number, on=ON)


def test_income_adds_up_to_the_fen_and_per_head_is_rounded_only_to_be_shown():
    income = household_file(an_actor(), a_household(persons=3).number, on=ON).income
    assert (income.gross, income.expense, income.net) == (Decimal(26000), Decimal(2000), Decimal(24000))
    assert income.per_head == Decimal("8000.00")


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        ({"wage": 1, "business_income": 1, "business_expense": 0, "property_other": 0}, ("transfer",)),
        ({"wage": None, "business_income": 1, "business_expense": 0, "property_other": 0, "transfer_other": 0}, ("wage",)),
        ({}, ("wage", "business_income", "business_expense", "property", "transfer")),
    ],
)
def test_net_income_is_unknown_while_a_line_is_missing_and_names_it(lines, missing):
    income = household_file(an_actor(), a_household(income=lines).number, on=ON).income
    assert income.net is None and income.per_head is None
    assert income.missing == missing


def test_a_certificate_is_shown_by_its_first_and_last_character_only():
    member = household_file(an_actor(), a_household().number, on=ON).members[0]
    assert len(member.certificate) == 18 and set(member.certificate[1:-1]) == {"*"}


def test_the_head_stands_first_and_ages_are_those_of_the_day():
    file = household_file(an_actor(), a_household().number, on=date(2018, 4, 30))
    assert file.head == file.members[0]
    assert file.head.age == 37


def test_a_day_before_the_first_event_shows_no_status():
    number = a_household(status="exited").number
    assert household_file(an_actor(), number, on=date(2013, 1, 1)).status is None
    assert household_file(an_actor(), number, on=date(2018, 5, 31)).status.kind == "identified"
    assert household_file(an_actor(), number, on=ON).status.kind == "exited"


def test_two_years_stand_side_by_side_and_what_changed_is_marked():
    household = a_household(year=2017, house_grade="C")
    a_form(household, year=2018, house_grade="B")
    file = household_file(an_actor(), household.number, on=ON, year=2018, other_year=2017)
    changed = {fact.field.name: (fact.other, fact.value) for _, group in file.groups for fact in group if fact.changed}
    assert changed == {"house_grade": ("C", "B")}
    assert file.years == (2018, 2017)


def test_the_helper_of_the_day_is_named_and_a_household_without_one_has_none():
    helped, alone = a_household(), a_household()
    a_helper(name="李帮扶", of=helped)
    assert household_file(an_actor(), helped.number, on=ON).helper.helper.name == "李帮扶"
    assert household_file(an_actor(), helped.number, on=date(2015, 12, 31)).helper is None
    assert household_file(an_actor(), alone.number, on=ON).helper is None


def test_a_village_file_holds_its_form_and_its_team_with_the_first_secretary_first():
    a_village_form()
    a_helper(name="队员", posted=VILLAGE)
    a_helper(name="书记", posted=VILLAGE, first_secretary=True)
    file = village_file(an_actor(), VILLAGE, on=ON)
    assert file.year == 2018 and file.form.households == 170
    assert [p.helper.name for p in file.team] == ["书记", "队员"]
    assert file.first_secretary.helper.name == "书记"


@pytest.mark.parametrize("code", [NEIGHBOUR, COUNTY, "no code", ""])
def test_a_village_outside_ones_area_or_a_code_of_no_village_does_not_exist(code):
    with pytest.raises(NotFound):
        village_file(an_actor(VILLAGE), code, on=ON)


def test_a_household_without_any_form_still_has_a_file(django_assert_max_num_queries):
    from tuopin.registry.models import Household

    Household.objects.create(number="H-empty", village_code=VILLAGE)
    with django_assert_max_num_queries(10):
        file = household_file(an_actor(), "H-empty", on=ON)
    assert file.form is None and file.year is None and file.members == []

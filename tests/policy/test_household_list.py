"""The household list: every row once under every order, in both directions, and never a row of another's area."""

from datetime import date
from decimal import Decimal

import pytest

from register import COUNTY, KNOWN_INCOME, NEIGHBOUR, VILLAGE, a_helper, a_household, an_actor
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.selectors import Actor, operator
from tuopin.policy.models import Standing
from tuopin.policy.selectors.doubts import doubts_counted, doubts_for
from tuopin.policy.selectors.figures import figure_map, figures_of, years_judged
from tuopin.policy.selectors.freshness import freshness
from tuopin.policy.selectors.households import SORTS, household_rows, households_for, standing_of
from tuopin.policy.services import judge_counties
from tuopin.policy.states.figures import FIGURES
from tuopin.policy.states.filters import filters_of, query_of
from tuopin.registry.models import HouseholdForm, Person

pytestmark = pytest.mark.django_db
YEAR = 2018
OTHER_COUNTY = "431128000000"


@pytest.fixture
def county():
    """Nine households in two villages: incomes known and unknown, equal heads, one dangerous house, one with a helper."""
    households = [
        a_household(village=village, persons=1 + n % 3, income=KNOWN_INCOME | {"wage": None if n == 4 else 3000 * (n % 4)})
        for n, village in enumerate([VILLAGE] * 5 + [NEIGHBOUR] * 4)
    ]
    HouseholdForm.objects.filter(household=households[2]).update(house_grade="D")
    a_helper(of=households[0])
    judge_counties(year=YEAR, counties=[COUNTY], actor=an_actor())
    return households


def numbers(**asked):
    return [row.number for row in households_for(an_actor(), area=COUNTY, year=YEAR, **asked).rows]


@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
def test_paging_visits_every_row_once_forwards_and_the_same_backwards(county, sort):
    whole, pages, token = numbers(sort=sort), [], ""
    while True:
        page = households_for(an_actor(), area=COUNTY, year=YEAR, sort=sort, after=token, size=2)
        pages.append([row.number for row in page.rows])
        if not page.after:
            break
        token = page.after
    assert [number for page in pages for number in page] == whole
    assert sorted(whole) == sorted(h.number for h in county)
    back = [pages[-1]]
    while page.before:
        page = households_for(an_actor(), area=COUNTY, year=YEAR, sort=sort, after=page.before, size=2)
        back.append([row.number for row in page.rows])
    assert [number for page in reversed(back) for number in page] == whole


def test_an_unknown_income_comes_last_in_both_directions(county):
    assert numbers(sort="income")[-1] == numbers(sort="-income")[-1] == county[4].number


def test_the_total_is_the_key_figure_where_one_counts_just_these_rows(county, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = households_for(an_actor(), area=VILLAGE, year=YEAR)
    assert (page.total, page.total_capped) == (5, False)
    page = households_for(an_actor(), area=COUNTY, year=YEAR, filters={"unknown": ["income_above_line"]})
    assert page.total == len(page.rows) == 1


@pytest.mark.parametrize("figure", [f for f in FIGURES.values() if f.per_household and f.opens is not None], ids=lambda f: f.name)
def test_every_figure_of_households_opens_exactly_the_rows_that_it_counts(county, figure):
    found = figures_of(an_actor(), COUNTY, YEAR)[figure.name]
    filters = filters_of({name: [v for n, v in query_of(figure.opens) if n == name] for name in figure.opens})
    rows = list(household_rows(an_actor(), area=COUNTY, year=YEAR, filters=filters))
    assert len(rows) == found.numerator


@pytest.mark.parametrize("filters, expected", [
    ({"house": ["C", "D"]}, {2}), ({"failed": ["safe_housing"]}, {2}), ({"helper": True}, {0}), ({"verdict": ["unknown"]}, {4}),
    ({"income_known": False}, {4}), ({"persons_from": Decimal(3)}, {2, 5, 8}), ({"persons_to": Decimal(1)}, {0, 3, 6}),
    ({"cause": ["ill"]}, set(range(9))), ({"cause": ["no-such"]}, set()), ({"attribute": ["ordinary"], "house": ["D"]}, {2}),
])
def test_filters_find_what_they_say(county, filters, expected):
    assert set(numbers(filters=filters)) == {county[n].number for n in expected}


def test_search_finds_by_number_name_initials_and_whole_certificate_or_phone(county):
    person = Person.objects.filter(memberships__household=county[3]).get()
    certificate = keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}")
    HouseholdForm.objects.filter(household=county[6]).update(phone_index=keyring().find_by("phone", "13900000001"))
    assert numbers(filters={"search": county[1].number}) == [county[1].number]
    assert len(numbers(filters={"search": county[1].number[:4]})) == 9
    assert len(numbers(filters={"search": "一"})) == len(numbers(filters={"search": "ZY"})) == 9
    assert numbers(filters={"search": certificate}) == numbers(filters={"search": certificate.lower()}) == [county[3].number]
    assert numbers(filters={"search": certificate[:17]}) == []
    assert numbers(filters={"search": "13900000001"}) == [county[6].number]
    assert numbers(filters={"search": "%"}) == numbers(filters={"search": "_"}) == []


def test_another_countys_actor_gets_nothing_from_any_door(county):
    stranger = an_actor(OTHER_COUNTY)
    doors = [
        lambda: households_for(stranger, area=COUNTY, year=YEAR),
        lambda: household_rows(stranger, area=COUNTY, year=YEAR),
        lambda: figures_of(stranger, COUNTY, YEAR),
        lambda: figure_map(stranger, "households", COUNTY, YEAR),
        lambda: figure_map(stranger, "households", COUNTY, YEAR, on_map="today"),
        lambda: freshness(stranger, COUNTY, YEAR),
        lambda: years_judged(stranger, COUNTY),
        lambda: doubts_for(stranger, area=COUNTY, year=YEAR),
        lambda: doubts_counted(stranger, area=COUNTY, year=YEAR),
    ]
    for door in doors:
        with pytest.raises(NotFound):
            door()
    assert standing_of(stranger, county[0].number, YEAR) is None


def test_asking_for_a_wider_area_gives_ones_own_part_and_its_count(county):
    clerk = an_actor(NEIGHBOUR)
    for area in (COUNTY, "431100000000", "000000000000"):
        page = households_for(clerk, area=area, year=YEAR)
        assert {row.number for row in page.rows} == {h.number for h in county[5:]}
        assert page.total == 4
        assert figures_of(clerk, area, YEAR)["households"].value == 4
        assert len(list(household_rows(clerk, area=area, year=YEAR))) == 4
    certificate_of_another = keyring().open(
        (person := Person.objects.filter(memberships__household=county[0]).get()).certificate_sealed,
        f"registry.person|certificate|{person.number}",
    )
    page = households_for(clerk, area=COUNTY, year=YEAR, filters={"search": certificate_of_another})
    assert (page.rows, page.total) == ([], 0)


def test_an_actor_without_areas_gets_nothing_and_a_reader_no_export(county):
    with pytest.raises(NotFound):
        households_for(Actor("nobody", ()), area=COUNTY, year=YEAR)
    with pytest.raises(NotFound):
        household_rows(an_actor(acts="read"), area=COUNTY, year=YEAR)


def test_a_page_that_is_none_and_a_sort_that_is_none_are_refused(county):
    for asked in ({"after": "x"}, {"after": "WzAsMV0"}, {"sort": "password"}, {"after": "é"}):
        with pytest.raises(Refusal):
            numbers(**asked)


def test_a_map_ranks_its_places_and_tells_the_change_since_the_year_before(county):
    judge_counties(year=2017, counties=[COUNTY], actor=operator())
    values = {v.area: v for v in figure_map(an_actor(), "households", "431129210000", YEAR)}
    assert {code: (v.value, v.rank) for code, v in values.items()} == {VILLAGE: (5, 1), NEIGHBOUR: (4, 2)}
    assert values[VILLAGE].trend == 0  # identified in 2014, so they stood in 2017 as well
    assert figures_of(an_actor(), VILLAGE, 2017)["unknown_verdict"].value == 5


def test_a_year_of_its_own_stays_when_another_is_judged_again(county):
    judge_counties(year=2019, counties=[COUNTY], actor=an_actor(), on=date(2019, 6, 30))
    assert Standing.objects.filter(year=YEAR).count() == Standing.objects.filter(year=2019).count() == 9
    assert years_judged(an_actor(), COUNTY) == [2019, 2018]

"""A village that others went into leaves the list for all of them; what went into another neither leaves by itself nor holds the county back, and nobody is counted twice."""

from datetime import date

import pytest

from identification.places import GOOD, a_good_village, a_poor_county
from identification.test_identification import code_of
from procedure.cases import an_official
from procedure.walking import walk
from register import COUNTY, VILLAGE, a_household, a_village_form, an_actor
from tuopin.assistance.selectors.exits import may_close_team
from tuopin.divisions.selectors import merged_away, merged_here
from tuopin.divisions.services import add_division
from tuopin.identification.models import Designation
from tuopin.identification.selectors.places import (
    designated_of,
    incidence_of,
    lacking_of_county,
    place_verdict,
    poor_villages,
)
from tuopin.identification.services import designate
from tuopin.procedure.services import open_case
from tuopin.procedure.services.clock import today
from tuopin.registry.extract import county_facts
from tuopin.registry.services.merge_villages import Former, merge_villages
from web import kit

pytestmark = pytest.mark.django_db
GONE, STANDS = "431129210901", VILLAGE
MERGED = date(2018, 5, 20)
POOR = {"persons": 400, "agricultural_persons": 400}


@pytest.fixture
def head():
    return an_official("county-head", (COUNTY, "head", ""))


@pytest.fixture
def merged(head):
    """A poor village and its neighbour that is none; the poor one went into the other."""
    add_division(code=GONE, name="栗林村", starts_on=date(2013, 1, 1), basis="县志", actor=an_actor(), on=today())
    a_good_village(GONE, year=2017, **POOR)
    a_village_form(code=STANDS, year=2017, poor_village=False, **GOOD, persons=600, agricultural_persons=600)
    home = a_household(village=GONE, persons=2)
    merge_villages(predecessors=[Former(code=GONE), Former(code=STANDS)], successor=STANDS, merged_on=MERGED, basis="江政发〔2018〕9号", actor=an_actor(), on=today())
    home.refresh_from_db()
    assert home.village_code == STANDS
    return home


def test_the_village_that_stands_is_poor_for_the_one_that_went_into_it(merged):
    assert poor_villages(COUNTY) == [STANDS] and designated_of(STANDS, on=today()) == [GONE]
    assert (merged_away([GONE, STANDS], today()), merged_here(STANDS, today())) == ({GONE: [(STANDS, MERGED)]}, {GONE: 2018})
    assert poor_villages(COUNTY, on=date(2018, 5, 19)) == [GONE], "before the merger it stood for itself"


def test_what_went_into_another_applies_for_nothing_and_the_page_says_where_to(merged, head):
    assert code_of(lambda: open_case(procedure="village-exit", number=GONE, actor=head)) == "village-gone"
    page = kit.logged_in(kit.an_official(COUNTY, username="reader")).get(f"/villages/{GONE}/exit/").content.decode()
    assert "退出按合并后的村办理" in page and f"/villages/{STANDS}/exit/" in page and "/village-exit/" not in page


def test_a_form_of_before_the_merger_judges_nobody(merged, head):
    assert incidence_of(STANDS) is None and place_verdict(head, STANDS, on=today()) is None
    assert code_of(lambda: open_case(procedure="village-exit", number=STANDS, actor=head)) == "form-before-merger"


def test_with_its_new_form_it_leaves_for_both_and_the_county_is_no_longer_held_back(merged, head, clock):
    a_poor_county()
    a_village_form(code=STANDS, year=2018, poor_village=False, **GOOD, persons=1000, agricultural_persons=1000)
    assert incidence_of(STANDS) == "0.20%"
    assert "poor-villages" in {one.what for one in lacking_of_county(head, COUNTY, on=today())}
    assert not may_close_team(GONE, on=today())
    case = walk(open_case(procedure="village-exit", number=STANDS, actor=head), clock, place=STANDS)
    assert may_close_team(GONE, on=today(case.ended_at)), "its team is tied to no exit that can never come"
    assert case.state == "completed"
    left = Designation.objects.get(tag="poor_village")
    assert (left.area_code, left.case_id, left.starts_on, left.ends_on is None) == (STANDS, case.pk, date(2014, 1, 1), False)
    assert poor_villages(COUNTY) == [] and lacking_of_county(head, COUNTY, on=today(case.ended_at)) == []
    assert code_of(lambda: open_case(procedure="village-exit", number=STANDS, actor=head)) == "wrong-status"


def test_nobody_is_counted_twice_once_the_merged_village_has_its_form(merged, head):
    from tuopin.identification.selectors.places import _people

    counted = lambda: (_people(COUNTY, today()), county_facts(head, area=COUNTY, on=today()).counties.agricultural_persons[0])  # noqa: E731
    assert counted() == (1000, 1000), "until then each stands on the form of before"
    a_village_form(code=STANDS, year=2018, poor_village=False, **GOOD, persons=1010, agricultural_persons=1010)
    assert counted() == (1010, 1010)


def test_both_designations_run_out_together_and_a_chain_of_mergers_is_followed(merged, head):
    third = "431129210205"
    designate(area_code=STANDS, tag="deep_village", starts_on=date(2016, 3, 1), document="国开办发〔2014〕2号", actor=head, on=today())
    assert designated_of(STANDS, on=today()) == [STANDS, GONE]
    merge_villages(predecessors=[Former(code=STANDS), Former(code=third)], successor=third, merged_on=today(), basis="江政发〔2026〕10号", actor=an_actor(), on=today())
    assert poor_villages(COUNTY) == [third] and merged_away([GONE], today())[GONE] == [(STANDS, MERGED), (third, today())] and set(merged_here(third, today())) == {GONE, STANDS}


def test_the_page_of_a_village_that_took_others_in_names_each_once(merged):
    page = kit.logged_in(kit.an_official(COUNTY, username="reader")).get(f"/divisions/{STANDS}/").content.decode()
    assert page.count("江政发〔2018〕9号") == 2, "the village that came, and the one that took it in"

"""B03: 栗安村 is 栗林村 and 龙安村 merged; the households are conserved and both former villages can be asked for."""

from datetime import date

import pytest

from register import VILLAGE, a_helper, a_household, a_village_form, an_actor
from tuopin.divisions.models import VillagerGroup
from tuopin.divisions.selectors import division_on, predecessors_of, successors_of
from tuopin.divisions.services import Former, add_division
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.policy.selectors.figures import figure_map
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.registry.models import Household, HouseholdForm, Posting
from tuopin.registry.services.merge_villages import merge_villages
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db
LILIN, LONGAN = "431129210901", "431129210902"
MERGED_ON, TODAY = date(2016, 5, 20), date(2018, 12, 31)
BASIS = "江政发〔2016〕8号"


@pytest.fixture
def two_villages():
    """栗林村 with 3 registered households of 80, 龙安村 with 4 of 90."""
    for code, name, registered, all_households in ((LILIN, "栗林村", 3, 80), (LONGAN, "龙安村", 4, 90)):
        add_division(code=code, name=name, starts_on=date(2013, 1, 1), basis="县志", actor=an_actor(), on=TODAY)
        a_village_form(code=code, year=2015, households=all_households)
        VillagerGroup.objects.create(village_code=code, name=f"{name[:2]}一组")
        for _ in range(registered):
            a_household(village=code, year=2015, persons=2)


def merge(**changes):
    return merge_villages(**{"predecessors": [Former(code=LILIN), Former(code=LONGAN)], "successor": VILLAGE, "merged_on": MERGED_ON,
                             "basis": BASIS, "actor": an_actor(), "on": TODAY} | changes)


def test_B03_a_merge_conserves_households_and_keeps_both_villages(two_villages):
    numbers = set(Household.objects.filter(village_code__in=(LILIN, LONGAN)).values_list("number", flat=True))
    done = merge()
    assert done.moved == {LILIN: 3, LONGAN: 4}
    assert set(Household.objects.filter(village_code=VILLAGE).values_list("number", flat=True)) == numbers
    assert not Household.objects.filter(village_code__in=(LILIN, LONGAN)).exists()
    for code, name in ((LILIN, "栗林村"), (LONGAN, "龙安村")):
        assert division_on(code, date(2016, 5, 19)).name == name and division_on(code, MERGED_ON) is None
        assert [d.code for d in successors_of(code, date(2015, 1, 1), TODAY)] == [VILLAGE]
    assert {d.name for d in predecessors_of(VILLAGE, TODAY, date(2015, 1, 1))} == {"栗林村", "龙安村"}
    judge_counties(year=2015, counties=["431129000000"], actor=an_actor(), on=date(2015, 12, 31))
    then, today = ({one.area: one for one in figure_map(an_actor(), "household_registration_rate", "431129210000", 2015, on_map=on_map)}
                   for on_map in ("then", "today"))
    assert [(then[code].numerator, then[code].denominator) for code in (LILIN, LONGAN)] == [(3, 80), (4, 90)] and VILLAGE not in then
    assert (today[VILLAGE].numerator, today[VILLAGE].denominator) == (7, 170), "the year before the merger on today's map: nobody lost, nobody twice"
    assert not {LILIN, LONGAN} & set(today)


def test_villages_older_than_the_list_need_only_their_names():
    done = merge(predecessors=[Former(name="栗林村"), Former(name="龙安村")])
    assert sorted(done.moved.values()) == [0, 0]
    assert {division_on(code, date(2015, 1, 1)).name for code in done.moved} == {"栗林村", "龙安村"}


def test_an_old_year_stays_in_its_own_village_and_a_later_one_moves(two_villages):
    later = a_household(village=LILIN, year=2017)
    merge()
    assert HouseholdForm.objects.filter(year=2015, village_code__in=(LILIN, LONGAN)).count() == 7
    assert HouseholdForm.objects.get(household=later, year=2017).village_code == VILLAGE


def test_groups_and_teams_go_with_their_people(two_villages):
    a_helper(posted=LILIN, first_secretary=True)
    merge()
    assert set(VillagerGroup.objects.filter(village_code=VILLAGE).values_list("name", flat=True)) >= {"栗林一组", "龙安一组"}
    assert [(p.village_code, p.ends_on, p.first_secretary) for p in Posting.objects.order_by("pk")] == [
        (LILIN, MERGED_ON, True), (VILLAGE, None, True),
    ]


def test_a_merge_says_in_the_trail_whom_it_moved(two_villages):
    merge()
    entry = entries_on(f"division:{VILLAGE}")[0]
    assert (entry.verb, entry.basis, entry.detail["moved"]) == ("move_households", BASIS, {LILIN: 3, LONGAN: 4})


def test_a_refused_merge_moves_nobody(two_villages):
    for refused, changes in ((Forbidden, {"actor": an_actor(acts="read")}), (Refusal, {"basis": ""}), (Refusal, {"successor": "431129210000"}),
                             (Refusal, {"successor": "42"})):
        with pytest.raises(refused):
            merge(**changes)
    assert Household.objects.filter(village_code=LILIN).count() == 3

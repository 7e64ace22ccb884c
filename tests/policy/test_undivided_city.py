"""A city without counties (儋州市) does a county's work: it is judged as one, counted once, and its officials take a county's steps."""

from dataclasses import replace
from datetime import date

import pytest

from procedure.pure import START, a_deed, a_setting, the_way
from register import a_household, an_actor
from tuopin.kernel.areas import NATION, depth_of, level_of, stands_at
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import working_as
from tuopin.policy.models import Figure
from tuopin.policy.selectors.figures import figure_map, figures_of, households_counted
from tuopin.policy.services import judge_counties
from tuopin.policy.states.figures import FIGURES
from tuopin.procedure.states import Seat, allow
from tuopin.trail.states.checks import checks

CITY, TOWN, VILLAGE, PROVINCE = "460400000000", "460400100000", "460400100001", "460000000000"
HAIKOU, HAIKOU_VILLAGE = "460105000000", "460105100001"
DAY = date(2018, 12, 31)


def test_it_stands_at_both_levels_and_every_other_place_at_its_own():
    assert (level_of(CITY), depth_of(CITY)) == (2, 3) and stands_at(CITY, 2) and stands_at(CITY, 3) and not stands_at(CITY, 1)
    for place in (PROVINCE, "460100000000", HAIKOU, TOWN, VILLAGE):
        assert depth_of(place) == level_of(place) and not stands_at(place, level_of(place) + 1)


@pytest.mark.django_db
def test_it_is_judged_and_counted_once_at_every_level():
    a_household(village=VILLAGE)
    a_household(village=VILLAGE, house_grade="D")
    a_household(village=HAIKOU_VILLAGE)
    actor = an_actor(area=NATION)
    with working_as(actor):
        judge_counties(year=2018, counties=[CITY, HAIKOU], actor=actor)
        judge_counties(year=2018, counties=[CITY], actor=actor)  # once more: nothing is counted twice
        assert figures_of(actor, CITY, 2018)["households"].value == 2 == households_counted([CITY], 2018, FIGURES["households"])
        assert [(each.area, each.value) for each in figure_map(actor, "households", CITY, 2018)] == [(TOWN, 2)]
        assert [(each.area, each.value) for each in figure_map(actor, "households", PROVINCE, 2018)] == [("460100000000", 1), (CITY, 2)]
        assert figures_of(actor, PROVINCE, 2018)["households"].value == 3
    assert Figure.objects.filter(area_code=CITY, name="households").count() == 1


@pytest.mark.django_db
def test_what_is_counted_of_it_stands_up_to_verification_and_a_changed_sum_does_not():
    a_household(village=VILLAGE)
    actor = an_actor(area=NATION)
    with working_as(actor):
        judge_counties(year=2018, counties=[CITY], actor=actor)
    sums = checks("replay")["figures"]
    assert not list(sums())
    Figure.objects.filter(area_code=CITY, name="households").update(numerator=7)
    assert f"figure:{CITY}/2018/households" in {found.subject for found in sums()}


def in_the_city(deed):
    """The same deed by the same person, from the seat of their level in the city."""
    where = {"431129210213": VILLAGE, "431129210000": TOWN, "431129000000": CITY}[deed.seat.area_code]
    return replace(deed, seat=replace(deed.seat, area_code=where))


def test_its_officials_take_the_step_of_a_county_and_no_other():
    setting, way = a_setting(area_code=VILLAGE), [in_the_city(deed) for deed in the_way(6)]
    assert allow(setting, way[:5], way[5]).state == "completed"
    for strange in (PROVINCE, TOWN, HAIKOU):
        with pytest.raises(Refusal) as refusal:
            allow(setting, way[:5], replace(way[5], seat=replace(way[5].seat, area_code=strange)))
        assert refusal.value.code == "not-your-step"


def test_what_it_rejected_is_looked_at_by_the_province():
    way = [in_the_city(deed) for deed in the_way(5)]
    approve = a_deed("step", "approve", "county_head", START, person=77)
    last = in_the_city(the_way(6)[5])
    appeal = a_setting(area_code=VILLAGE, appealed="approve")
    above = replace(last, person=approve.person, seat=Seat(PROVINCE, "head"))
    assert allow(appeal, way, above).state == "completed"
    with pytest.raises(Refusal) as refusal:
        allow(a_setting(area_code=VILLAGE), way, above)
    assert refusal.value.code == "not-your-step"

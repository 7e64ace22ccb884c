"""A village sees the units that stand by it, though they are on the county's list; programs read teams page by page; monitoring opens on what waits."""

from datetime import date

import pytest

from helping import BASIS, ON, SINCE, head, lay_out_villages, villages_of_county
from register import COUNTY, VILLAGE, a_household
from tuopin.assistance.selectors.teams import teams, teams_behind
from tuopin.assistance.selectors.units import units
from tuopin.assistance.services.teams import TeamSaid, form_teams
from tuopin.assistance.services.units import RelationSaid, UnitSaid, register_units, stand_by
from tuopin.monitoring.models import Watch
from tuopin.people.selectors import operator, working_as
from web import kit

pytestmark = pytest.mark.django_db
HERE = {"actor": head(), "on": ON}


def test_a_village_lists_the_units_of_the_county_that_stand_by_it_and_no_others():
    here, there = codes = villages_of_county(2)
    lay_out_villages(codes)
    with working_as(head()):
        first, second = register_units(area_code=COUNTY, units=[UnitSaid("U1", "县教育局"), UnitSaid("U2", "县水利局")], **HERE)
        stand_by(relations=[RelationSaid(first.pk, here), RelationSaid(second.pk, there)], starts_on=SINCE, basis=BASIS, **HERE)
        assert [unit.name for unit in units(head(), here, on=ON)] == ["县教育局"]
        assert [unit.places for unit in units(head(), COUNTY, on=ON)] == [1, 1]
        assert not units(head(), here, on=date(SINCE.year - 1, 1, 1)), "before it stood by the village"


def test_teams_come_page_by_page_in_the_order_of_their_numbers():
    codes = villages_of_county(3)
    lay_out_villages(codes)
    with working_as(head()):
        form_teams(teams=[TeamSaid(code) for code in codes], starts_on=SINCE, basis=BASIS, **HERE)
        every = sorted(row.pk for row in teams(head(), COUNTY, on=ON))
        first = teams_behind(head(), COUNTY, on=ON, after=0, many=2)
        assert [row.pk for row in first] == every[:2]
        assert [row.pk for row in teams_behind(head(), COUNTY, on=ON, after=first[-1].pk, many=2)] == every[2:]
        assert [row.pk for row in teams_behind(head(), COUNTY, on=ON, lacks="no_leader", after=0, many=9)] == every == sorted(row.pk for row in teams(head(), COUNTY, on=ON, lacks="no_leader"))


def test_monitoring_opens_on_the_clues_that_wait():
    kit.lay_out_places()
    client, household = kit.logged_in(kit.an_official(COUNTY)), a_household(village=VILLAGE)
    page = client.get(f"/monitoring/?area={COUNTY}").content.decode()
    assert 'tab=watched" aria-current="page"' in page
    with working_as(operator()):
        Watch.objects.create(household=household, channel="sweep", clue_on=ON, said="务工中断", reported_by="operator")
    page = client.get(f"/monitoring/?area={COUNTY}").content.decode()
    assert 'tab=clue" aria-current="page"' in page and household.number in page

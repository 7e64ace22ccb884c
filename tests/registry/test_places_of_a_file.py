"""A village that was or will be one, but is none at the end of the file's year: the problem says its name and its days."""

import pytest

from register import an_actor
from rosters import a_roster_household, bring_in, write_roster
from tuopin.kernel.areas import NATION
from tuopin.registry.models import Household, ImportProblem

pytestmark = pytest.mark.django_db
GONE, STAYS = "140929100203", "140929100202"  # 砖窑沟村委会 until 2020; 坪后沟村委会


def problems(path, year):
    households = [a_roster_household(1, village=STAYS, year=year), a_roster_household(2, village=GONE, year=year)]
    bring_in(write_roster(path, households), an_actor(NATION), year=year)
    return [(p.block_key, p.code, p.params) for p in ImportProblem.objects.filter(sheet="贫困户")]


def test_a_village_that_is_gone_is_named_with_its_days_and_the_others_come_in(tmp_path):
    ((key, code, params),) = problems(tmp_path / "r.xlsx", 2020)
    assert (key, code) == ("10431120002", "village-of-another-day")
    assert {name: params[name] for name in ("name", "year", "to")} == {"name": "砖窑沟村委会", "year": 2020, "to": "2020-06-30"}
    assert list(Household.objects.values_list("number", flat=True)) == ["10431120001"]


def test_in_a_year_in_which_it_was_there_nothing_is_said(tmp_path):
    assert problems(tmp_path / "r.xlsx", 2018) == []
    assert Household.objects.filter(village_code=GONE).count() == 1

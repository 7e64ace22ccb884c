"""Two offices bring files in side by side: neither stops the other, and none changes what is the other's."""

import pytest

from register import NEIGHBOUR, VILLAGE, an_actor
from rosters import a_helper_row, a_roster_household, bring_in, receive, write_roster
from tuopin.registry.models import Helper, Household, HouseholdForm, ImportBatch, Posting

pytestmark = pytest.mark.django_db


def test_the_same_file_of_two_offices_is_two_batches_and_the_facts_stand_once(tmp_path):
    path = write_roster(tmp_path / "r.xlsx", [a_roster_household(1), a_roster_household(2, village=NEIGHBOUR)])
    bring_in(path, an_actor(VILLAGE, name="village"))
    assert list(Household.objects.values_list("number", flat=True)) == ["10431120001"]
    batch = bring_in(path, an_actor(name="county"))
    assert batch.actor == "county" and ImportBatch.objects.count() == 2
    assert sorted(Household.objects.values_list("number", flat=True)) == ["10431120001", "10431120002"]
    assert HouseholdForm.objects.count() == 2, "what stood already has no second version"
    assert receive(path, an_actor(name="colleague")).pk == batch.pk, "the same office's file is the same batch"


def test_a_village_does_not_rename_the_countys_helper_nor_move_one_out_of_another_village(tmp_path):
    first = [a_helper_row(), a_helper_row("B000002", 驻村行政村代码=NEIGHBOUR, 是否驻村工作队成员="是")]
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1)], helpers=first), an_actor())
    posted = set(Posting.objects.values_list("helper__number", "village_code", "ends_on"))
    claimed = [
        a_helper_row(姓名="改名"), a_helper_row("B000002", 驻村行政村代码=VILLAGE, 是否驻村工作队成员="是"), a_helper_row("B000003"),
    ]
    bring_in(write_roster(tmp_path / "b.xlsx", [a_roster_household(3)], helpers=claimed), an_actor(VILLAGE))
    assert Helper.objects.get(number="B000001").name == "唐福强"
    assert posted <= set(Posting.objects.values_list("helper__number", "village_code", "ends_on"))
    assert Posting.objects.filter(helper__number="B000002").count() == 1
    assert Helper.objects.filter(number="B000003").exists(), "a new helper comes in"

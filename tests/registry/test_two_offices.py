"""Two offices bring files in side by side: neither stops the other, and none changes what is the other's."""

from datetime import date
from decimal import Decimal

import pytest

from register import NEIGHBOUR, VILLAGE, an_actor
from rosters import a_helper_row, a_member, a_roster_household, bring_in, receive, write_roster
from tuopin.registry.models import Helper, Household, HouseholdForm, HouseholdIncome, ImportBatch, Membership, Posting
from tuopin.registry.selectors.income import lines_of
from tuopin.registry.services import merge_households
from tuopin.registry.services.correct_facts import Correction, correct_household_fact, correct_income_line
from tuopin.trail.services import Asked, verify_trail

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


@pytest.mark.parametrize("file", ["in a bundle", "row by row"])
def test_what_a_page_corrects_while_a_file_is_on_its_way_stands_and_the_file_comes_in_on_top_of_it(tmp_path, monkeypatch, file):
    """Households are looked up some thousand ahead of where they are written: a correction that comes in between is neither lost nor in the way."""
    doubt = {"证件类型": "", "性别": "男"} if file == "row by row" else {}
    people = [a_member("10431120001", 1), a_member("10431120001", 2) | doubt]
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1, members=people, year=2018)]), an_actor(), confirm=True)
    household = Household.objects.get()
    clerk, found, numbers = an_actor(name="clerk"), [], merge_households._new_numbers

    def a_clerk_corrects_meanwhile(cursor, part):
        if not found:
            form, wage = HouseholdForm.objects.get(superseded_at=None), HouseholdIncome.objects.get(superseded_at=None)
            said = {"actor": clerk, "on": date(2018, 12, 31)}
            correct_household_fact(correction=Correction(household.number, 2018, form.pk, "入户核实"), field="forest_mu", value=Decimal("7.50"), **said)
            correct_income_line(correction=Correction(household.number, 2018, wage.pk, "工资单"), line="reward", amount_yuan=Decimal(333), **said)
            found.append(form.pk)
        return numbers(cursor, part)

    monkeypatch.setattr(merge_households, "_new_numbers", a_clerk_corrects_meanwhile)
    again = a_roster_household(1, members=people, year=2018, **{"耕地面积": 9.25, "工资性收入": 12345})
    again.pop("林地面积", None)
    batch = bring_in(write_roster(tmp_path / "b.xlsx", [again]), an_actor(name="office"), confirm=True)
    assert found and batch.state == "merged", batch.state
    form, income = HouseholdForm.objects.get(superseded_at=None), lines_of(HouseholdIncome.objects.get(superseded_at=None))
    assert (form.arable_mu, income["wage"].amount_yuan, income["reward"].amount_yuan) == (Decimal("9.25"), Decimal(12345), Decimal(333))
    assert HouseholdForm.objects.count() == 3 and HouseholdIncome.objects.count() == 3, "each stood in its turn"
    assert Membership.objects.filter(ends_on=None).count() == 2 and verify_trail(Asked(replay=True)).findings == []

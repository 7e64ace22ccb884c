"""When a household left poverty comes in with its first file; what contradicts it is asked about."""

from datetime import date

import pytest

from register import an_actor
from rosters import a_roster_household, bring_in, receive, write_roster
from tuopin.registry.models import Household, ImportProblem
from tuopin.registry.services.merge_batch import merge_batch

pytestmark = pytest.mark.django_db
ON = date(2020, 6, 1)


def _history(number: str = "10431120001") -> list[tuple]:
    return list(Household.objects.get(number=number).events.order_by("id").values_list("kind", "on", "precision"))


def _partly_numbered(household: dict) -> dict:
    """The same household in a file that cannot be laid out whole."""
    del household["members"][1]["人编号"]
    return household


@pytest.mark.parametrize("changed", [dict, _partly_numbered])
@pytest.mark.parametrize(("status", "left", "history"), [
    ("已脱贫", "2016", [("exited", date(2016, 12, 31), "year")]),
    ("已脱贫", "2016-02", [("exited", date(2016, 2, 29), "month")]),
    ("已脱贫", "2016-11-03", [("exited", date(2016, 11, 3), "day")]),
    ("已脱贫", "", [("exited", date(2018, 12, 31), "year")]),
    ("返贫", "2017", [("exited", date(2017, 12, 31), "year"), ("returned", date(2018, 12, 31), "year")]),
])
def test_a_first_file_says_when_a_household_left(tmp_path, changed, status, left, history):
    household = changed(a_roster_household(1, 脱贫属性=status, 脱贫年度=left))
    bring_in(write_roster(tmp_path / "r.xlsx", [household]), an_actor())
    assert _history() == [("identified", date(2014, 5, 1), "month"), *history]


def test_without_a_day_of_identification_it_was_identified_by_the_year_it_left(tmp_path):
    bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1, 脱贫属性="已脱贫", 脱贫年度="2016", 首次识别时间="")]), an_actor())
    assert _history() == [("identified", date(2016, 1, 1), "year"), ("exited", date(2016, 12, 31), "year")]


@pytest.mark.parametrize(("left", "code"), [("2013", "exit-before-identified"), ("2014-04", "exit-before-identified"), ("2019", "after-the-year")])
def test_a_household_that_left_before_it_came_or_after_the_year_waits_to_be_corrected(tmp_path, left, code):
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1, 脱贫属性="已脱贫", 脱贫年度=left)]), an_actor(), confirm=True)
    problem = ImportProblem.objects.get(batch=batch, outcome="Q")
    assert (problem.code, problem.column, problem.row, Household.objects.count()) == (code, "脱贫年度", 2, 0)


def test_a_household_that_is_poor_and_has_an_exit_year_is_asked_about_and_confirmed_stays_poor(tmp_path):
    batch = receive(write_roster(tmp_path / "r.xlsx", [a_roster_household(1, 脱贫年度="2016")]), an_actor())
    assert ImportProblem.objects.get(batch=batch).code == "exit-of-the-poor"
    merge_batch(batch=batch, actor=an_actor(), on=ON)
    assert not Household.objects.exists()
    merge_batch(batch=batch, actor=an_actor(), on=ON, confirm=True)
    assert [kind for kind, *_ in _history()] == ["identified"]

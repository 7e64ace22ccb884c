"""Rows that a roster seldom has: no villager group, two helpers one after the other, a helper who waits, a number that came masked."""

from __future__ import annotations

import openpyxl
import pytest

from register import VILLAGE, an_actor
from rosters import a_helper_row, a_member, a_roster_household, bring_in, receive, write_roster
from tuopin.divisions.models import VillagerGroup
from tuopin.people.selectors import working_as
from tuopin.registry.models import DIED, ImportProblem, Membership, Pairing, StagedBlock
from tuopin.registry.services.waiting_rows import rows_of

pytestmark = pytest.mark.django_db
ONE = "10431120001"


def with_rows(path, sheet: str, *rows: dict):
    """The workbook with further rows on one of its sheets."""
    book = openpyxl.load_workbook(path)
    headings = [cell.value for cell in book[sheet][1]]
    for row in rows:
        book[sheet].append([row.get(heading) or None for heading in headings])
    book.save(path)
    return path


@pytest.mark.parametrize("known", [False, True], ids=["new to the register", "known to it"])
def test_two_helpers_one_after_the_other_are_two_spans_and_a_household_without_a_group_founds_none(tmp_path, known):
    one = a_roster_household(1, 村民小组="")
    helpers = [a_helper_row(), a_helper_row("B000002")]
    if known:
        bring_in(write_roster(tmp_path / "before.xlsx", [one | {"pairing": None}], helpers), an_actor())
    path = write_roster(tmp_path / "a.xlsx", [one | {"row": one["row"] | {"住房面积": 81}}], helpers)
    bring_in(with_rows(path, "结对帮扶", {"户编号": ONE, "帮扶人编号": "B000002", "帮扶开始时间": "2018-04-01"}), an_actor())
    spans = Pairing.objects.order_by("starts_on").values_list("helper__number", "starts_on", "ends_on")
    assert [(helper, str(begun), ended and str(ended)) for helper, begun, ended in spans] == [
        ("B000001", "2017-03-01", "2018-04-01"), ("B000002", "2018-04-01", None)]
    assert not VillagerGroup.objects.exists()


def test_a_helper_who_waits_is_written_into_the_error_workbook_as_the_file_had_him(tmp_path):
    batch = receive(write_roster(tmp_path / "a.xlsx", [a_roster_household(1)], [a_helper_row(联系电话="137812")]), an_actor())
    with working_as(an_actor()):
        (row,) = rows_of(batch, StagedBlock.objects.get(batch=batch, kind="helper"))
    headings = next(sheet["headings"] for sheet in batch.sheets if sheet["sheet"] == row.sheet)
    told = dict(zip(headings, row.cells, strict=True))
    assert (row.sheet, row.number, told["帮扶人编号"], told["联系电话"], told["姓名"]) == ("帮扶责任人", 2, "B000001", "137812", "唐福强")


def test_of_a_household_that_only_the_register_holds_back_the_rows_are_written_anew_with_what_is_left_of_masked_numbers(tmp_path):
    one = a_roster_household(1, **{"联系电话": "", "联系电话(已遮盖)": "139****0001", "备用栏": "不入库"})
    batch = receive(write_roster(tmp_path / "a.xlsx", [one]), an_actor())
    assert set(ImportProblem.objects.filter(batch=batch, outcome="Q").values_list("block_key", "code")) == {(ONE, "phone-masked")}
    with working_as(an_actor()):
        rows = list(rows_of(batch, StagedBlock.objects.get(batch=batch, kind="household")))
    assert [row.sheet for row in rows] == ["贫困户", "家庭成员", "家庭成员", "结对帮扶"]
    headings = next(sheet["headings"] for sheet in batch.sheets if sheet["sheet"] == "贫困户")
    told = dict(zip(headings, rows[0].cells, strict=True))
    assert told["联系电话(已遮盖)"] == "139****0001" and told["备用栏"] is None and (told["行政村代码"], told["村民小组"]) == (VILLAGE, "3组")


def test_who_is_listed_again_between_a_departure_and_a_year_that_lists_them_too_stays_till_that_year(tmp_path):
    members = [a_member(ONE, 1), a_member(ONE, 2)]
    for year in (2018, 2020):
        bring_in(write_roster(tmp_path / f"{year}.xlsx", [a_roster_household(1, year=year, members=members)]), an_actor())
    Membership.objects.filter(person__number=members[1]["人编号"]).update(ends_on="2018-11-01", end_reason=DIED)  # recorded late
    bring_in(write_roster(tmp_path / "2019.xlsx", [a_roster_household(1, year=2019, members=members)]), an_actor(), confirm=True)
    stays = Membership.objects.filter(person__number=members[1]["人编号"]).order_by("starts_on")
    assert [(str(s.starts_on), str(s.ends_on), s.end_reason) for s in stays] == [
        ("2018-01-01", "2018-11-01", DIED), ("2019-01-01", "2020-01-01", "not_in_roster")]

"""What waits is corrected in place or in the error workbook, and then comes in."""

from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from register import VILLAGE, an_actor
from rosters import ON, a_member, a_roster_household, bring_in, receive, write_roster
from tuopin.kernel.refusals import Refusal
from tuopin.registry.models import Household, ImportProblem, StagedBlock
from tuopin.registry.selectors.batches import counts_by_code, tally_of, waiting_blocks
from tuopin.registry.services.error_workbook import error_workbook
from tuopin.registry.services.fix_block import fix_block
from tuopin.registry.services.merge_batch import merge_batch

pytestmark = pytest.mark.django_db


def _bad(n: int) -> dict:
    bad = a_roster_household(n)
    bad["members"][1] |= {"与户主关系": "户主", "健康状况": "很好很好"}
    return bad


def test_a_cell_corrected_in_place_is_checked_again_and_lets_the_household_in(tmp_path):
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1), _bad(2)]), an_actor())
    block = waiting_blocks(batch).get()
    assert {c.code for c in counts_by_code(batch)} == {"two-heads", "not-in-list"}
    place = ("家庭成员", 5, "健康状况")
    block = fix_block(batch=batch, block=block, corrections={place: "健康"}, actor=an_actor(), on=ON)
    assert block.outcome == "quarantined" and {c.code for c in counts_by_code(batch)} == {"two-heads"}
    assert set(ImportProblem.objects.filter(code="two-heads").values_list("row", flat=True)) == {4, 5}
    block = fix_block(batch=batch, block=block, corrections={("家庭成员", 5, "与户主关系"): "配偶"}, actor=an_actor(), on=ON)
    assert block.outcome == "accepted" and not ImportProblem.objects.filter(outcome="Q").exists()
    merge_batch(batch=batch, actor=an_actor(), on=ON)
    assert Household.objects.get(number="10431120002").member_forms.count() == 2


def test_a_village_that_only_the_register_could_fault_is_corrected_in_place(tmp_path):
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [a_roster_household(1, village="431129999999")]), an_actor())
    corrections = {("贫困户", 2, "行政村代码"): VILLAGE}
    block = fix_block(batch=batch, block=waiting_blocks(batch).get(), corrections=corrections, actor=an_actor(), on=ON)
    assert (block.outcome, block.village_code) == ("accepted", VILLAGE)
    merge_batch(batch=batch, actor=an_actor(), on=ON)
    household = Household.objects.get()
    assert household.forms.get().arable_mu and len(household.incomes.get().lines) == 6 and household.pairings.count() == 1


def test_a_correction_that_makes_another_household_of_it_is_refused(tmp_path):
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [_bad(1)]), an_actor())
    with pytest.raises(Refusal) as caught:
        fix_block(
            batch=batch, block=waiting_blocks(batch).get(), corrections={("贫困户", 2, "户编号"): "10431129999"}, actor=an_actor(), on=ON
        )
    assert caught.value.code == "another-block"


def test_the_error_workbook_holds_what_waits_and_nothing_else_and_comes_back_in(tmp_path):
    batch = bring_in(
        write_roster(tmp_path / "r.xlsx", [a_roster_household(1), _bad(2), a_roster_household(3, village="431129999999")]), an_actor()
    )
    path = tmp_path / "errors.xlsx"
    assert error_workbook(batch=batch, path=path, actor=an_actor()) == 2
    book = CalamineWorkbook.from_path(str(path))
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert list(rows) == ["贫困户", "家庭成员", "结对帮扶"]
    assert rows["贫困户"][0][-2:] == ["问题", "处理办法"] and len(rows["贫困户"]) == 3 and len(rows["家庭成员"]) == 5
    assert "没有这个行政村代码" in rows["贫困户"][2][-2]
    _corrected(rows, path)
    again = bring_in(path, an_actor())
    assert tally_of(again).households == 2 and Household.objects.count() == 3
    assert not waiting_blocks(batch).exists()
    assert set(StagedBlock.objects.filter(batch=batch, kind="household").values_list("settled_by", flat=True)) == {"", "superseded"}


def test_rows_that_name_no_household_wait_too_and_nobody_counts_them_as_one(tmp_path):
    lost, strange, orphan = a_roster_household(1), a_roster_household(2), a_roster_household(3)
    lost["members"].append(a_member("10431120001", 3, 户编号=""))
    strange["members"].append(a_member("10431120002", 3, 户编号="坏 号#"))
    orphan["members"].append(a_member("10431120003", 3, 户编号="19999999999"))
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [lost, strange, orphan, a_roster_household(4)]), an_actor())
    tally = tally_of(batch)
    assert (tally.households, tally.households_waiting, tally.persons, tally.persons_waiting, tally.others_waiting) == (4, 0, 8, 3, 2)
    path = tmp_path / "errors.xlsx"
    error_workbook(batch=batch, path=path, actor=an_actor())
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["家庭成员"]
    rows = book.get_sheet_by_name("家庭成员").to_python()
    assert {row[1] for row in rows[1:]} == {"1043112000103", "1043112000203", "1043112000303"}
    assert all(row[-2] for row in rows[1:])


def _corrected(rows: dict, path) -> None:
    """What a clerk would do to the error workbook: put right three cells, and leave the notes where they are."""
    import xlsxwriter

    head = rows["家庭成员"][0]
    rows["家庭成员"][2][head.index("与户主关系")] = "配偶"
    rows["家庭成员"][2][head.index("健康状况")] = "健康"
    rows["贫困户"][2][rows["贫困户"][0].index("行政村代码")] = VILLAGE
    book = xlsxwriter.Workbook(str(path))
    for title, lines in rows.items():
        page = book.add_worksheet(title)
        for number, line in enumerate(lines):
            page.write_row(number, 0, line)
    book.close()


def test_nothing_is_written_when_a_received_file_is_only_looked_at(tmp_path):
    batch = receive(write_roster(tmp_path / "r.xlsx", [a_roster_household(1)]), an_actor())
    assert batch.state == "staged" and not Household.objects.exists() and batch.received_at.date() >= date(2020, 1, 1)

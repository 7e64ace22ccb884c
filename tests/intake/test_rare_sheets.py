"""Sheets as few offices write them: lying elsewhere on the page, hidden or merged beside the rows, read by a second process."""

from __future__ import annotations

import subprocess
import sys

import pytest
import xlsxwriter

from intake.corpus import WIFE, Case, repacked, rows, with_case, write_book
from intake.reading import households, problems, read, refusal
from intake.test_beside import LAYOUT, both_ways
from tuopin.intake import records as telling
from tuopin.intake import tables, workbook
from tuopin.intake.catalogue import sheet_kind
from tuopin.intake.cells.codes import read_evidence
from tuopin.intake.child import records
from tuopin.intake.headings import field_of
from tuopin.intake.sheets import Room, Sheet

H, M = "贫困户", "家庭成员"


def with_many_members(tmp_path, **wage: object):
    """A roster whose largest sheet is that of the members."""
    book = rows()
    book[H] = [line | wage for line in book[H]]
    book[M] += [book[M][0] | {"人编号": f"10001{n:02d}", "证件号码": "", "与户主关系": "之子", "出生日期": "2018-05-01"} for n in range(3, 40)]
    book[H][0]["家庭人口数"] = 39
    return write_book(tmp_path / "r.xlsx", book)


def test_members_read_by_a_second_process_are_laid_out_there_and_here_alike(tmp_path, monkeypatch):
    alone, beside = both_ways(monkeypatch, with_many_members(tmp_path), LAYOUT)
    assert alone == beside
    (body,) = [record for record in beside if record["t"] == "laid"]
    assert sum(body["persons"]) == len(body["identities"]) == 4 and body["identities"][0].split("\t")[1] == "male"


def test_amounts_nobody_was_asked_about_come_from_a_second_process_as_such(tmp_path, monkeypatch):
    book = rows()
    book[H][0]["财产性收入"] = "未采集"
    book[H] += [book[H][1] | {"户编号": f"2{n:04d}", "户主证件号码": "", "户主姓名": "盘大山" * 9} for n in range(40)]
    alone, beside = both_ways(monkeypatch, write_book(tmp_path / "r.xlsx", book))
    assert alone == beside
    assert ["property_other" in one["income"] or "property" in one["income"] for one in households(beside)[:2]] == [False, True]


def test_the_reader_in_its_own_process_says_the_same_with_a_second_one(tmp_path):
    path = with_many_members(tmp_path)
    told = [subprocess.run(
        [sys.executable, "-c", f"import os; from tuopin.intake import child, workbook; workbook.LARGE = {large}; child.BATCH = 900;"
                               f" child.main([{str(path)!r}, '--year', '2018']); os._exit(0)"],
        capture_output=True, check=True).stdout for large in (1, 1 << 40)]
    assert told[0] == told[1] and len(told[0].splitlines()) > 10


def test_a_chart_that_is_the_largest_sheet_is_no_sheet_for_a_second_process_either(tmp_path, monkeypatch):
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        for title, lines in rows().items():
            sheet = out.add_worksheet(title)
            sheet.write_row(0, 0, list(lines[0]))
            for number, line in enumerate(lines, 1):
                for column, cell in enumerate(line.values()):
                    sheet.write(number, column, cell)
        chart = out.add_chart({"type": "column"})
        chart.add_series({"values": "=贫困户!$A$2:$A$3"})
        out.add_chartsheet("图表").set_chart(chart)
    repacked(path, lambda name, data: data.replace(b"</chartsheet>", b"<!--" + b"x" * 99_999 + b"--></chartsheet>") if "chartsheets/sheet" in name and name.endswith(".xml") else data)
    alone, beside = both_ways(monkeypatch, path)
    assert alone == beside and len(households(beside)) == 3


def test_too_many_rows_in_the_sheet_of_a_second_process_refuse_the_file(tmp_path, monkeypatch):
    path = with_many_members(tmp_path)
    monkeypatch.setattr(tables, "MOST_ROWS", 20)
    monkeypatch.setattr(workbook, "LARGE", 1)
    (told,) = read(path)
    assert (told["code"], told["params"]["sheet"]) == ("too-many-rows", M)


def test_what_is_hidden_or_merged_beside_the_rows_of_data_is_not_told_of_them(tmp_path):
    path = tmp_path / "odd.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        for title, lines in rows().items():
            sheet = out.add_worksheet(title)
            top = 2 if title == H else 0
            if top:
                sheet.merge_range(0, 0, 0, 5, "贫困户信息采集表")
                sheet.set_row(1, None, None, {"hidden": True})
                sheet.merge_range(4, 40, 6, 41, "")  # from the second row of data over two that are blank
            sheet.write_row(top, 0, list(lines[0]))
            for number, line in enumerate(lines, top + 1):
                at = number + 2 * (title == H and number == top + 3)
                for column, cell in enumerate(line.values()):
                    if cell != "":
                        sheet.write(at, column, cell)
    found = sorted((p["row"], p["code"]) for p in problems(read(path)) if p["sheet"] == H and p["code"] != "number-stored-as-text")
    assert found == [(5, "merged-cells"), (8, "after-blank-row")]


def test_a_sheet_that_begins_in_another_column_is_read_like_one_that_begins_in_the_first(tmp_path):
    path = tmp_path / "right.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        for title, lines in rows().items():
            sheet = out.add_worksheet(title)
            sheet.write_row(0, 2, list(lines[0]))
            for number, line in enumerate(lines, 1):
                for column, cell in enumerate(line.values(), 2):
                    if cell != "":
                        sheet.write(number, column, cell)
            sheet.write_boolean(0, 60, True)  # the general reader reads it
    plainly = read(write_book(tmp_path / "left.xlsx", rows()))
    assert [one["facts"] for one in households(read(path))] == [one["facts"] for one in households(plainly)]


def test_without_any_line_of_income_there_is_none_to_lay_out(tmp_path):
    book = rows()
    lines = [name for name in book[H][0] if name in ("工资性收入", "生产经营性收入", "生产经营性支出", "财产性收入", "低保金", "养老金", "年人均纯收入")]
    book[H] = [{name: cell for name, cell in line.items() if name not in lines} for line in book[H]]
    told = list(records(write_book(tmp_path / "r.xlsx", book), 2018, {}, LAYOUT))
    (body,) = [record for record in told if record["t"] == "laid"]
    assert body["incomes"] == [""] * 3


def test_a_number_that_is_none_of_its_stated_kind_keeps_what_was_found_first(tmp_path):
    found = problems(read(with_case(tmp_path / "r.xlsx", Case("", M, "证件号码", WIFE[:17], "Q", "", also={"证件类型": "残疾人证"}))))
    assert [(p["code"], p["outcome"]) for p in found if p["column"] == "证件号码"] == [("certificate-length", "Q")]


def test_rows_that_there_is_no_room_to_keep_are_taken_out_of_the_file_again():
    lines = [[str(n)] for n in range(7)]
    asked = []

    def again():
        asked.append(1)
        return iter(lines)

    sheet = Sheet("表", again, room=Room(0))
    assert [first for first, _part in sheet.parts(3)] == [1, 4, 7] and list(sheet.picked([7, 2])) == [(2, ["1"]), (7, ["6"])]
    assert list(sheet.picked([1])) == [(1, ["0"])] and len(asked) == 3
    assert list(sheet.picked([7, 8, 99])) == [(7, ["6"])]


def test_a_heading_may_carry_the_code_of_its_field_whatever_its_words():
    coded = next(field for field in sheet_kind("household").fields.values() if field.code)
    assert field_of("household", f"随便什么({coded.code.lower()})") is coded
    assert field_of("household", "随便什么(ZZZ999)") is None


@pytest.mark.parametrize(("cell", "code"), [(5.0, "not-in-list"), (True, "not-in-list"), ("工资性收入:\u202e合同", "hidden-direction-mark")])
def test_what_proves_an_income_is_said_in_words(cell, code):
    assert (read_evidence(cell).code, read_evidence(cell).outcome) == (code, "Q")


def test_a_file_with_two_sheets_and_the_larger_one_unknown_is_told_so_by_either_process(tmp_path, monkeypatch):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as out:
        for title in ("一", "二"):
            for number in range(60 if title == "二" else 1):
                out.get_worksheet_by_name(title) or out.add_worksheet(title)
                out.get_worksheet_by_name(title).write_row(number, 0, ["甲", "乙"])
    alone, beside = both_ways(monkeypatch, tmp_path / "a.xlsx")
    assert alone == beside and refusal(beside) == "no-known-sheet"


def test_what_nearly_all_cells_of_a_column_need_is_told_once_with_their_number(tmp_path, monkeypatch):
    book = rows()
    book[H] = [line | {"工资性收入": "10,000"} for line in book[H]]
    book[H][0]["耕地面积"] = "２.５"
    path = write_book(tmp_path / "r.xlsx", book)
    assert [p["row"] for p in problems(read(path)) if p["code"] == "normalised"] == [2, 2, 3, 4]
    monkeypatch.setattr(telling, "MANY", 2)
    told = [(p["code"], p["column"], p["row"], p["params"]) for p in problems(read(path)) if p["sheet"] == H and p["column"] in ("工资性收入", "耕地面积")]
    assert told == [("many-normalised", "工资性收入", 2, {"count": 3, "what": "normalised"}), ("normalised", "耕地面积", 2, {})]

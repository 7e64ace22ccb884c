"""What a sheet is and what its columns mean: any order, official names, codes, English, titles above, a mapping for the rest."""

import random

import pytest
import xlsxwriter

from intake.corpus import rows, write_book
from intake.reading import households, problems, read, refusal
from tuopin.intake.catalogue import KINDS, sheet_kind
from tuopin.intake.headings import field_of


def write_rows(path, sheets: dict[str, list[list]]):
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as out:
        for title, lines in sheets.items():
            sheet = out.add_worksheet(title)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    return path


def lines_of(book: dict[str, list[dict]], renamed=lambda kind, heading: heading) -> dict[str, list[list]]:
    kinds = dict(zip(book, ("village", "household", "member", "helper", "pairing"), strict=True))
    return {
        title: [[renamed(kinds[title], heading) for heading in lines[0]], *(list(line.values()) for line in lines)]
        for title, lines in book.items()
    }


def test_shuffled_columns_read_the_same(tmp_path):
    book, dice = rows(), random.Random(3)
    straight = households(read(write_book(tmp_path / "a.xlsx", book)))
    for title, lines in book.items():
        order = dice.sample(list(lines[0]), len(lines[0]))
        book[title] = [{heading: line[heading] for heading in order} for line in lines]
    assert households(read(write_book(tmp_path / "b.xlsx", book))) == straight


@pytest.mark.parametrize("attribute", ["code", "en", "name"])
def test_codes_and_english_names_read_the_same(tmp_path, attribute):
    def renamed(kind, heading):
        field = field_of(kind, heading)
        return getattr(field, attribute) or heading

    straight = households(read(write_book(tmp_path / "a.xlsx", rows())))
    other = households(read(write_rows(tmp_path / "b.xlsx", lines_of(rows(), renamed))))
    for one, two in zip(straight, other, strict=True):
        assert one == two


def test_title_rows_and_two_rows_of_headings_are_passed_over(tmp_path):
    sheets = lines_of(rows())
    lines = sheets["家庭成员"]
    codes = [field_of("member", heading).code or heading for heading in lines[0]]
    sheets["家庭成员"] = [["江华瑶族自治县建档立卡贫困人口名册"], ["填报日期:2018-12-31", "", "单位:元"], lines[0], codes, *lines[1:]]
    found = read(write_rows(tmp_path / "r.xlsx", sheets))
    assert not problems(found)
    assert households(found)[0]["rows"][1] == ["家庭成员", 5, "accepted"]


def test_headings_may_carry_units_stars_and_blanks(tmp_path):
    def renamed(_kind, heading):
        return {"工资性收入": "工资性收入（元）", "耕地面积": "耕地面积(亩)", "姓名": " 姓 名*", "家庭人口数": "家庭人口数（人）"}.get(heading, heading)

    found = read(write_rows(tmp_path / "r.xlsx", lines_of(rows(), renamed)))
    assert not problems(found) and households(found)[0]["income"]["wage"] == 1_000_000


def test_a_unit_in_the_heading_counts_for_the_column(tmp_path):
    book = rows()
    for line in book["贫困户"]:
        line["工资性收入"] = 1
    sheets = lines_of(book, lambda _kind, heading: "工资性收入(万元)" if heading == "工资性收入" else heading)
    found = read(write_rows(tmp_path / "r.xlsx", sheets))
    assert {h["income"]["wage"] for h in households(found)} == {1_000_000}
    assert [p["code"] for p in problems(found)] == ["unit-from-heading"]


def test_a_sheet_is_known_by_its_headings_whatever_its_name(tmp_path):
    book = {f"Sheet{number}": lines for number, lines in enumerate(rows().values(), 1)}
    found = read(write_book(tmp_path / "r.xlsx", book))
    assert not problems(found)
    assert [r["kind"] for r in found if r["t"] == "sheet"] == list(KINDS)


def test_a_column_twice_is_refused_and_a_required_one_missing_is_named(tmp_path):
    twice = {"家庭成员": [["户编号", "姓名", "证件号码", "身份证号"], ["1", "赵", "", ""]]}
    assert refusal(read(write_rows(tmp_path / "a.xlsx", twice))) == "duplicate-headings"
    missing = {"家庭成员": [["编码", "姓名", "证件号码"], ["1", "赵", ""]]}
    found = read(write_rows(tmp_path / "b.xlsx", missing))
    assert refusal(found) == "missing-headings" and found[0]["params"]["missing"] == ["户编号"]


def test_a_mapping_names_columns_that_the_headings_do_not(tmp_path):
    lines = {"家庭成员": [["编码", "姓名", "甲", "乙"], ["1", "赵小花", "女", "x"]]}
    path = write_rows(tmp_path / "r.xlsx", lines)
    found = read(path, mapping={"编码": "member.household", "甲": "sex", "乙": ""})
    assert households(found)[0]["members"][0]["sex"] == "female"
    assert next(r for r in found if r["t"] == "sheet")["unknown"] == []


def test_an_unknown_column_is_told_and_left_out(tmp_path):
    found = read(write_rows(tmp_path / "r.xlsx", {"家庭成员": [["户编号", "姓名", "星座"], ["1", "赵小花", "白羊"]]}))
    assert next(r for r in found if r["t"] == "sheet")["unknown"] == ["星座"] and len(households(found)) == 1


def test_the_year_is_taken_from_the_file_when_nobody_names_one(tmp_path):
    found = read(write_book(tmp_path / "r.xlsx", rows()), year=None)
    assert {r["year"] for r in found if r["t"] == "sheet"} == {2018}
    mixed = rows()
    mixed["贫困户"][0]["年度"] = 2017
    assert refusal(read(write_book(tmp_path / "m.xlsx", mixed), year=None)) == "several-years"


def test_every_heading_of_the_catalogue_is_understood_as_its_own_field():
    for kind in KINDS:
        for field in sheet_kind(kind).fields.values():
            for name in (field.zh, field.en, field.name, field.code, *field.also, *field.codes):
                if name:
                    assert field_of(kind, name) is field, (kind, name)


def test_rows_after_a_gap_wait_and_footnotes_are_quarantined(tmp_path):
    lines = [["户编号", "姓名", "人编号"], ["1", "赵小花", "101"], ["", "", ""], ["1", "赵大山", "102"], ["合计", "", 2], ["", "填表人", ""]]
    found = read(write_rows(tmp_path / "r.xlsx", {"家庭成员": lines}))
    assert [(p["row"], p["code"]) for p in problems(found) if p["code"] != "certificate-empty"] == [
        (5, "totals-row"), (4, "after-blank-row"), (6, "after-blank-row"), (6, "no-key"),
    ]  # fmt: skip

"""Sheets that are read at once read as the general reader reads them; what is written otherwise is left to it."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tuopin.engine.written_rows import Forms, texts_of
from tuopin.intake import workbook
from tuopin.intake.regular import Regular, shared_strings, shows_no_dates
from tuopin.intake.scan import scan_workbook
from tuopin.intake.sheets import MOST_COLUMNS, MOST_ROWS, PART

CELLS = st.one_of(
    st.just(""), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="_"), max_size=12),
    st.integers(-10**16, 10**18), st.floats(-1e12, 1e12), st.sampled_from(["&", "<a>", "&amp;lt;", "甲乙", " 乙", "\u3000丙 "]),
)
GRIDS = st.lists(st.lists(CELLS, max_size=30), max_size=40)


def saved(path: Path, rows: list[list], **more: object) -> Path:
    """A workbook with these rows as a spreadsheet program writes it; a row that is empty is left out altogether."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "nan_inf_to_errors": True} | more) as book:
        sheet = book.add_worksheet("表")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell != "":
                    (sheet.write_string if isinstance(cell, str) else sheet.write_number)(row, column, cell)
    return path


def rewritten(path: Path, part: str, before: bytes, after: bytes) -> Path:
    """The workbook with something in one of its parts replaced."""
    to = path.with_name(f"again-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            content = old.read(one)
            if one == part:
                assert before in content
                content = content.replace(before, after)
            new.writestr(one, content)
    return to


def read_at_once(path: Path) -> bool:
    return scan_workbook(path).regular["表"].read


def rows_of(path: Path) -> list[list]:
    (sheet,) = workbook.open_workbook(path)
    return [row for _first, part in sheet.parts(PART) for row in part]


def rows_of_general_reader(path: Path) -> list[list]:
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("表")
    left = sheet.start[1] if sheet.start else 0
    return [[""] * left + row for row in sheet.iter_rows()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GRIDS)
def test_what_is_read_at_once_is_what_the_general_reader_reads(tmp_path, rows):
    path = saved(tmp_path / "a.xlsx", rows)
    theirs = rows_of_general_reader(path)
    ours = rows_of(path)
    assert ours == theirs
    assert [[type(cell) for cell in row] for row in ours] == [[type(cell) for cell in row] for row in theirs]


def test_a_plain_roster_is_read_at_once_in_several_pieces(tmp_path):
    rows = [["户编号", "", "收入", "姓名"]] + [[f"{n:019d}", "", n / 4 if n % 3 else "无", f"张{n % 7}"] for n in range(30_000)]
    path = saved(tmp_path / "a.xlsx", rows)
    assert read_at_once(path)
    assert rows_of(path) == rows_of_general_reader(path)


@pytest.mark.parametrize(("before", "after"), [
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="e"><v>#N/A</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="b"><v>1</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="inlineStr"><is><t>x</t></is></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2"><f>A1</f><v>3</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B3" t="s"><v>3</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B12" t="s"><v>3</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="A2" t="s"><v>3</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="s"><v>03</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="s"><v>-1</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="s"><v>3.0</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="s"><v>999</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2"><v>1_0</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2"><v>0x10</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2"><v></v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2"><v>1,2</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="s"><v>3</v><v>4</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<!-- <c r="B2"><v>3</v></c> -->'),
    (b'<row r="2"', b'<row r="1"'),
    (b'<row r="2"', b'<row r="300000"'),
    (b'<row r="2"', b"<row r='2'"),
    (b'<row r="2"', b"<row"),
    (b'<row r="2"', b'<row r="02"'),
    (b'<row r="2"', b'<row r="2.0"'),
    (b'<row r="2"', b'<row r="100000002"'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B02" t="s"><v>3</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B100000002" t="s"><v>3</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c5 r="B2" t="s"><v>3</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="s"><v>3</v>4</c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="s"><v>6</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="s"><v>000000003</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="2B" t="s"><v>3</v></c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="s"><v></v>3</c>'),
    (b'<c r="B2" t="s"><v>3</v></c>', b'<c r="B2" t="s"><v>3</v></c>3'),
    (b'</row><row r="2"', b'</ro2w><row r=""'),
    (b"<sheetData>", b"<sheetData >"),
    (b"</sheetData>", b"</sheetData><sheetData></sheetData>"),
])  # fmt: skip
def test_a_sheet_that_is_written_otherwise_is_left_to_the_general_reader(tmp_path, before, after):
    path = saved(tmp_path / "a.xlsx", [["户编号", "姓名"], ["1", "张三"], ["2", "李四"]])
    assert read_at_once(path)
    assert not read_at_once(rewritten(path, "xl/worksheets/sheet1.xml", before, after))


@pytest.mark.parametrize("program", [
    b'<row r="%d" spans="1:18" ht="15.75" x14ac:dyDescent="0.25">', b'<row r="%d">', b'<row r="%d" customHeight="1">',
])  # fmt: skip
@pytest.mark.parametrize("style", [b"", b' s="1"', b' s="12"'])
@pytest.mark.parametrize(("written", "is_read"), [
    (b"0", True), (b"7", True), (b"12345678", True), (b"123456789", True), (b"98765432109876543210", True), (b"0.5", True), (b"0.05", True), (b"12.5", True),
    (b"17882.07", True), (b"0.1234567", True), (b"74.40000000000001", True), (b"4503599627370497.5", True), (b"-3", True), (b"-0.25", True), (b"1E5", True), (b"1.5E-7", True),
    (b"-2.5E+3", True), (b"9.95", True), (b"99999.9", True), (b"12345.6789", True),
    (b".5", False), (b"5.", False), (b"05", False), (b"00.5", False), (b"1.2.3", False), (b"1.2.34", False), (b"1..5", False), (b".", False), (b"..", False),
    (b"1E5.5", False), (b"5-", False), (b"", False),
])  # fmt: skip
def test_a_number_is_read_as_the_decimal_it_is_written_as(program, style, written, is_read):
    rows = b"".join(
        program % row + b'<c r="A%d"%b><v>%b</v></c><c r="C%d" t="s"%b><v>1</v></c></row>' % (row, style, told, row, b"")
        for row, told in ((2, b"3"), (5, written), (9, b"2.25"))
    )
    sheet = Regular(Forms(texts_of(["甲", "乙", ""]), rows=MOST_ROWS, columns=MOST_COLUMNS))
    assert sheet.take(b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>") is is_read
    if is_read:
        cells = [row for grid in sheet.parts() for row in grid]
        assert [row for row in cells if row != ["", "", ""]] == [[3.0, "", "乙"], [float(written), "", "乙"], [2.25, "", "乙"]]
        assert type(cells[4][0]) is float and len(cells) == 9


@given(st.lists(st.decimals(0, 10**9, places=2) | st.decimals(-1000, 1000, places=6), min_size=1, max_size=200))
def test_whatever_decimals_a_column_holds_it_reads_as_each_of_them_alone(amounts):
    written = [f"{amount:f}" for amount in amounts]
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{told}</v></c></row>' for row, told in enumerate(written, 1))
    sheet = Regular(Forms(texts_of([""]), rows=MOST_ROWS, columns=MOST_COLUMNS))
    assert sheet.take(f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode())
    assert [cell for grid in sheet.parts() for (cell,) in grid] == list(map(float, written))


@pytest.mark.parametrize("text", [
    b"<sst><si><r><t>a</t></r></si></sst>", b"<sst><si><t> a</t></si></sst>", b"<sst><si><t>a\n</t></si></sst>",
    b"<sst><si><t>a_x000D_</t></si></sst>", b"<sst><si><t>&#65;</t></si></sst>", b"<sst><si><t>\xff</t></si></sst>",
    b"<sst><si><t>a\x00b</t></si></sst>", b"<sst><si><t>a</t></si><si/></sst>", b"<sst><si><t>a</t></si>",
    b"<sst><!-- --><si><t>a</t></si></sst>", b"<x:sst><x:si><x:t>a</x:t></x:si></x:sst>",
])  # fmt: skip
def test_shared_strings_that_readers_might_differ_on_are_left_to_the_general_reader(text):
    assert shared_strings(text) is None


def test_shared_strings_are_read_with_their_entities_and_without_their_readings():
    text = '<sst><si><t>甲 &lt;&amp;lt;</t><phoneticPr fontId="1" type="noConversion"/></si><si><t/></si><si><t xml:space="preserve"> 乙 </t></si></sst>'
    assert shared_strings(text.encode()) == ["甲 <&lt;", "", " 乙 ", ""]


def test_an_empty_shared_string_is_an_empty_cell_for_both_readers(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["户编号", "姓名"], ["1", "张三"], ["2", "李四"]])
    path = rewritten(path, "xl/sharedStrings.xml", "<si><t>李四</t></si>".encode(), b"<si><t/></si>")
    assert read_at_once(path)
    assert rows_of(path) == rows_of_general_reader(path)


@pytest.mark.parametrize(("code", "plain"), [("@", True), ("0.00", True), ("#,##0", True), ("yyyy-mm-dd", False), ("0;[红色]0", False)])
def test_formats_that_might_show_dates_are_left_to_the_general_reader(tmp_path, code, plain):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("表").write_number(0, 0, 43_000, book.add_format({"num_format": code}))
    with zipfile.ZipFile(path) as archive:
        assert shows_no_dates(archive.read("xl/styles.xml")) is plain
    assert read_at_once(path) is plain


def test_a_date_of_a_workbook_stays_a_date(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("表").write_datetime(0, 0, date(2018, 5, 1), book.add_format({"num_format": 14}))
    assert rows_of(path) == [[date(2018, 5, 1)]]


@pytest.mark.parametrize("rare", [0, 1, 999, 1_000, 1_001, 3_000])
def test_a_character_written_as_its_number_is_found_however_many_others_there_are(rare):
    plain = "<sst><si><t>甲</t></si>" + "<si><t>a_b</t></si>" * rare
    assert shared_strings(f"{plain}</sst>".encode()) == ["甲", *["a_b"] * rare, ""]
    assert shared_strings(f"{plain}<si><t>_x000D_</t></si></sst>".encode()) is None
    assert shared_strings(f"{plain}<si><t>__x000D_</t></si></sst>".encode()) is None

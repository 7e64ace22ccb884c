"""What is said of rows as a whole: incomes stated twice, years, heads, sheets that are strangers, rows after gaps and merged cells."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from intake.corpus import identity, repacked, rows, write_book
from intake.reading import households, problems, read, refusal
from tuopin.intake.child import records
from tuopin.intake.container import LARGEST, data_start, pieces, sound_archive
from tuopin.intake.headings import kind_by_title
from tuopin.intake.incomes import income_of, net_of
from tuopin.intake.media.exif import _degrees
from tuopin.intake.media.parent import read_media
from tuopin.intake.members import TOLD
from tuopin.intake.parent import read_lines
from tuopin.kernel.refusals import Refusal

H, M, P, B = "贫困户", "家庭成员", "结对帮扶", "帮扶责任人"
PARTS = {"资产收益分红": 60, "土地流转收入": 40}


def said(found, *codes):
    return sorted((p["sheet"], p["row"], p["column"], p["code"], p["outcome"]) for p in problems(found) if not codes or p["code"] in codes)


def a_book(tmp_path, change=lambda book: None, name="r.xlsx", **options):
    book = rows()
    change(book)
    return write_book(tmp_path / name, book, **options)


def each(book, sheet, cells):
    book[sheet] = [line | cells for line in book[sheet]]


@pytest.mark.parametrize(("lines", "kept"), [
    ({"property": 10000, "property_land": 4000, "property_dividend": 6000}, {"property_land": 4000, "property_dividend": 6000}),
    ({"property": 10000, "property_land": 4000}, {"property_land": 4000, "property_other": 6000}),
    ({"property": 10000, "property_land": 4000, "property_other": 1000}, {"property_land": 4000, "property_other": 1000}),
    ({"property": 4000, "property_land": 4000}, {"property_land": 4000}), ({"property": 10000, "property_land": None}, {"property": 10000}),
    ({"property": None, "property_land": None}, {"property_land": None}), ({"property": None, "property_land": 4000}, {"property_land": 4000}),
    ({"property": 10000}, {"property": 10000}), ({"property_land": 4000}, {"property_land": 4000}), ({"wage": 1}, {"wage": 1}),
])
def test_a_total_beside_its_parts_is_counted_once(lines, kept):
    assert income_of(lines) == kept


def test_net_income_needs_every_kind_of_line_and_each_of_them_known():
    lines = {"wage": 1000, "business_income": 500, "business_expense": 200, "property_land": 30, "transfer_pension": 7}
    assert net_of(lines) == 1337
    for missing in lines:
        assert net_of({name: amount for name, amount in lines.items() if name != missing}) is None, missing
        assert net_of(lines | {missing: None}) is None, missing


def test_parts_that_do_not_add_up_to_their_total_are_told_with_both(tmp_path):
    def change(book):
        each(book, H, PARTS | {"其他财产性收入": 0})
        book[H][1] |= {"土地流转收入": 50}
    found = read(a_book(tmp_path, change))
    assert said(found, "income-parts-differ") == [(H, 3, "财产性收入", "income-parts-differ", "W")]
    [told] = [p for p in problems(found) if p["code"] == "income-parts-differ"]
    assert (told["params"]["parts"], told["params"]["total"]) == ("110.00", "100.00")
    assert not said(read(a_book(tmp_path, lambda book: each(book, H, PARTS), "even.xlsx")), "income-parts-differ")


@pytest.mark.parametrize(("parts", "told"), [({"土地流转收入": 40}, False), ({"土地流转收入": 102}, True), ({"土地流转收入": ""}, False), ({"土地流转收入": 100.01}, False)])
def test_less_than_the_total_is_no_contradiction_where_the_file_has_not_all_parts(tmp_path, parts, told):
    found = read(a_book(tmp_path, lambda book: each(book, H, parts)))
    assert bool(said(found, "income-parts-differ")) == told


def test_with_totals_and_parts_side_by_side_the_figure_per_head_is_still_compared(tmp_path):
    def change(book):
        each(book, H, PARTS)
        book[H][2]["年人均纯收入"] = 9999
    found = read(a_book(tmp_path, change))
    assert said(found, "per-head-differs") == [(H, 4, "年人均纯收入", "per-head-differs", "W")]
    assert {p["params"]["computed"] for p in problems(found) if p["code"] == "per-head-differs"} == {"6668.00"}


def test_where_a_kind_of_income_has_no_column_nothing_is_compared(tmp_path):
    def change(book):
        book[H] = [{name: cell for name, cell in line.items() if name not in ("低保金", "养老金")} | {"年人均纯收入": 1} for line in book[H]]
    assert not said(read(a_book(tmp_path, change)), "per-head-differs")


@pytest.mark.parametrize(("stated", "agrees"), [(6668, True), (6668.0, True), (6667, True), (6669, True), (6670, False), (6666, False), (6668.1, True), (6668.2, False), (6668.01, True),
                                               (6668.02, False)])
def test_a_figure_per_head_may_be_off_by_one_unit_of_its_last_digit(tmp_path, stated, agrees):
    found = read(a_book(tmp_path, lambda book: each(book, H, {"年人均纯收入": stated})))
    assert bool(said(found, "per-head-differs")) != agrees


def test_the_year_is_that_of_nearly_all_rows(tmp_path):
    def of(years):
        def change(book):
            for line, year in zip(book[H], years, strict=True):
                line["年度"] = year
        return read(a_book(tmp_path, change, f"{years}.xlsx"), year=None)
    assert of((2018, 2018, 2018))[0]["t"] != "refused"
    assert refusal(of((2018, 2018, 2017))) == "several-years" and refusal(of(("", "", ""))) == "year-missing" and refusal(of(("去年", "", ""))) == "year-missing"


def test_a_household_has_one_head_and_as_many_people_as_it_says(tmp_path):
    def change(book):
        book[H][0]["家庭人口数"] = 3
        book[M][3]["与户主关系"] = "户主"
        book[M][4]["与户主关系"] = ""
        book[M][5]["与户主关系"] = ""
        book[H].append(book[H][0] | {"户编号": "10009", "家庭人口数": "", "户主证件号码": ""})
    found = said(read(a_book(tmp_path, change)), "size-mismatch", "two-heads", "no-head", "no-members")
    assert found == sorted([
        (H, 2, "家庭人口数", "size-mismatch", "Q"), (M, 4, "与户主关系", "two-heads", "Q"), (M, 5, "与户主关系", "two-heads", "Q"), (H, 5, "户编号", "no-members", "Q")])


def test_a_sheet_without_relations_is_not_asked_for_heads(tmp_path):
    def change(book):
        book[M] = [{name: cell for name, cell in line.items() if name != "与户主关系"} for line in book[M]]
        book[H][0]["家庭人口数"] = 5
    assert said(read(a_book(tmp_path, change)), "no-head", "size-mismatch") == [(H, 2, "家庭人口数", "size-mismatch", "Q")]


def test_a_helper_whose_number_says_another_sex_is_asked_about(tmp_path):
    def change(book):
        book[B][0]["性别"] = "女"
        book[B].append(book[B][0] | {"帮扶人编号": "B002", "性别": "女", "证件号码": identity("431129", "19660303", "422")})
    assert said(read(a_book(tmp_path, change)), "sex-contradicts-certificate") == [(B, 2, "性别", "sex-contradicts-certificate", "W")]


@pytest.mark.parametrize(("ends", "told"), [("2017-03-01", True), ("2017-02-28", True), ("2017-03-02", False), ("", False)])
def test_a_pairing_ends_after_it_begins(tmp_path, ends, told):
    found = read(a_book(tmp_path, lambda book: book[P][0].update(帮扶结束时间=ends)))
    assert bool(said(found, "ends-before-start")) == told


def test_a_sheet_that_is_none_of_the_five_is_named_and_an_empty_or_hidden_one_is_not(tmp_path):
    path = a_book(tmp_path)
    book = rows() | {"说明": [{"某": "甲", "乙": "丙"}]}
    found = read(write_book(tmp_path / "s.xlsx", book))
    assert [p["params"]["title"] for p in problems(found) if p["code"] == "sheet-not-recognised"] == ["说明"]
    assert not said(read(path), "sheet-not-recognised")


def test_two_sheets_of_one_kind_and_files_without_rows_are_refused(tmp_path):
    book = rows()
    assert refusal(read(write_book(tmp_path / "two.xlsx", book | {"贫困户2": book[H]}))) == "two-sheets-one-kind"
    with xlsxwriter.Workbook(str(tmp_path / "none.xlsx")) as out:
        out.add_worksheet("贫困户").write_row(0, 0, list(rows()[H][0]))
    assert refusal(read(tmp_path / "none.xlsx")) == "no-rows"


def test_rows_after_a_gap_merged_and_hidden_ones_are_each_told(tmp_path):
    path = tmp_path / "odd.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        for title, lines in rows().items():
            sheet = out.add_worksheet(title)
            sheet.write_row(0, 0, list(lines[0]))
            for number, line in enumerate(lines, 1):
                at = number + 2 * (title == H and number == 3)  # two blank rows before the third household
                for column, cell in enumerate(line.values()):
                    if cell != "":
                        sheet.write(at, column, cell)
            if title == H:
                sheet.set_row(1, None, None, {"hidden": True})
                sheet.merge_range(2, 40, 2, 41, "")
                sheet.merge_range(40, 0, 41, 1, "")  # far below the last row: nobody's
    found = said(read(path), "after-blank-row", "hidden-row", "merged-cells")
    assert found == [(H, 2, "", "hidden-row", "W"), (H, 3, "", "merged-cells", "Q"), (H, 6, "", "after-blank-row", "W")]


def test_a_number_tells_sex_birth_and_kind_only_where_its_form_does():
    sex, born, kind = (TOLD[name] for name in ("sex", "born_on", "certificate_kind"))
    resident = identity("431129", "19710305", "111")
    assert (sex(resident), born(resident), kind(resident)) == ("male", "1971-03-05", "resident_id")
    assert (sex(None), born(None), kind(None)) == (None, None, "resident_id")
    for number, name in (("H12345678", "hk_macau_permit"), ("M1234567801", "hk_macau_permit"), ("ABC123456789012", "foreign_permanent"), ("A123456789", "birth_certificate")):
        assert (sex(number), born(number), kind(number)) == (None, None, name)


def test_a_sheet_is_known_by_its_name_alone_or_not_at_all():
    assert kind_by_title("贫困户") == "household" and kind_by_title("家庭成员信息") in ("member", None) and kind_by_title("天气") is None


def test_a_workbook_with_a_chart_sheet_and_other_parts_reads_as_without(tmp_path):
    path = tmp_path / "chart.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        for title, lines in rows().items():
            sheet = out.add_worksheet(title)
            for number, line in enumerate([dict(zip(lines[0], lines[0], strict=True)), *lines]):
                for column, cell in enumerate(line.values()):
                    if cell != "":
                        sheet.write(number, column, cell)
        chart = out.add_chart({"type": "column"})
        chart.add_series({"values": "=贫困户!$A$2:$A$3"})
        out.add_chartsheet("图表").set_chart(chart)
    assert len(households(read(path))) == 3 and not said(read(path), "sheet-not-recognised")


def test_a_part_that_says_less_or_other_than_it_holds_is_refused(tmp_path):
    path = a_book(tmp_path)
    archive = sound_archive(path)
    part = archive.infolist()[0]
    part.CRC ^= 1
    with pytest.raises(Refusal, match="workbook-damaged"):
        b"".join(pieces(archive, part))
    part.CRC ^= 1
    part.file_size += 1
    with pytest.raises(Refusal, match="workbook-damaged"):
        b"".join(pieces(archive, part))
    part.file_size -= 2
    with pytest.raises(Refusal, match="file-expands-too-far"):
        b"".join(pieces(archive, part))
    part.header_offset = -1
    with pytest.raises(Refusal, match="workbook-damaged"):
        data_start(archive, part)


def test_a_part_that_ends_early_or_runs_on_is_refused(tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a", b"x" * 100_000)
        out.writestr("b", b"y" * 1000)
    for change, code in ((-5, "workbook-damaged"), (10, "workbook-damaged")):
        archive = zipfile.ZipFile(io.BytesIO(target.getvalue()))
        part = archive.infolist()[0]
        part.compress_size += change
        with pytest.raises(Refusal, match=code):
            b"".join(pieces(archive, part))
    archive = zipfile.ZipFile(io.BytesIO(target.getvalue()))
    part = archive.infolist()[1]
    part.compress_size += 10_000_000  # beyond the file's end
    with pytest.raises(Refusal, match="workbook-damaged"):
        b"".join(pieces(archive, part))


def test_a_workbook_whose_parts_are_stored_without_packing_is_read(tmp_path):
    path = a_book(tmp_path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "stored.xlsx", "w", zipfile.ZIP_STORED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
    assert len(households(read(tmp_path / "stored.xlsx"))) == 3


def test_a_file_that_is_too_large_is_refused_before_anything_reads_it(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert refusal(list(records(path, 2018, {}))) == "file-too-large"
    assert b'"file-too-large"' in next(iter(read_lines(path, year=2018)))
    with pytest.raises(Refusal, match="evidence-too-large"):
        read_media(b"\0" * (LARGEST + 1), kind="photo")


@pytest.mark.parametrize(("change", "code"), [
    (lambda name, data: b"\xff\xfe" + data if name == "xl/workbook.xml" else data, "xml-encoding"),
    (lambda name, data: data.replace(b"UTF-8", b"UTF-16") if name == "xl/workbook.xml" else data, "xml-encoding"),
    (lambda name, data: data.replace(b"UTF-8", b"GB18030") if name == "xl/worksheets/sheet2.xml" else data, "xml-encoding"),
    (lambda name, data: data.replace(b"<sst", b"<!DOCTYPE a><sst") if name == "xl/sharedStrings.xml" else data, "xml-declares-entities"),
    (lambda name, data: data.replace(b' r="A3"', b' r="XFD1048576"') if name == "xl/worksheets/sheet2.xml" else data, "cell-far-outside"),
    (lambda name, data: data.replace(b'<c r="A3"', b"<c r='XFD1048576'") if name == "xl/worksheets/sheet2.xml" else data, "cell-far-outside"),
])
def test_a_part_in_another_writing_or_with_a_cell_far_away_is_refused(tmp_path, change, code):
    assert refusal(read(repacked(a_book(tmp_path), change))) == code


@pytest.mark.parametrize("mark", [b't="e"><v>#REF!</v>', b"t='e'><v>#REF!</v>"])
def test_an_error_in_a_cell_without_an_address_makes_the_whole_sheet_unsure(tmp_path, mark):
    def change(name, data):
        return data.replace(b'<c r="A3"', b"<c " + mark + b'</c><c r="A3"') if name == "xl/worksheets/sheet2.xml" else data
    assert refusal(read(repacked(a_book(tmp_path), change))) == "workbook-damaged"


def test_a_coordinate_of_a_camera_has_three_finite_parts():
    assert _degrees({1: "S", 2: (24, 30, 36)}, 2, 1, "S") == -24.51 and _degrees({2: (24, 30, 36)}, 2, 1, "S") == 24.51
    for parts in ((24, 30), (24, 30, 36, 1), (float("nan"), 0, 0)):
        with pytest.raises((ValueError, IndexError)):
            _degrees({2: parts}, 2, 1, "S")


def test_what_the_file_says_of_days_after_its_year_is_stopped(tmp_path):
    def change(book):
        book[H][0]["首次识别时间"] = "2019"
        book[H][1]["首次识别时间"] = "2018-12-31"
        book[P][2]["帮扶开始时间"] = date(2019, 1, 1).isoformat()
    assert said(read(a_book(tmp_path, change)), "after-the-year") == [(P, 4, "帮扶开始时间", "after-the-year", "Q"), (H, 2, "首次识别时间", "after-the-year", "Q")]

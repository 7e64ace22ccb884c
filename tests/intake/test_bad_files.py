"""Files that are not what they should be are refused before they are read, each with its reason; what is merely odd is read."""

import random
import time
import zipfile

import pytest
import xlsxwriter

from intake.corpus import overlapping, repacked, rows, write_book
from intake.reading import households, problems, read, refusal

SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.fixture
def book(tmp_path):
    return write_book(tmp_path / "r.xlsx", rows())


def declared(data: bytes) -> bytes:
    head, end, rest = data.partition(b"?>")
    return head + end + ENTITY + rest


def test_a_cell_in_the_last_corner_is_refused_at_once(tmp_path):
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        sheet = out.add_worksheet("贫困户")
        sheet.write(0, 0, "户编号")
        sheet.write(1_048_575, 16_383, 1)
    started = time.monotonic()
    assert refusal(read(path)) == "cell-far-outside"
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("cell", [(300_000, 0), (1, 600)])
def test_a_cell_beyond_the_limits_is_named(book, cell, tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        out.add_worksheet("贫困户").write(*cell, "x")
    found = read(path)
    assert refusal(found) == "cell-far-outside" and found[0]["params"]["sheet"] == "贫困户"


def test_a_shared_string_of_300_megabytes_is_refused_before_parsing(book):
    huge = b'<?xml version="1.0" encoding="UTF-8"?><sst><si><t>' + b"0" * 300_000_000 + b"</t></si></sst>"
    repacked(book, lambda name, data: huge if name == "xl/sharedStrings.xml" else data)
    assert book.stat().st_size < 400_000
    assert refusal(read(book)) == "file-expands-too-far"


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "docProps/core.xml", "xl/styles.xml"]
)
def test_a_document_type_is_refused_in_every_part(book, part):
    repacked(book, lambda name, data: declared(data) if name == part else data)
    assert refusal(read(book)) == "xml-declares-entities"


def test_a_part_in_another_encoding_is_refused(book):
    repacked(book, lambda name, data: data.decode().encode("utf-16") if name == SHEET else data)
    assert refusal(read(book)) == "xml-encoding"


def test_parts_that_share_bytes_are_refused(book):
    book.write_bytes(overlapping(book.read_bytes()))
    assert refusal(read(book)) == "archive-unsafe"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl\\..\\..\\x", "C:/x"])
def test_a_part_that_points_outside_is_refused(book, name):
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"x")
    assert refusal(read(book)) == "archive-unsafe"


def test_two_parts_of_one_name_are_refused(book):
    with zipfile.ZipFile(book, "a") as archive, pytest.warns(UserWarning):
        archive.writestr(SHEET, b"x")
    assert refusal(read(book)) == "archive-unsafe"


def test_a_link_in_the_archive_is_refused(book):
    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr(link, b"/etc/passwd")
    assert refusal(read(book)) == "archive-unsafe"


def test_too_many_parts_are_refused(book):
    with zipfile.ZipFile(book, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"xl/x{number}.xml", b"<x/>")
    assert refusal(read(book)) == "archive-unsafe"


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin", "xl/macrosheets/sheet1.xml"]
)
def test_macros_links_and_objects_are_refused(book, name):
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr(name, b"<x/>")
    assert refusal(read(book)) == "workbook-active"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml"])
def test_a_part_that_is_locked_with_a_password_is_refused_as_locked(book, part):
    data = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        begins = archive.getinfo(part).header_offset
    entry = data.rindex(part.encode(), archive.start_dir) - zipfile.sizeCentralDir
    data[begins + 6] |= 1
    data[entry + 8] |= 1
    book.write_bytes(data)
    assert refusal(read(book)) == "workbook-encrypted"


def test_a_relation_that_leads_outside_is_refused(book):
    rel = b'<Relationship Id="rId99" Type="http://x/image" Target="http://198.51.100.1/x" TargetMode="External"/></Relationships>'
    repacked(book, lambda name, data: data.replace(b"</Relationships>", rel) if name == "xl/_rels/workbook.xml.rels" else data)
    assert refusal(read(book)) == "workbook-active"


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_cut_file_is_refused(book, share):
    data = book.read_bytes()
    book.write_bytes(data[: int(len(data) * share)])
    assert refusal(read(book)) == "workbook-damaged"


def test_a_wrong_check_sum_is_refused(book):
    with zipfile.ZipFile(book) as archive:
        part = archive.getinfo(SHEET)
    data = bytearray(book.read_bytes())
    at = data.rindex(part.CRC.to_bytes(4, "little"))
    data[at] ^= 1
    book.write_bytes(data)
    assert refusal(read(book)) == "workbook-damaged"


def test_any_byte_may_be_wrong_without_a_crash(book):
    data, dice = book.read_bytes(), random.Random(7)
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(dice.randint(1, 4)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        book.write_bytes(broken)
        assert read(book)[-1]["t"] in ("end", "refused")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.xlsx", b"", "file-empty"),
        ("html.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "not-a-workbook"),
        ("table.xlsx", b"\xef\xbb\xbf<table><tr><td>1</td></tr></table>", "not-a-workbook"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not-a-workbook"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "workbook-encrypted"),
        ("text.xlsx", "户编号,姓名\n1,2\n".encode(), "not-a-workbook"),
        ("picture.png", b"\x89PNG\r\n\x1a\n", "not-a-workbook"),
        ("paper.pdf", b"%PDF-1.7", "not-a-workbook"),
        ("blank.csv", b"\n\n \n", "file-empty"),
        ("flat.xml", b"<?xml version='1.0'?><office/>", "not-a-workbook"),
    ],
)
def test_other_things_than_workbooks_are_refused_by_what_they_are(tmp_path, name, data, code):
    (tmp_path / name).write_bytes(data)
    assert refusal(read(tmp_path / name)) == code


@pytest.mark.parametrize(("part", "kind"), [("content.xml", "ods"), ("xl/workbook.bin", "xlsb"), ("word/document.xml", "docx")])
def test_other_archives_are_named(tmp_path, part, kind):
    with zipfile.ZipFile(tmp_path / "r.xlsx", "w") as archive:
        archive.writestr(part, b"<x/>")
    found = read(tmp_path / "r.xlsx")
    assert refusal(found) == "not-a-workbook" and found[0]["params"] == {"found": kind}


def test_headings_without_rows_are_refused(tmp_path):
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        out.add_worksheet("家庭成员").write_row(0, 0, ["户编号", "姓名", "证件号码"])
    assert refusal(read(path)) == "no-rows"


def test_a_workbook_of_something_else_is_refused(tmp_path):
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        out.add_worksheet("成绩").write_row(0, 0, ["学号", "语文", "数学"])
    assert refusal(read(path)) == "no-known-sheet"


def test_a_million_formatted_empty_rows_are_nothing(book):
    def pad(name, data):
        if name != SHEET:
            return data
        blank = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(10, 1_048_577))
        return data.replace(b"</sheetData>", blank + b"</sheetData>")

    repacked(book, pad)
    found = read(book)
    assert not problems(found) and len(households(found)) == 3


def test_a_lying_dimension_is_ignored(book):
    repacked(book, lambda name, data: data.replace(b'<dimension ref="A1', b'<dimension ref="A1:XFD1048576" x="A1'))
    assert len(households(read(book))) == 3


def test_a_workbook_that_counts_days_from_1904_is_read(tmp_path):
    from datetime import date

    book = rows()
    book["结对帮扶"][0]["帮扶开始时间"] = date(2017, 3, 1)
    path = write_book(tmp_path / "r.xlsx", book, date_1904=True, default_date_format="yyyy-mm-dd")
    assert households(read(path))[0]["pairings"][0]["starts_on"] == "2017-03-01"


def test_hidden_rows_wait_for_a_person(book):
    hide = lambda name, data: data.replace(b'<row r="3"', b'<row r="3" hidden="1"') if name == "xl/worksheets/sheet3.xml" else data  # noqa: E731
    repacked(book, hide)
    assert [(p["code"], p["row"], p["outcome"]) for p in problems(read(book))] == [("hidden-row", 3, "W")]


def test_a_hidden_sheet_waits_for_a_person_as_a_whole(book):
    repacked(book, lambda name, data: data.replace(b'name="\xe8\xb4\xab', b'state="hidden" name="\xe8\xb4\xab') if name == "xl/workbook.xml" else data)
    found = read(book)
    assert [(p["code"], p["params"]) for p in problems(found)] == [("hidden-sheet", {"rows": 3})]
    assert {h["outcome"] for h in households(found)} == {"confirm"}


def test_merged_cells_among_the_rows_are_quarantined_and_in_the_title_are_not(book):
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    repacked(book, lambda name, data: data.replace(b"</sheetData>", merge) if name == "xl/worksheets/sheet3.xml" else data)
    assert {(p["code"], p["row"]) for p in problems(read(book))} == {("merged-cells", 2), ("merged-cells", 3)}

"""What hides in the bytes of a workbook or a text file is refused with its own reason, whichever part of the reader meets it."""

from __future__ import annotations

import codecs
import time
import zipfile
import zlib
from functools import partial

import pytest
import xlsxwriter

from intake.corpus import repacked, rows, write_book
from intake.reading import households, problems, read, refusal
from tuopin.intake import container, scan, tables
from tuopin.intake.container import pieces
from tuopin.intake.regular import Regular
from tuopin.kernel.refusals import Refusal

SHEET = "xl/worksheets/sheet2.xml"


@pytest.fixture
def book(tmp_path):
    return write_book(tmp_path / "r.xlsx", rows())


def changed(book, change):
    """The workbook with its sheet of households changed."""
    return repacked(book, lambda name, data: change(data) if name == SHEET else data)


def told(book, change) -> list[dict]:
    """What is read of the workbook with its sheet of households changed."""
    return read(changed(book, change))


def test_all_parts_together_may_not_expand_beyond_the_limit(book, monkeypatch):
    whole = sum(part.file_size for part in zipfile.ZipFile(book).infolist())
    monkeypatch.setattr(container, "EXPANDED", whole)
    assert len(households(read(book))) == 3
    monkeypatch.setattr(container, "EXPANDED", whole - 1)
    assert refusal(read(book)) == "file-expands-too-far"


def test_a_row_longer_than_a_row_can_be_is_not_gathered(book, monkeypatch):
    monkeypatch.setattr(scan, "LONGEST_ROW", 40)
    assert refusal(read(book)) == "file-expands-too-far"  # the list of the sheets, which is read whole


def test_a_sheet_without_the_end_of_a_row_is_not_gathered(book, monkeypatch):
    endless = changed(book, lambda text: text.replace(b"<row ", b"<raw ") + b" " * 9_000)
    monkeypatch.setattr(scan, "_whole", partial(whole_before, scan._whole, monkeypatch))
    assert refusal(read(endless)) == "file-expands-too-far"


def whole_before(whole, monkeypatch, archive, part) -> bytes:
    """The small parts as ever; from then on a row may be no longer than a few thousand bytes."""
    monkeypatch.setattr(scan, "LONGEST_ROW", 8_000_000)
    found = whole(archive, part)
    monkeypatch.setattr(scan, "LONGEST_ROW", 8_000)
    return found


def test_an_archive_that_is_cut_while_it_is_read_is_damaged(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
        made.writestr("one", b"x" * 3_000_000)
    with zipfile.ZipFile(path) as archive:
        path.open("r+b").truncate(1_000_000)
        with pytest.raises(Refusal) as refused:
            list(pieces(archive, archive.infolist()[0]))
    assert refused.value.code == "workbook-damaged"


def test_bytes_behind_the_end_of_a_part_are_damage(tmp_path):
    path, text = tmp_path / "a.zip", b"seven words in a part of an archive"
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(text) + packer.flush()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
        made.writestr("one", packed + b"hidden")
    with zipfile.ZipFile(path) as archive:
        (part,) = archive.infolist()
        part.compress_type, part.file_size, part.CRC = zipfile.ZIP_DEFLATED, len(text), zlib.crc32(text)
        with pytest.raises(Refusal) as refused:
            list(pieces(archive, part))
        assert refused.value.code == "workbook-damaged"
        part.compress_size = len(packed)
        assert b"".join(pieces(archive, part)) == text


def test_a_part_that_reaches_into_the_list_of_parts_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
        made.writestr("one", b"x" * 50)
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        container._look_at_places(archive, parts)
        parts[0].compress_size += 1
        with pytest.raises(Refusal) as refused:
            container._look_at_places(archive, parts)
    assert (refused.value.code, refused.value.params) == ("archive-unsafe", {"what": "overlap"})


@pytest.mark.parametrize(("bytes_", "code", "line"), [
    (codecs.BOM_UTF8 + "户编号\n1\n".encode() + b"\xff\n", "encoding-mixed", 3),
    (codecs.BOM_UTF16_LE + "上海\n".encode("utf-16-le") + b"\x00\xd8\x31\x00", "encoding-mixed", 2),  # the 上 holds the byte of a line end
    (codecs.BOM_UTF16_LE + "户编号\n\x00\n".encode("utf-16-le"), "null-byte", 2),
    (b"a,b\n" + "户编号,户主姓名\n".encode("gb18030") + "一二三四,盘大山\n".encode(), "encoding-mixed", 3),
])
def test_text_that_is_not_what_its_first_bytes_say_is_refused_at_its_line(tmp_path, bytes_, code, line):
    path = tmp_path / "t.csv"
    path.write_bytes(bytes_)
    (record,) = read(path)
    assert (record["t"], record["code"], record["params"]["line"]) == ("refused", code, line)


def test_a_cell_without_an_address_that_holds_an_error_or_a_formula_is_damage(book):
    error = b'<c t="e"><v>#REF!</v></c>'
    formula = b"<c><f>1+1</f><v>2</v></c>"
    for cell in (error, formula):
        assert refusal(told(book, lambda text, cell=cell: text.replace(b"</row>", cell + b"</row>", 1))) == "workbook-damaged"


def test_rows_under_a_prefix_are_read_like_all_others(book):
    def prefixed(text: bytes) -> bytes:
        head, start, rest = text.partition(b"<worksheet")
        for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"dimension", b"sheetViews", b"sheetView", b"sheetFormatPr", b"pageMargins"):
            start, rest = (start.replace(b"<" + tag, b"<x:" + tag),
                           rest.replace(b"<" + tag + b" ", b"<x:" + tag + b" ").replace(b"<" + tag + b">", b"<x:" + tag + b">")
                           .replace(b"<" + tag + b"/>", b"<x:" + tag + b"/>").replace(b"</" + tag + b">", b"</x:" + tag + b">"))
        return head + start + rest.replace(b'xmlns="', b'xmlns:x="', 1)

    plainly = households(read(book))
    assert len(plainly) == 3 and households(told(book, prefixed)) == plainly


def test_a_hidden_row_without_a_number_hides_no_other(book):
    found = told(book, lambda text: text.replace(b"</sheetData>", b'<row hidden="1"></row></sheetData>'))
    assert len(households(found)) == 3 and not [p for p in problems(found) if p["code"] == "hidden-row"]


def test_more_rows_than_are_read_are_refused_and_as_many_are_read(book, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 6)
    assert len(households(read(book))) == 3  # six members
    monkeypatch.setattr(tables, "MOST_ROWS", 5)
    assert refusal(read(book)) == "too-many-rows"


def test_a_workbook_that_the_general_reader_finds_locked_or_broken_is_refused(book, monkeypatch):
    import python_calamine
    from python_calamine import CalamineError, PasswordError

    odd = changed(book, lambda text: text.replace(b"<v>", b"<v >"))
    for fault, code in ((PasswordError, "workbook-encrypted"), (CalamineError, "workbook-damaged"), (OSError, "workbook-damaged")):
        class Broken:
            @staticmethod
            def from_path(_path, fault=fault):
                raise fault("as it says")

        monkeypatch.setattr(python_calamine, "CalamineWorkbook", Broken)
        assert refusal(read(odd)) == code


def test_an_empty_sheet_is_no_stranger(tmp_path, book):
    path = tmp_path / "e.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("说明")
        filled = made.add_worksheet("备忘")
        filled.write(0, 0, "电话")
        for title, lines in rows().items():
            sheet = made.add_worksheet(title)
            sheet.write_row(0, 0, list(lines[0]))
            for number, line in enumerate(lines, 1):
                sheet.write_row(number, 0, list(line.values()))
    told = [record for record in read(path) if "备忘" in str(record)]
    assert told and not [record for record in read(path) if "说明" in str(record)]


FORMULAS_BEHIND = b'<extLst><ext xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" uri="{A}"><xm:f>Sheet2!$A$1:$A$9</xm:f></ext></extLst>'


def test_a_list_to_choose_from_or_a_sparkline_makes_no_formula_of_the_last_cell(book):
    plainly = households(read(book))

    def listed(text: bytes) -> bytes:
        irregular = text.replace(b"<v>", b"<v >", 1)  # so that the marks of cells are asked for
        return irregular.replace(b"</worksheet>", FORMULAS_BEHIND + b"</worksheet>")

    assert len(plainly) == 3 and households(told(book, listed)) == plainly


@pytest.mark.parametrize(("cell", "marked"), [
    (b'<c r="C2"><f>1+1</f><v>2</v></c>', {2: {2: "formula"}}),
    (b'<c r="B2"><v>1</v></c><c\n r="C2"><f>1+1</f><v>2</v></c>', {2: {2: "formula"}}),
    (b'<c r="C2"><!--' + b" " * 300 + b"--><f>1+1</f></c>", {2: {2: "formula"}}),
    (b'<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', {2: {2: "error"}}),
    (b'<c r="C2" t="inlineStr"><is><t>t="e"</t></is></c>', {}),
    (b"<c r='C2' t='e'><v>#N/A</v></c>", {2: {2: "error"}}),
    (b'<c r="B2"><v>1</v></c><c s="1"><f>1+1</f></c>', None),
    (b'<c r="B2"><v>1</v></c><c><f>1+1</f></c>', None),
    (b"<f>1+1</f>", None),
    (b'<c r="B2"><v>1</v></c>' + b" " * 70_000 + b"<f>1+1</f>", None),
])
def test_errors_and_formulas_are_marked_in_their_own_cell_and_in_no_other(cell, marked):
    text, found = b'<worksheet><sheetData><row r="2">' + cell + b"</row></sheetData></worksheet>", scan.Oddities()
    if marked is None:
        with pytest.raises(Refusal, match="workbook-damaged"):
            scan._scan_rows(text, "表", found, Regular(None))
        return
    scan._scan_rows(text, "表", found, Regular(None))
    assert {row: {place: mark.kind for place, mark in marks.items()} for row, marks in found.marks.items()} == marked


def test_two_hundred_thousand_formulas_are_found_in_seconds(tmp_path):
    row = b'<row r="%d">' + b"".join(b'<c r="%c%%d"><f>A1+1</f><v>7</v></c>' % letter for letter in b"ABCDE") + b"</row>"
    text = b"<worksheet><sheetData>" + b"".join(row % ((n,) * 6) for n in range(1, 8_001)) + b"</sheetData></worksheet>"
    found, began = scan.Oddities(), time.process_time()
    scan._mark_formulas(text, found)
    assert len(found.marks) == 8_000 and time.process_time() - began < 2  # a search back to the beginning for each took 10 s and more


def test_a_sheet_that_the_workbook_names_and_does_not_hold_is_left_out(book):
    def named(name: str, data: bytes) -> bytes:
        return data.replace(b"</sheets>", b'<sheet name="x" sheetId="99" r:id="rId99"/></sheets>') if name == "xl/workbook.xml" else data

    found = scan.scan_workbook(repacked(book, named))
    assert "x" in found.sheets and "x" not in found.parts and "x" not in found.regular


def test_a_picture_in_a_workbook_is_read_through_and_tells_nothing(book):
    plainly = households(read(book))
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n<!DOCTYPE x>" + bytes(300))  # no text: what looks like a declaration is none
    assert len(plainly) == 3 and households(read(book)) == plainly

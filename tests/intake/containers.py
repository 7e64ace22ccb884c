"""Files that are wrong as a whole, made by code: each says its kind, its outcome and the code that it must be answered with."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from intake.corpus import overlapping, repacked, rows, write_book

SHEET = "xl/worksheets/sheet1.xml"
HOUSEHOLDS = "xl/worksheets/sheet2.xml"
MEMBERS = "xl/worksheets/sheet3.xml"
ENTITIES = {
    "billion laughs": b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "outside entity": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "entity over the network": b'<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
}
PARTS = (SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "docProps/core.xml", "xl/styles.xml")
MEMBER_LINES = [list(rows()["家庭成员"][0]), *(list(line.values()) for line in rows()["家庭成员"])]


@dataclass(frozen=True)
class Sample:
    """One file: of which kind, its name, how it is made in a folder, and its answer: outcome R W Q or A, and code ("" for none)."""

    kind: int
    name: str
    make: Callable[[Path], Path]
    outcome: str
    code: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def text(separator: str = ",", ends: str = "\r\n", lines=None) -> str:
    return ends.join(separator.join(str(cell) for cell in line) for line in lines or MEMBER_LINES) + ends


def containers() -> Iterator[Sample]:
    """All of them, kinds 53 to 105."""
    yield from _texts()
    yield from _layouts()
    yield from _corners_and_bombs()
    yield from _declarations()
    yield from _archives()
    yield from _other_things()


def _file(name: str, data: bytes | Callable[[], bytes]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data() if callable(data) else data)
        return folder / name

    return make


def _book(change: Callable[[Path], object] | None = None) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = write_book(folder / "r.xlsx", rows())
        if change:
            change(path)
        return path

    return make


def _part(part: str, change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    return _book(lambda path: repacked(path, lambda name, data: change(data) if name == part else data))


def _texts() -> Iterator[Sample]:
    rare = text().replace("赵小花", "赵䶮𠮷")
    for ends, word in (("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")):
        yield Sample(65, f"line ends {word}", _file("m.csv", text(ends=ends).encode()), "A", "")
    yield Sample(53, "four-byte GB18030", _file("m.csv", rare.encode("gb18030")), "A", "")
    yield Sample(54, "UTF-8 with mark", _file("m.csv", b"\xef\xbb\xbf" + rare.encode()), "A", "")
    yield Sample(54, "UTF-8 without mark", _file("m.csv", rare.encode()), "A", "")
    for codec, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        yield Sample(55, f"{codec} with mark", _file("m.csv", mark + rare.encode(codec)), "A", "")
        yield Sample(55, f"{codec} without mark", _file("m.csv", text().encode(codec)), "R", "encoding-unknown null-byte")
    lines = text(ends="\n").split("\n")
    for first, second in (("utf-8", "gb18030"), ("gb18030", "utf-8")):
        data = "\n".join(lines[:4]).encode(first) + b"\n" + "\n".join(lines[4:]).encode(second)
        yield Sample(56, f"half {first}", _file("m.csv", data), "R", "encoding-mixed")
    yield Sample(61, "NUL in text", _file("m.csv", text(ends="\n").encode().replace(b"\n10002", b"\n\x0010002", 1)), "R", "null-byte")
    yield Sample(62, "cell of ten megabytes", _file("m.csv", f"户编号,姓名,证件号码\n1,{'赵' * 3_400_000},\n".encode()), "Q", "cell-too-long")
    yield Sample(63, "quote without end", _file("m.csv", text(ends="\n").replace("\n10002,", '\n"10002,', 1).encode()), "R", "quote-unbalanced")
    for separator, word in ((";", "semicolon"), ("\t", "tab")):
        yield Sample(64, word, _file("m.csv", text(separator).encode()), "W", "separator-unusual")
    yield Sample(80, "a million columns", _file("m.csv", (text() + "," * 1_000_000 + "\n").encode()), "R", "too-many-columns")
    yield Sample(80, "600 columns", _file("m.csv", (",".join(f"c{n}" for n in range(600)) + "\n").encode()), "R", "too-many-columns")
    yield Sample(78, "200,200 rows", _file("m.csv", ("户编号,姓名\n" + "1,赵\n" * 200_200).encode()), "R", "too-many-rows")


def _layouts() -> Iterator[Sample]:
    yield Sample(66, "nothing", _file("r.xlsx", b""), "R", "file-empty")
    yield Sample(66, "blank lines", _file("r.csv", b"\n\n \n"), "R", "file-empty")
    yield Sample(66, "headings without rows", lambda folder: _sheet(folder, "家庭成员", ["户编号", "姓名", "证件号码"]), "R", "no-rows")
    yield Sample(66, "another subject", lambda folder: _sheet(folder, "成绩", ["学号", "语文", "数学"]), "R", "no-known-sheet")
    yield Sample(67, "headings in another order", lambda folder: write_book(folder / "r.xlsx", {k: [dict(reversed(line.items())) for line in v] for k, v in rows().items()}), "A", "")
    yield Sample(67, "the same heading twice", lambda folder: _sheet(folder, "家庭成员", ["户编号", "姓名", "姓名", "证件号码"], ["1", "a", "b", "c"]), "R", "duplicate-headings")
    yield Sample(67, "a heading missing", lambda folder: _sheet(folder, "家庭成员", ["姓名", "证件号码"], ["a", "b"]), "R", "missing-headings no-known-sheet")
    yield Sample(69, "merged cells", _part(MEMBERS, lambda data: data.replace(b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>')), "Q", "merged-cells")
    yield Sample(70, "hidden row", _part(MEMBERS, lambda data: data.replace(b'<row r="3"', b'<row r="3" hidden="1"')), "W", "hidden-row")
    yield Sample(70, "hidden sheet", _part("xl/workbook.xml", lambda data: data.replace(b'name="\xe8\xb4\xab', b'state="hidden" name="\xe8\xb4\xab')), "W", "hidden-sheet")
    yield Sample(70, "very hidden sheet", _part("xl/workbook.xml", lambda data: data.replace(b'name="\xe8\xb4\xab', b'state="veryHidden" name="\xe8\xb4\xab')), "W", "hidden-sheet")
    yield Sample(71, "a million formatted blank rows", _part(SHEET, _blank_rows), "A", "")
    yield Sample(79, "lying dimension", _part(SHEET, lambda data: data.replace(b'<dimension ref="A1', b'<dimension ref="A1:XFD1048576" x="A1')), "A", "")


def _blank_rows(data: bytes) -> bytes:
    return data.replace(b"</sheetData>", b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(10, 1_048_577)) + b"</sheetData>")


def _sheet(folder: Path, title: str, *lines: list[str]) -> Path:
    with xlsxwriter.Workbook(str(folder / "r.xlsx")) as out:
        sheet = out.add_worksheet(title)
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return folder / "r.xlsx"


def _far(row: int, column: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with xlsxwriter.Workbook(str(folder / "r.xlsx")) as out:
            sheet = out.add_worksheet("贫困户")
            sheet.write(0, 0, "户编号")
            sheet.write(row, column, 1)
        return folder / "r.xlsx"

    return make


def _corners_and_bombs() -> Iterator[Sample]:
    for row, column, word in ((1_048_575, 16_383, "XFD1048576"), (0, 16_383, "XFD1"), (1_048_575, 0, "A1048576"), (300_000, 0, "A300001"), (1, 600, "WC2")):
        yield Sample(76, f"cell at {word}", _far(row, column), "R", "cell-far-outside")
    huge = b'<?xml version="1.0" encoding="UTF-8"?><sst><si><t>%s</t></si></sst>'
    yield Sample(77, "300 MB of zeros in 293 KB", _part("xl/sharedStrings.xml", lambda _: huge % (b"0" * 300_000_000)), "R", "file-expands-too-far")
    yield Sample(77, "a sheet of 150 MB of blanks", _part(SHEET, lambda data: data.replace(b"</sheetData>", b" " * 150_000_000 + b"</sheetData>")), "R", "file-expands-too-far")
    yield Sample(78, "two million rows", _part(SHEET, _two_million), "R", "cell-far-outside file-expands-too-far too-many-rows")


def _two_million(data: bytes) -> bytes:
    return data.replace(b"</sheetData>", b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n * 7919 % 1_000_003) for n in range(10, 2_000_000)) + b"</sheetData>")


def _declarations() -> Iterator[Sample]:
    for word, entity in ENTITIES.items():
        for part in PARTS:
            def declare(data: bytes, entity: bytes = entity) -> bytes:
                head, end, rest = data.partition(b"?>")
                return head + end + entity + rest

            yield Sample(82 if word == "billion laughs" else 81, f"{word} in {part}", _part(part, declare), "R", "xml-declares-entities")
    yield Sample(81, "a part in UTF-16", _part(SHEET, lambda data: data.decode().encode("utf-16")), "R", "xml-encoding")


def _added(name: str, data: bytes = b"<x/>", attributes: int = 0) -> Callable[[Path], Path]:
    def change(path: Path) -> None:
        part = zipfile.ZipInfo(name)
        part.external_attr = attributes
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(part, data)

    return _book(change)


def _archives() -> Iterator[Sample]:
    yield Sample(83, "parts that share bytes", _book(lambda path: path.write_bytes(overlapping(path.read_bytes()))), "R", "archive-unsafe")
    for name in ("../evil.xml", "/etc/passwd", "xl\\..\\..\\x", "C:/x", "xl/../../x", "..\\x"):
        yield Sample(84, f"part {name}", _added(name), "R", "archive-unsafe")
    yield Sample(84, "link", _added("xl/link.xml", b"/etc/passwd", 0o120777 << 16), "R", "archive-unsafe")
    yield Sample(84, "1,001 more parts", _book(_many_parts), "R", "archive-unsafe")
    for name in ("xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin", "xl/macrosheets/sheet1.xml",
                 "xl/activeX/activeX1.xml", "xl/connections.xml", "xl/ddeLink1.xml"):
        yield Sample(86, f"part {name}", _added(name), "R", "workbook-active")
    outside = b'<Relationship Id="rId99" Type="http://x/image" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>'
    yield Sample(86, "relation that leads outside", _part("xl/_rels/workbook.xml.rels", lambda data: data.replace(b"</Relationships>", outside)), "R", "workbook-active")
    for share in (0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999):
        yield Sample(87, f"cut at {share:.1%}", _book(lambda path, share=share: path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])), "R", "workbook-damaged")
    yield Sample(87, "wrong check sum", _book(_wrong_sum), "R", "workbook-damaged")


def _many_parts(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"xl/x{number}.xml", b"<x/>")


def _wrong_sum(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo(SHEET)
    data = bytearray(path.read_bytes())
    data[data.rindex(part.CRC.to_bytes(4, "little"))] ^= 1
    path.write_bytes(data)


def _zip_of(part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, b"<x/>")
    return out.getvalue()


def _other_things() -> Iterator[Sample]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    other = {
        "html.xls": b"<html><body><table><tr><td>1</td></tr></table></body></html>", "table.xlsx": b"\xef\xbb\xbf<table><tr><td>1</td></tr></table>",
        "old.xls": ole + b"\x00" * 600, "wps.et": ole + b"\x00" * 600, "text.xlsx": "户编号,姓名\n1,2\n".encode(), "text.xls": "户编号,姓名\n1,2\n".encode(),
        "flat.xml": b"<?xml version='1.0'?><office/>", "calc.ods": _zip_of("content.xml"), "binary.xlsb": _zip_of("xl/workbook.bin"),
        "word.docx": _zip_of("word/document.xml"), "other.zip": _zip_of("readme.txt"), "picture.png": b"\x89PNG\r\n\x1a\n", "photo.jpg": b"\xff\xd8\xff\xe0",
        "paper.pdf": b"%PDF-1.7", "packed.rar": b"Rar!\x1a\x07", "packed.7z": b"7z\xbc\xaf\x27\x1c", "packed.gz": b"\x1f\x8b\x08\x00", "letter.rtf": b"{\\rtf1}",
        "base.db": b"SQLite format 3\x00",
    }  # fmt: skip
    for name, data in other.items():
        yield Sample(85, name, _file(name, data), "R", "not-a-workbook")
    yield Sample(85, "locked.xlsx", _file("locked.xlsx", ole + "EncryptedPackage".encode("utf-16-le")), "R", "workbook-encrypted")
    yield Sample(105, "columns.parquet", _file("columns.parquet", b"PAR1" + b"\x00" * 40 + b"PAR1"), "R", "not-a-workbook")
    yield Sample(105, "pickled.csv", _file("pickled.csv", pickle.dumps({"户编号": [1, 2]})), "R", "encoding-unknown null-byte control not-a-workbook no-known-sheet")

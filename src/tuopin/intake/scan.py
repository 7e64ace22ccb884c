"""What the fast reader of values does not tell: error cells, formulas, hidden rows, merged cells, cells far outside.

The raw text of each sheet is gone through once, in pieces that end at the end of a row, with plain searches for bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from tuopin.intake.cells.flaws import Mark
from tuopin.intake.container import open_archive, pieces
from tuopin.intake.problems import refuse
from tuopin.intake.regular import Regular, shared_strings, shows_no_dates
from tuopin.intake.sheets import MOST_COLUMNS, MOST_ROWS

if TYPE_CHECKING:
    from tuopin.engine.written_rows import Forms, Texts

HEADROOM = 100  # rows above the limit that titles and notes may take
LONGEST_ROW = 8_000_000  # bytes; a row longer than this is not a row of a roster
BEYOND = rb"([A-Z]{3,}\d+|[S-Z][A-Z]\d+|[A-Z]{1,2}(?:[2-9]\d{5}|\d{7,}))"
FILLED = rb"[^>]*(?<!/)>(?!</(?:\w+:)?c>)"  # a cell that is formatted but empty ends here
FAR = re.compile(b'r="' + BEYOND + b'"' + FILLED)
FAR_SINGLE = re.compile(b"r='" + BEYOND + b"'" + FILLED)
MAYBE_FAR = re.compile(rb'r="(?:[A-Z]{3}|[S-Z][A-Z])')  # quick to find absent
ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]+)(\d+)["'][^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)""", re.DOTALL
)
CELL_START = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]+)(\d+)["']""")
CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
NEAR = (256, 65_536)  # bytes from a formula back to the beginning of its cell: nearly always, and at most
SHEET_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*\bhidden=["'](?:1|true)["'][^>]*>""")
ROW_NUMBER = re.compile(rb"""\br=["'](\d+)["']""")
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*\bref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
FROM_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
OUTSIDE = re.compile(rb"""\bTargetMode\s*=\s*["']External["']""")
STYLES, STRINGS = "xl/styles.xml", "xl/sharedstrings.xml"
LINK = re.compile(rb"/hyperlink[\"']")


@dataclass(slots=True)
class Oddities:
    """What one sheet has beside its values."""

    marks: dict[int, dict[int, Mark]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    truth_values: bool = False
    size: int = 0  # bytes of its text


@dataclass(slots=True)
class Scan:
    """What the whole workbook has beside its values, by the title of the sheet."""

    sheets: dict[str, Oddities] = field(default_factory=dict)
    regular: dict[str, Regular] = field(default_factory=dict)  # what could be read of it on the way
    from_1904: bool = False
    parts: dict[str, str] = field(default_factory=dict)  # title → name of the part; of sheets that are there
    texts: Texts | None = None  # the strings that the sheets share, where these may be read on the way


def scan_workbook(path: Path) -> Scan:
    """Look through every part of a workbook. Raises a Refusal for anything that should not be opened."""
    scan = scan_around(path)
    scan_sheets(path, scan, list(scan.parts))
    return scan


def scan_around(path: Path) -> Scan:
    """Look through everything but the sheets. Raises a Refusal for anything that should not be opened."""
    with open_archive(path) as archive:
        parts = {part.filename.lower().lstrip("/"): part for part in archive.infolist()}
        book = _whole(archive, parts["xl/workbook.xml"])
        targets = _targets(archive, parts)
        titles: dict[str, str] = {}
        scan = Scan(from_1904=bool(FROM_1904.search(book)))
        for tag in SHEET.findall(book):
            told = _attributes(tag)
            title = unescape(told.get("name", ""))
            relation = next((value for name, value in told.items() if name.endswith(":id")), "")
            titles[targets.get(relation, "").lower()] = title
            scan.sheets[title] = Oddities(hidden=told.get("state", "visible") != "visible")
        others = {name: _scan_other(archive, name, part) for name, part in parts.items() if name not in titles}
        scan.texts = _texts(others)
        for name, title in titles.items():
            if name in parts:
                scan.sheets[title].size, scan.parts[title] = parts[name].file_size, name
    return scan


def scan_sheets(path: Path, scan: Scan, titles: Iterable[str]) -> None:
    """Look through these sheets, and read those that can be read on the way. Raises a Refusal likewise."""
    with open_archive(path) as archive:
        parts = {part.filename.lower().lstrip("/"): part for part in archive.infolist()}
        for title in titles:
            scan.regular[title] = Regular(_forms(scan.texts))
            _scan_sheet(archive, parts[scan.parts[title]], title, scan)


def _texts(parts: dict[str, bytes]) -> Texts | None:
    """The shared strings of a workbook, where its sheets may be read on the way: its cells show no dates."""
    plain = shows_no_dates(parts.get(STYLES, b""))
    strings = shared_strings(parts.pop(STRINGS, b"<sst/>")) if plain else None
    if strings is None:
        return None
    from tuopin.engine.written_rows import texts_of  # not before the reader has shut itself in

    return texts_of(strings)


def _forms(texts: Texts | None) -> Forms | None:
    """What reads a sheet's rows by their forms, where that can be."""
    if texts is None:
        return None
    from tuopin.engine.written_rows import Forms

    return Forms(texts, rows=MOST_ROWS, columns=MOST_COLUMNS)


def _targets(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    part = parts.get("xl/_rels/workbook.xml.rels")
    found = {}
    for tag in RELATION.findall(_whole(archive, part)) if part else []:
        told = _attributes(tag)
        target = told.get("Target", "")
        found[told.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target.removeprefix('./')}"
    return found


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): (one or two).decode("utf-8", "replace") for name, one, two in ATTRIBUTE.findall(tag)}


def _whole(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A small part in one piece."""
    found = b""
    for piece in pieces(archive, part):
        found += piece
        if len(found) > LONGEST_ROW:
            raise refuse("file-expands-too-far", limit=LONGEST_ROW // 1_000_000)
    _look_at_prolog(found[:4096])
    return found


def _look_at_prolog(head: bytes) -> None:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head:
        raise refuse("xml-encoding")
    declared = re.match(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["']([\w-]+)["']""", head)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise refuse("xml-encoding")


def _scan_other(archive: zipfile.ZipFile, name: str, part: zipfile.ZipInfo) -> bytes:
    """Any part that is no sheet: read to its end, and looked at for declarations and links that lead outside.

    Given back whole when the sheets cannot be read without it, else empty.
    """
    text, kept = name.endswith((".xml", ".rels", ".vml")), []
    before = b""
    for piece in pieces(archive, part):
        if not text:
            continue
        if not before:
            _look_at_prolog(piece[:4096])
        joined = before + piece
        if b"!" in joined and DECLARATION.search(joined):
            raise refuse("xml-declares-entities")
        if name.endswith(".rels"):
            for tag in RELATION.findall(joined):
                if OUTSIDE.search(tag) and not LINK.search(tag):
                    raise refuse("workbook-active", what="external link")
        before = piece[-1024:]
        if name in (STYLES, STRINGS):
            kept.append(piece)
    return b"".join(kept)


def _scan_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo, title: str, scan: Scan) -> None:
    """One sheet, in pieces that end with a row; a regular one is read at once."""
    before, first, found, regular = b"", True, scan.sheets[title], scan.regular[title]
    for piece in pieces(archive, part):
        if first:
            _look_at_prolog(piece[:4096])
            first = False
        joined = before + piece
        cut = _row_start(joined)
        if cut <= 0:
            if len(joined) > LONGEST_ROW:
                raise refuse("file-expands-too-far", limit=LONGEST_ROW // 1_000_000)
            before = joined
            continue
        _scan_rows(joined[:cut], title, found, regular)
        before = joined[cut:]
    _scan_rows(before, title, found, regular)


def _row_start(text: bytes) -> int:
    """Where the last row of the text begins; below zero when none does."""
    plain = text.rfind(b"<row ")
    plain = max(plain, text.rfind(b"<row>", plain + 1))
    prefixed = max(text.rfind(b":row ", plain + 1), text.rfind(b":row>", plain + 1))
    if prefixed > plain:
        start = text.rfind(b"<", 0, prefixed)
        return start if text[start + 1 : start + 2] != b"/" else plain
    return plain


def _scan_rows(text: bytes, title: str, found: Oddities, regular: Regular) -> None:
    """Look for everything at once. A single letter that is absent is found absent far faster than a word."""
    if b"!" in text and DECLARATION.search(text):
        raise refuse("xml-declares-entities")
    if not regular.take(text):  # what is read at once lies within the limits
        _look_far(text, title)
    quoted = b"'" in text
    if b"b" in text and (b't="b"' in text or (quoted and b"t='b'" in text)):
        found.truth_values = True
    if b"e" in text and (b't="e"' in text or (quoted and b"t='e'" in text)):
        _mark_errors(text, found)
    if b"f" in text and (b"<f" in text or b":f" in text) and FORMULA.search(text):
        _mark_formulas(text, found)
    if b"h" in text and b"hidden=" in text:
        for row in HIDDEN_ROW.finditer(text):
            if number := ROW_NUMBER.search(row[0]):
                found.hidden_rows.add(int(number[1]))
    if b"m" in text and b"mergeCell" in text:
        for left, top, right, bottom in MERGED.findall(text):
            found.merged.append((int(top), int(bottom), column_position(left), column_position(right)))


def _look_far(text: bytes, title: str) -> None:
    """Refuse cells beyond the limits. A column that far shows in any address; rows stand in order, so the last one tells
    of the others: a file that has them out of order meets the reader's limit of memory instead."""
    quoted = b"'" in text and b"r='" in text
    number = ROW_NUMBER.search(text, max(text.rfind(b"<row "), text.rfind(b":row "), 0))
    if quoted or MAYBE_FAR.search(text) or not number or int(number[1]) > MOST_ROWS:
        for far in (*FAR.finditer(text), *(FAR_SINGLE.finditer(text) if quoted else ())):
            _refuse_far(far[1], title)


def _refuse_far(cell: bytes, title: str) -> None:
    letters = cell.rstrip(b"0123456789")
    row = int(cell[len(letters) :])
    if column_position(letters) >= MOST_COLUMNS or row > MOST_ROWS + HEADROOM:
        raise refuse("cell-far-outside", sheet=title, cell=cell.decode(), rows=MOST_ROWS, columns=MOST_COLUMNS)


def _mark_errors(text: bytes, found: Oddities) -> None:
    for hit in re.finditer(rb"""t=["']e["']""", text):
        start = text.rfind(b"<", 0, hit.start())
        cell = ERROR_CELL.match(text, start)
        if cell:
            mark = Mark("error", cell[3].decode("utf-8", "replace"))
            found.marks.setdefault(int(cell[2]), {})[column_position(cell[1])] = mark
        elif CELL.match(text, start):
            raise refuse("workbook-damaged")  # a cell without an address: no telling where the error is


def _mark_formulas(text: bytes, found: Oddities) -> None:
    """Mark the cells that hold a formula; what follows the cells has formulas of its own (lists to choose from, sparklines)."""
    end = SHEET_END.search(text)
    for hit in FORMULA.finditer(text, 0, end.start() if end else len(text)):
        cell = CELL_START.match(text, _cell_before(text, hit.start()))
        if not cell:
            raise refuse("workbook-damaged")
        found.marks.setdefault(int(cell[2]), {}).setdefault(column_position(cell[1]), Mark("formula", "="))


def _cell_before(text: bytes, place: int) -> int:
    """Where the cell begins that this place of its text belongs to; the end of the text when there is none near."""
    for near in NEAR:
        if starts := [cell.start() for cell in CELL.finditer(text, max(place - near, 0), place)]:
            return starts[-1]
    return len(text)


def column_position(letters: bytes) -> int:
    """A → 0, B → 1 … AA → 26."""
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position - 1

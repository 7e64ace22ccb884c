"""Reading delimited text (CSV): which encoding, which separator, and where the file is not what it should be."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from pathlib import Path

from tuopin.intake.cells.flaws import Cell
from tuopin.intake.container import pieces
from tuopin.intake.problems import refuse
from tuopin.intake.sheets import MOST_COLUMNS, MOST_ROWS, Sheet

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SEPARATORS = ",;\t"
HEADROOM = 100
DEFUSED = re.compile(r"'(?='| *[=+\-@\t\r\n＝＋－＠|%])")  # the apostrophe that an export puts before what could be a formula


def open_delimited(path: Path) -> list[Sheet]:
    """The one sheet of a text file. Raises a Refusal for an unknown or mixed encoding and for quotes without an end."""
    return [_sheet(path.stem, path.read_bytes())]


def open_tables(archive: zipfile.ZipFile) -> list[Sheet]:
    """The sheets of an archive of text files, each named as its file."""
    return [_sheet(Path(part.filename).stem, b"".join(pieces(archive, part))) for part in archive.infolist() if not part.is_dir()]


def _sheet(title: str, data: bytes) -> Sheet:
    text = _text(data)
    if not text.strip():
        raise refuse("file-empty")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(lines)
    rows = _rows(lines, separator)
    doubts = [] if separator == "," else [("separator-unusual", {"separator": "Tab" if separator == "\t" else separator})]
    return Sheet(title, lambda: iter(rows), doubts=doubts)


def _text(data: bytes) -> str:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            marked = data[len(bom) :]
            try:
                text = marked.decode(encoding)
            except UnicodeDecodeError as error:
                raise refuse("encoding-mixed", line=marked[: error.start].decode(encoding).count("\n") + 1) from error
            return _without_nulls(text)
    if b"\x00" in data:
        even = data[: 1 << 16]
        wide = even[1::2].count(0) > len(even) // 5 or even[0::2].count(0) > len(even) // 5
        raise refuse("encoding-unknown") if wide else refuse("null-byte", line=_line(data, data.index(b"\x00")))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _as_gb18030(data, error.start)


def _as_gb18030(data: bytes, not_utf8_at: int) -> str:
    """Text that is not UTF-8 from some byte on: all of it GB18030, or the two mixed.

    Lines that hold Chinese in sound UTF-8 before that byte mean that the file began in UTF-8; GB18030 text is only by
    accident sound UTF-8.
    """
    line_start = data.rfind(b"\n", 0, not_utf8_at) + 1
    if any(byte > 0x7F for byte in data[:line_start]):
        raise refuse("encoding-mixed", line=_line(data, not_utf8_at))
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise refuse("encoding-mixed", line=_line(data, error.start)) from error
    for number, line in enumerate(data.split(b"\n"), 1):
        if _looks_utf8(line):
            raise refuse("encoding-mixed", line=number)
    return _without_nulls(text)


def _looks_utf8(line: bytes) -> bool:
    """Whether a line holds enough bytes beyond ASCII, all of them sound UTF-8 of Chinese length, to be no accident."""
    beyond = sum(byte > 0x7F for byte in line)
    if beyond < 9 or beyond % 3:
        return False
    try:
        return all(ord(c) < 0x80 or "\u2e80" <= c <= "\uffef" for c in line.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _without_nulls(text: str) -> str:
    if "\x00" in text:
        raise refuse("null-byte", line=text[: text.index("\x00")].count("\n") + 1)
    return text


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _separator(text: str) -> str:
    """The character that parts the first lines into most columns."""
    head = [line for line in text.split("\n", 40)[:40] if line.strip()]
    return max(SEPARATORS, key=lambda separator: max((line.count(separator) for line in head), default=0))


def _rows(text: str, separator: str) -> list[list[Cell]]:
    _look_at_quotes(text)
    csv.field_size_limit(len(text) + 1)
    rows: list[list[Cell]] = []
    lines = text.split("\n")
    for row in csv.reader((f"{line}\n" for line in lines), delimiter=separator):
        if len(row) > MOST_COLUMNS:
            raise refuse("too-many-columns", limit=MOST_COLUMNS)
        if len(rows) > MOST_ROWS + HEADROOM:
            raise refuse("too-many-rows", sheet="CSV", limit=MOST_ROWS)
        rows.append([DEFUSED.sub("", cell, count=1) if cell[:1] == "'" else cell for cell in row])
    return rows


def _look_at_quotes(text: str) -> None:
    """Refuse text in which a quoted cell does not end; the line where the trouble starts is named.

    With one quote too many the parser would swallow all rows to the end of the file.
    """
    if text.count('"') % 2 == 0:
        return
    raise refuse("quote-unbalanced", line=next(n for n, line in enumerate(text.split("\n"), 1) if line.count('"') % 2))

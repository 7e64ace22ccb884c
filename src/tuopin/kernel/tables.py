"""Tables for others to open: no text that we write into one, as a cell, heading, sheet or file name, is taken for a formula.

A spreadsheet program runs what begins with certain signs. In a text table such a text is led by an apostrophe; in a
workbook it is typed as text and quoted. Every table that leaves the system is written through here; a test looks for others.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import TextIO

LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "|", "%")  # how a formula may begin, full width included
PARTED = re.compile(r"([;\t\r\n\v\f])([ \u00a0\u3000\ufeff]*)(?=[=+\-@＝＋－＠|%'])")  # where a program that parts cells by other signs begins a new one
JOINED = re.compile(r"([;\t\r\n\v\f])([ \u00a0\u3000\ufeff]*)'(?=[=+\-@＝＋－＠|%'])")
TITLE_MARKS = str.maketrans("[]:*?/\\", "       ")
NAME_MARKS = str.maketrans('<>:"/\\|?*', " " * 9)


def is_live(text: str) -> bool:
    """Whether a spreadsheet program may take the text for a formula."""
    return text.lstrip(" \u00a0\u3000\ufeff").startswith(LIVE)


def quoted(value: object) -> object:
    """The value as a text table may hold it: a text that could be a formula is led by an apostrophe, nothing is empty.

    So is what stands in it behind a semicolon, a tab or a line end: where those part the cells (most of Europe and South America), it begins a cell too.
    """
    if isinstance(value, str):
        value = PARTED.sub(r"\1\2'", value)
        return f"'{value}" if is_live(value) or value.startswith("'") else value
    return "" if value is None else value


def meant(cell: str) -> str:
    """What was written as this cell by `quoted`: without the apostrophes that it put there."""
    for rest in (JOINED.sub(r"\1\2", cell.removeprefix("'")), cell.removeprefix("'")):
        if rest != cell and quoted(rest) == cell:
            return rest
    return cell


def write_rows(file: TextIO, rows: Iterable[Iterable[object]], *, ends: str = "\r\n") -> int:
    """Write rows as text with commas, every text of them quoted; how many rows."""
    writer, count = csv.writer(file, lineterminator=ends), 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        writer.writerow([quoted(value) for value in row])
    return count


def sheet_title(title: str) -> str:
    """A title that spreadsheet programs accept for a sheet and none takes for a formula."""
    return _plain(title.translate(TITLE_MARKS))[:31].rstrip("' ") or "Sheet"


def file_title(title: str) -> str:
    """A name without its ending that every system accepts for a file, that leads to no other folder and is no formula."""
    return _plain(title.translate(NAME_MARKS)).strip(".")[:80] or "file"


def _plain(title: str) -> str:
    shown = "".join(character for character in title if character.isprintable())
    before = None
    while shown != before:
        before, shown = shown, shown.strip("' \u3000").lstrip("".join(LIVE))
    return shown

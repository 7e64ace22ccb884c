"""Writes rows into a workbook or a text table that no spreadsheet program will take for formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter

LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "|", "%")  # how a formula may begin, full width included
ILLEGAL = str.maketrans("", "", "".join(map(chr, (*range(9), 11, 12, *range(14, 32)))))
TITLE_MARKS = str.maketrans("[]:*?/\\", "       ")


def is_live(text: str) -> bool:
    """Whether a spreadsheet program may take the text for a formula."""
    return text.lstrip(" ").startswith(LIVE)


class Workbook:
    """An xlsx workbook written row after row in little memory; texts are typed as texts, never guessed at."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path), {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        })
        self.bold = self.book.add_format({"bold": True, "quote_prefix": True})
        self.quoted = self.book.add_format({"quote_prefix": True})
        self.text = self.book.add_format({"num_format": "@"})

    def sheet(self, title: str, headings: list[str], rows: Iterable[list]) -> int:
        """Write one sheet; how many rows below the headings."""
        page = self.book.add_worksheet(sheet_title(title))
        page.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading.translate(ILLEGAL), self.bold)
        number = 0
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._cell(page, number, column, value)
        return number

    def _cell(self, page, row: int, column: int, value: object) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            page.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            page.write_number(row, column, value)
        else:
            text = str(value).translate(ILLEGAL)
            page.write_string(row, column, text, self.quoted if is_live(text) else self.text)

    def close(self) -> None:
        self.book.close()


def sheet_title(title: str) -> str:
    """A title that spreadsheet programs accept and none takes for a formula."""
    plain = "".join(character for character in title.translate(TITLE_MARKS) if character.isprintable())
    return plain.strip("' ").lstrip("".join(LIVE))[:31] or "Sheet"


def write_table(path: Path, headings: list[str], rows: Iterable[list]) -> int:
    """Write one sheet as UTF-8 text with commas; a text that could be a formula is led by an apostrophe. How many rows."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow([_quoted(heading) for heading in headings])
        count = 0
        for row in rows:
            writer.writerow([_quoted(value) for value in row])
            count += 1
    return count


def _quoted(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if is_live(value) or value.startswith("'") else value
    return "" if value is None else value

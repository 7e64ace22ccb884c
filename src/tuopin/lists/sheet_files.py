"""Writes rows into a workbook or a text table that no spreadsheet program will take for formulas."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from tuopin.kernel.home import working_folder
from tuopin.kernel.tables import is_live, sheet_title, write_rows
from tuopin.kernel.whole_files import whole_file

ILLEGAL = str.maketrans("", "", "".join(map(chr, (*range(9), 11, 12, *range(14, 32)))))


class Workbook:
    """An xlsx workbook written row after row in little memory; texts are typed as texts, never guessed at."""

    def __init__(self, path: Path) -> None:
        self._held = ExitStack()
        parts = self._held.enter_context(TemporaryDirectory(dir=working_folder()))  # gone with all in it also where writing fails
        self.book = xlsxwriter.Workbook(str(self._held.enter_context(whole_file(path))), {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd", "tmpdir": parts,
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
        """Write the file, whole or not at all: until here nothing of it is at its place."""
        with self._held:
            self.book.close()


def write_table(path: Path, headings: list[str], rows: Iterable[list]) -> int:
    """Write one sheet as UTF-8 text with commas; a text that could be a formula is led by an apostrophe. How many rows."""
    with whole_file(path) as beside, beside.open("w", newline="", encoding="utf-8-sig") as file:
        return write_rows(file, chain([headings], rows)) - 1

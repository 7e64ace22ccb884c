"""Writes an empty roster with the official headings, to be filled in and brought in."""

from __future__ import annotations

from pathlib import Path

from tuopin.intake.catalogue import KINDS, sheet_kind
from tuopin.lists.sheet_files import Workbook


def write_template(path: Path) -> None:
    """Write the five sheets of a roster to `path` (.xlsx), each with its headings alone.

    Every column is set to text, so that no spreadsheet program takes the last digits off a certificate number.
    """
    book = Workbook(path)
    for kind in KINDS:
        known = sheet_kind(kind)
        headings = [field.heading for field in known.fields.values()]
        book.sheet(known.heading, headings, ())
        book.book.get_worksheet_by_name(known.heading).set_column(0, len(headings) - 1, 14, book.text)
    book.close()

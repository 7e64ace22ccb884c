"""Reading whole columns: every kind of field has one way to be read, and what was read once is remembered."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from tuopin.intake.cells import codes, numbers, text
from tuopin.intake.cells.certificate import CertificateReader
from tuopin.intake.cells.days import DayReader, read_year
from tuopin.intake.cells.flaws import Cell, Flawed
from tuopin.intake.headings import Column

Flaws = list[tuple[int, Flawed]]
Reader = Callable[[list[Cell], Flaws], list]


class _Remembered(dict):
    """What each distinct cell of a column was read as."""

    def __init__(self, read: Callable[[Cell], object]) -> None:
        super().__init__()
        self.read, self.flawed = read, {}

    def __missing__(self, cell: Cell) -> object:
        got = self.read(cell)
        if type(got) is Flawed:
            self.flawed[cell] = got
            got = None if got.outcome == "Q" else got.value
        self[cell] = got
        return got

    def column(self, cells: list[Cell], flaws: Flaws) -> list:
        found = list(map(self.__getitem__, cells))
        flawed = self.flawed
        if flawed and not flawed.keys().isdisjoint(cells):
            flaws.extend((position, flawed[cell]) for position, cell in enumerate(cells) if cell in flawed)
        return found


UNLIKE = {  # no two cells alike: nothing to remember; most are in the plain form already
    "number": (codes.read_key, text.other_than("[0-9A-Za-z]{1,40}")),
    "phone": (codes.read_phone, text.other_than(codes.PHONE_FORM)),
    "account": (codes.read_account, text.other_than("[0-9]{8,30}")),
}


def _each(read: Callable[[Cell], object], other: re.Pattern, cells: list[Cell], flaws: Flaws) -> list:
    found = list(cells)
    for position in text.odd_cells(cells, other):
        got = read(cells[position])
        if type(got) is Flawed:
            flaws.append((position, got))
            got = None if got.outcome == "Q" else got.value
        found[position] = got
    return found


def reader_of(column: Column, year: int, from_1904: bool, certificates: CertificateReader) -> Reader:
    """The function that reads a column's cells; it appends flaws with their position among the cells given."""
    field, factor = column.field, column.factor
    if field.kind == "certificate":
        return certificates.column
    if field.kind == "money":
        signed = "any" if not field.income else "loss" if field.name.startswith("business") else ""
        return partial(numbers.read_money, factor=factor, signed=signed)
    if field.kind == "name":
        return text.read_names
    if field.kind in UNLIKE and field.name != "household":
        return partial(_each, *UNLIKE[field.kind])
    return _Remembered(_cell_reader(column, from_1904)).column


def _cell_reader(column: Column, from_1904: bool) -> Callable[[Cell], object]:
    field, factor = column.field, column.factor
    days = DayReader(from_1904)
    readers: dict[str, Callable[[Cell], object]] = {
        "text": partial(text.read_text, size=field.size),
        "number": codes.read_key,
        "area": codes.read_area,
        "yes_no": codes.read_yes_no,
        "poor_village": partial(codes.read_yes_no, extra=codes.POOR_VILLAGE),
        "code": partial(codes.read_code, name=field.list, single=field.single),
        "open_code": partial(codes.read_open_code, name=field.list, size=field.size),
        "evidence": codes.read_evidence,
        "count": numbers.read_count,
        "year": read_year,
        "period": days.read_period,
        "date": partial(_as_iso, days.read_day),
    }
    return readers.get(field.kind) or partial(_as_decimal, kind=field.kind, factor=factor)


def _as_decimal(cell: Cell, kind: str, factor: Decimal) -> object:
    got = numbers.read_number(cell, kind, factor)
    if isinstance(got, Flawed):
        return Flawed(None if got.value is None else _as_text(got.value), got.code, got.outcome, got.params)
    return None if got is None else _as_text(got)


def _as_text(value: Decimal) -> str:
    return format(value.normalize() if value else Decimal(0), "f")


def _as_iso(read: Callable[[Cell], object], cell: Cell) -> object:
    got = read(cell)
    if isinstance(got, Flawed):
        return Flawed(got.value.isoformat() if got.value else None, got.code, got.outcome, got.params)
    return got.isoformat() if got else None

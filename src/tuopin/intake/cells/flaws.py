"""What reading one cell gives: the value, or the value together with what is wrong with the cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

ACCEPT, CONFIRM, QUARANTINE = "A", "W", "Q"


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell whose content cannot be trusted: an error (`#DIV/0!`) or a formula that was not replaced by its value."""

    kind: str  # "error" | "formula"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Flawed:
    """A cell with something to say about it: A taken after normalising, W taken if a person confirms, Q not taken."""

    value: object
    code: str
    outcome: str
    params: dict = field(default_factory=dict)


Cell = str | float | bool | date | datetime | time | timedelta | Mark


def accept(value: object, code: str = "normalised", **params: object) -> Flawed:
    """Taken, after writing it in the register's way."""
    return Flawed(value, code, ACCEPT, params)


def confirm(value: object, code: str, **params: object) -> Flawed:
    """Taken as parsed once a person says so."""
    return Flawed(value, code, CONFIRM, params)


def quarantine(code: str, value: object = None, **params: object) -> Flawed:
    """Not taken."""
    return Flawed(value, code, QUARANTINE, params)


def untrusted(cell: Cell) -> Flawed | None:
    """The flaw of an error cell, a formula or a truth value where none belongs; None for anything readable."""
    if isinstance(cell, Mark):
        return quarantine("cell-error", error=cell.text) if cell.kind == "error" else quarantine("formula-cell")
    return None


def whole_number(cell: Cell) -> str | None:
    """The digits of a number cell that holds a whole number small enough to be exact in a spreadsheet; else None."""
    if isinstance(cell, float) and abs(cell) < 1e15 and cell.is_integer():  # neither what is infinite nor what is no number is small enough
        return str(int(cell))
    return None

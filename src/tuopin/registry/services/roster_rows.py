"""Writes what the register knows back into the rows of the official forms, so that they can be read in again without loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tuopin.intake.catalogue import Field, sheet_kind
from tuopin.intake.cells.codes import evidence_by_line
from tuopin.kernel import codelists
from tuopin.kernel.answers import MASKED, NO, NOT_ASKED, OTHER_VILLAGE, POOR_VILLAGE, YES

PERSONAL = {"certificate", "phone", "account"}
NUMBERS = {"money", "mu", "square_metres", "kilometres", "months"}
TITLES = {kind: sheet_kind(kind).heading for kind in ("village", "household", "member", "helper", "pairing")}
LEFT_OUT = {"village": {"name"}, "household": {"per_head"}, "member": {"year"}, "helper": set(), "pairing": set()}
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """One column of a sheet that is written: its field, and how its values are put into a cell."""

    field: Field
    write: Callable[[object], Cell]
    masked: bool = False

    @property
    def heading(self) -> str:
        """The official heading; of masked numbers one that says so, and that is read back as nothing to record."""
        return f"{self.field.heading}{MASKED}" if self.masked else self.field.heading

    def cell(self, told: dict) -> Cell:
        """What the row says in this column: an empty cell is "not known", a line of income nobody asked about says so."""
        if self.field.income and self.field.name not in told:
            return NOT_ASKED
        return self.write(told.get(self.field.name))


def columns_of(kind: str, *, masked: bool = False) -> list[Column]:
    """Every column of the official form that the register can fill; computed ones are left out.

    With `masked` the columns of personal numbers say in their heading that the numbers are not whole.
    """
    return [
        Column(field, writer(field), masked and field.kind in PERSONAL) for field in sheet_kind(kind).fields.values() if field.name not in LEFT_OUT[kind]
    ]


def used(columns: list[Column], stated: set[str]) -> list[Column]:
    """The columns that say something, with those a sheet cannot do without: what nobody was asked is not written."""
    return [column for column in columns if column.field.required or column.field.name in stated]


def writer(field: Field) -> Callable[[object], Cell]:
    """How the values of a field are written: labels of the forms, numbers as numbers, everything else as text."""
    if field.kind == "yes_no":
        return lambda value: None if value is None else YES if value else NO
    if field.kind == "poor_village":
        return lambda value: None if value is None else POOR_VILLAGE if value else OTHER_VILLAGE
    if field.kind in ("code", "open_code"):
        return lambda value: codelists.label(field.list, value) if value else None
    if field.kind == "evidence":
        return _proofs
    if field.kind in NUMBERS:
        return lambda value: None if value is None or value == "" else float(Decimal(str(value)))
    if field.kind in ("count", "year"):
        return lambda value: None if value is None or value == "" else int(value)
    return lambda value: None if value is None or value == "" else str(value)


def _proofs(told: object) -> Cell:
    """What proves each line of income, in the words of the forms."""
    named = ((codelists.label("income-line", line), codelists.label("income-evidence", proof)) for line, proof in evidence_by_line(told).items())
    return ";".join(f"{line}:{proof}" for line, proof in named) or None

"""Finding out what a sheet is and what each of its columns means: any order, title rows above, several names per field."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from tuopin.intake.catalogue import KINDS, Field, sheet_kind
from tuopin.intake.cells.flaws import Cell
from tuopin.intake.cells.numbers import unit_factor
from tuopin.intake.cells.text import as_text, squeezed
from tuopin.intake.problems import refuse
from tuopin.intake.traditional import simplified
from tuopin.kernel.answers import MASKED, NOTES
from tuopin.kernel.refusals import Refusal

LOOK_DOWN = 30  # rows in which the headings are looked for
LONGEST = 400  # characters; what is longer is no heading, and looking for one in a cell of megabytes takes a while
BRACKETS = re.compile(r"[(\[【〔{]([^)\]】〕}]*)[)\]】〕}]")
MARKS = re.compile(r"[*:;,。、\"“”'‘’/\\_-]")
CODE = re.compile(r"[A-Z]{3}\d{3}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet whose meaning is known."""

    position: int  # 0 = column A
    heading: str  # as in the file
    field: Field
    factor: Decimal = Decimal(1)  # from the unit in the heading to the register's


@dataclass(frozen=True, slots=True)
class Layout:
    """What a sheet is and where its data begin."""

    kind: str
    first_row: int  # Excel number of the first row below the headings
    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    unknown: tuple[str, ...]


def plain(heading: str) -> str:
    """A heading as it is compared: half width, lower case, in simplified characters, without blanks, brackets, marks or the leading 是否."""
    text = MARKS.sub("", BRACKETS.sub("", simplified(squeezed(heading)))).casefold()
    return text.removeprefix("是否") if len(text) > 3 else text


@cache
def _names(kind: str) -> dict[str, Field]:
    names: dict[str, Field] = {}
    for field in sheet_kind(kind).fields.values():
        for name in (field.zh, field.name, field.en, field.heading, field.code, *field.codes, *field.also):
            if name:
                names.setdefault(plain(name), field)
    return names


def field_of(kind: str, heading: str) -> Field | None:
    """The field that a heading names on a sheet of that kind; a code in brackets counts before the words."""
    if len(heading) > LONGEST:
        return None
    names = _names(kind)
    if simplified(squeezed(heading)).endswith(MASKED.strip()):
        return masked_field(names.get(plain(heading)))
    for inside in BRACKETS.findall(squeezed(heading)):
        if CODE.fullmatch(inside.upper()) and (field := names.get(inside.casefold())):
            return field
    return names.get(plain(heading)) or names.get(MARKS.sub("", simplified(squeezed(heading))).casefold())


def masked_field(field: Field | None) -> Field | None:
    """The field beside a personal number that holds what is left of it when it is masked: it tells nothing to record."""
    known = field is not None and field.kind in ("certificate", "phone", "account")
    return replace(field, name=f"{field.name}_masked", kind="text", required=False, size=60) if known else None


def factor_of(field: Field, heading: str) -> Decimal:
    """By how much numbers under this heading are multiplied, for the unit it names in brackets; 1 when it names none."""
    for inside in BRACKETS.findall(squeezed(heading)):
        unit = re.sub("^单位", "", MARKS.sub("", simplified(inside)))
        if (factor := unit_factor(field.kind, unit)) is not None:
            return factor
    return Decimal(1)


def kind_by_title(title: str) -> str | None:
    """The kind of sheet that its name tells."""
    wanted = re.sub(r"^\d+|\d+$", "", plain(title))
    for kind in KINDS:
        known = sheet_kind(kind)
        if wanted in {plain(name) for name in (known.title, *known.titles, kind)}:
            return kind
    return None


def find_layout(title: str, top: list[list[Cell]], mapping: dict[str, str]) -> Layout | None:
    """What the sheet is, read off its name and its first rows; None when it is none of the five.

    `mapping` (heading → field, or "" to leave a column out) comes from the mapping step. Raises a Refusal for two
    columns with the same meaning, or for a sheet that is known but lacks a column it cannot do without.
    """
    named = kind_by_title(title)
    best: tuple[int, int, str, list[str]] | None = None
    for number in range(len(top)):
        headings = _joined(top, number)
        for kind in [named] if named else KINDS:
            score = sum(1 for heading in headings if heading and _meaning(kind, heading, mapping))
            if score and (best is None or score > best[0]):
                best = score, number, kind, headings
        if best and number > best[1] + 3:
            break
    if best is None or (named is None and (best[0] < 2 or _missing(best[2], best[3], mapping))):
        if named and any(any(row) for row in top):
            raise refuse("missing-headings", sheet=title, kind=named, missing=_names_of(sheet_kind(named).required),
                         headings=_first_full(top))
        return None
    _score, number, kind, headings = best
    return _layout(title, kind, number, headings, top, mapping)


def _layout(title: str, kind: str, number: int, headings: list[str], top: list, mapping: dict[str, str]) -> Layout:
    columns, unknown = [], []
    for position, heading in enumerate(headings):
        if not heading or heading in NOTES:
            continue
        field = _meaning(kind, heading, mapping)
        if field:
            columns.append(Column(position, heading, field, factor_of(field, heading)))
        elif mapping.get(heading) != "":
            unknown.append(heading)
    twice = [name for name, count in Counter(column.field.name for column in columns).items() if count > 1]
    if twice:
        both = [column.heading for column in columns if column.field.name in twice]
        raise refuse("duplicate-headings", sheet=title, headings=both, kind=kind)
    if missing := _missing(kind, headings, mapping):
        raise refuse("missing-headings", sheet=title, kind=kind, missing=_names_of(missing), headings=[h for h in headings if h])
    first = number + 1
    while first < len(top) and _is_heading_row(kind, top[first]):
        first += 1
    return Layout(kind, first + 1, tuple(columns), tuple(h for h in headings if h), tuple(unknown))


def _joined(top: list[list[Cell]], number: int) -> list[str]:
    """The headings of one row, a column without one taking the heading above it (two-row headings with merged cells)."""
    row = [as_text(cell).strip() for cell in top[number]]
    if number and sum(1 for text in row if text) >= 2:
        above = [as_text(cell).strip() for cell in top[number - 1]]
        if sum(1 for text in above if text) >= 2:
            row = [text or (above[position] if position < len(above) else "") for position, text in enumerate(row)]
    return row


def _is_heading_row(kind: str, row: list[Cell]) -> bool:
    texts = [as_text(cell).strip() for cell in row if cell != ""]
    known = sum(1 for text in texts if field_of(kind, text))
    return known >= 2 and known * 5 >= len(texts) * 4


def _meaning(kind: str, heading: str, mapping: dict[str, str]) -> Field | None:
    if heading in mapping:
        wanted = mapping[heading]
        on_kind, _dot, name = wanted.rpartition(".")
        return sheet_kind(kind).fields.get(name) if on_kind in ("", kind) else field_of(kind, heading)
    return field_of(kind, heading)


def _missing(kind: str, headings: list[str], mapping: dict[str, str]) -> list[Field]:
    found = {field.name for heading in headings if heading and (field := _meaning(kind, heading, mapping))}
    return [field for field in sheet_kind(kind).required if field.name not in found]


def _names_of(fields: list[Field]) -> list[str]:
    return [field.heading for field in fields]


def _first_full(top: list[list[Cell]]) -> list[str]:
    return next(([as_text(cell).strip() for cell in row if cell != ""] for row in top if any(cell != "" for cell in row)), [])


__all__ = ["Column", "Layout", "Refusal", "field_of", "find_layout", "kind_by_title", "plain"]

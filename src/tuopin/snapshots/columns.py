"""Columns on their way in and out of an edition: from the engine's numbers to the stored widths, and back to facts for rules."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from tuopin.engine.columns import ABSENT, NO_DAY, UNKNOWN, Amounts, Codes, CodeSets, Days, Quantity
from tuopin.engine.truth import Truth, everywhere
from tuopin.snapshots.layout import WIDTHS, Column, TableLayout, lowest, unknown_of

Array = np.ndarray
ARROW = {"i1": pa.int8(), "i2": pa.int16(), "i4": pa.int32(), "i8": pa.int64()}


class TooWide(Exception):
    """A number that does not fit the width of its column; `column` says which."""

    def __init__(self, column: Column) -> None:
        self.column = column
        super().__init__(column.name)


def arrow_schema(table: TableLayout, wide: frozenset[str] = frozenset()) -> pa.Schema:
    """The Arrow schema of a table, without NULLs; the columns named in `wide` in 64 bits."""
    return pa.schema([pa.field(c.name, ARROW["i8" if c.name in wide else c.width], nullable=False) for c in table.columns])


def stored(column: Column, raw: Array, width: str | None = None) -> Array:
    """A column in the engine's widths and sentinels (`engine.tables.numeric_type`) as it is stored. Raises TooWide.

    A column that comes in the width of the layout already (a synthetic nation's) is taken as stored.
    """
    width = width or column.width
    if column.field.kind in ("count", "money"):
        if raw.dtype == np.dtype(column.width) and column.width != "i8":
            return raw if width == column.width else widened(column, raw)
        return _narrowed(column, np.asarray(raw, np.int64), width)
    if column.field.kind == "codes" and len(raw) and int(raw.max()) >= 1 << (8 * WIDTHS[width] - 1):
        raise TooWide(column)
    return np.asarray(raw).astype(f"<{width}", copy=False)


def _narrowed(column: Column, raw: Array, width: str) -> Array:
    if width == "i8" and column.field.kind == "money":
        return raw
    missing, least = raw <= UNKNOWN, lowest(width)
    if width != "i8":
        known = np.where(missing, 0, raw)
        if len(raw) and (int(known.max()) > -least - 1 or int(known.min()) < least + 2):
            raise TooWide(column)
    if not missing.any():
        return raw.astype(f"<{width}", copy=False)
    absent = least if column.field.kind == "money" else unknown_of(column, width)
    return np.where(missing, np.where(raw == ABSENT, absent, unknown_of(column, width)), raw).astype(f"<{width}")


def widened(column: Column, held: Array) -> Array:
    """Stored 32-bit numbers of a column in 64 bits, what is not known among them as 64 bits say it."""
    least, kept = lowest("i4"), held.astype(np.int64)
    if column.field.kind == "money":
        return np.where(held <= least + 1, np.where(held == least, ABSENT, UNKNOWN), kept)
    return np.where(held == least, lowest("i8"), kept)


def read_column(column: Column, held: Array, words: tuple[str, ...] = ()):
    """The typed column that rules read, over the stored numbers; the width is that of the array."""
    kind = column.field.kind
    if kind == "flag":
        return Truth(held == 1, held == 0)
    if kind == "code":
        return Codes(held, words or column.field.words)
    if kind == "codes":
        return CodeSets(held.astype(np.int32), words or column.field.words)
    if kind == "day":
        return Days(held)
    least = int(np.iinfo(held.dtype).min)
    known = held > least + (kind == "money")
    values = held.astype(np.int64) if everywhere(known) else (held * known).astype(np.int64)
    if kind == "count":
        return Quantity(values, known)
    amounts = Amounts(values, known)
    amounts.recorded = Truth.certain(held != least)
    return amounts


def missing_column(kind: str, rows: int, words: tuple[str, ...] = ()):
    """A column that an edition does not hold, nowhere known: what is given with a question, and never recorded."""
    if kind == "count":
        return Quantity(np.zeros(rows, np.int64), np.zeros(rows, bool))
    if kind == "money":
        return Amounts.read(np.full(rows, ABSENT))
    if kind == "day":
        return Days(np.full(rows, NO_DAY, np.int32))
    if kind == "flag":
        return Truth.unknowns(rows)
    return (CodeSets if kind == "codes" else Codes)(np.full(rows, 0 if kind == "codes" else -1, np.int32), words)


def batch(table: TableLayout, held: Mapping[str, Array], wide: frozenset[str] = frozenset()) -> pa.Table:
    """An Arrow table of stored columns, in the order of the layout; a column that has the wrong width is a fault here."""
    schema = arrow_schema(table, wide)
    return pa.table([pa.array(held[f.name], type=f.type) for f in schema], schema=schema)

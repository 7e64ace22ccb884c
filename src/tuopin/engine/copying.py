"""Reads what PostgreSQL's binary COPY sends into columns, without making a Python object for every value.

Two ways in. `read_binary_copy` takes the usual copy, row after row. `read_column_copy` takes the copy of `column_copy`'s
statement: one row that holds each column whole, as an array, which for a county is twice as fast, because the driver
hands over one piece and not a hundred thousand.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from tuopin.engine.columns import Quantity
from tuopin.engine.tables import Field, Grouped, Table, column_from_raw, numeric_type

SIGNATURE = b"PGCOPY\n\xff\r\n\0"
TRAILER = b"\xff\xff"
BETWEEN = 31  # the unit separator, which no number or name contains, stands between the texts of a column
ARRAY_HEAD = struct.Struct("!5i")  # dimensions, whether NULL occurs, element type, length, first index


class BrokenCopy(Exception):
    """Bytes that are not the binary COPY of the declared columns."""


def read_binary_copy(data: bytes | bytearray | memoryview, fields: Sequence[Field]) -> dict[str, np.ndarray | list[str]]:
    """The raw columns of a binary COPY: numbers as native arrays, texts as lists of str.

    Every numeric value must be there (the query puts the sentinels of `engine.columns` in place of NULL) in the width
    of `numeric_type`; texts come after all numbers, and a NULL text reads as "". Raises BrokenCopy on anything else.
    """
    data = memoryview(data).cast("B")
    start = _after_header(data)
    numeric = [f for f in fields if f.kind != "text"]
    texts = [f for f in fields if f.kind == "text"]
    if list(fields) != numeric + texts:
        raise BrokenCopy("texts must be declared after all other columns")
    row = _row_type(numeric, len(fields))
    if texts:
        records, columns = _read_with_texts(data, start, row, texts)
    else:
        records, columns = _read_fixed(data, start, row), {}
    _check_widths(records, numeric, len(fields))
    return {f.name: records[f.name].astype(numeric_type(f)) for f in numeric} | columns


def column_copy(select: str, fields: Sequence[Field]) -> str:
    """The COPY statement that sends the columns of a query whole; its columns are those declared, in their order and width."""
    names = ", ".join(f'"{f.name}"' for f in fields)
    whole = ", ".join(f"string_agg(\"{f.name}\", chr({BETWEEN}))" if f.kind == "text" else f'array_agg("{f.name}")' for f in fields)
    return f"COPY (SELECT {whole} FROM ({select}) AS t ({names})) TO STDOUT (FORMAT binary)"


def read_column_copy(data: bytes | bytearray | memoryview, fields: Sequence[Field]) -> dict[str, np.ndarray | list[str]]:
    """The raw columns of a COPY made by `column_copy`; raises BrokenCopy on anything else, a NULL number among it."""
    data = memoryview(data).cast("B")
    at, columns = _after_header(data), {}
    if struct.unpack_from("!h", data, at)[0] != len(fields):
        raise BrokenCopy("another number of columns than declared")
    at += 2
    for declared in fields:
        length = struct.unpack_from("!i", data, at)[0]
        at += 4
        whole = data[at : at + max(length, 0)]
        if len(whole) != max(length, 0):
            raise BrokenCopy("a column is cut short")
        columns[declared.name] = _texts(whole, length) if declared.kind == "text" else _numbers(whole, declared)
        at += max(length, 0)
    if at != len(data) - len(TRAILER) or len({len(column) for column in columns.values()}) > 1:
        raise BrokenCopy("columns are not of one length")
    return columns


def table_from_copy(name: str, data: bytes | dict, fields: Sequence[Field]) -> Table:
    """The typed table of a binary COPY, or of raw columns already read."""
    raw = data if isinstance(data, dict) else read_binary_copy(data, fields)
    return Table(name, _length(raw), {f.name: column_from_raw(f, raw[f.name]) for f in fields})


def group_under(owner: Table, key: str, name: str, data: bytes | dict, fields: Sequence[Field]) -> Grouped:
    """The table of a binary COPY (or of raw columns already read) with its rows sorted under the owner's by the whole number `key` that both have.

    Rows whose key no owner has are left out.
    """
    raw = data if isinstance(data, dict) else read_binary_copy(data, fields)
    keys: Quantity = getattr(owner, key)
    by_key = np.argsort(keys.values, kind="stable")
    at = np.searchsorted(keys.values[by_key], raw[key])
    at[at == len(by_key)] = 0
    owned = keys.values[by_key][at] == raw[key] if len(by_key) else np.zeros(len(raw[key]), bool)
    place = by_key[at[owned]] if len(by_key) else np.zeros(0, np.int64)
    order = np.argsort(place, kind="stable")
    offsets = np.zeros(len(owner) + 1, np.int64)
    np.cumsum(np.bincount(place, minlength=len(owner)), out=offsets[1:])
    rows = np.flatnonzero(owned)[order]
    columns = {f.name: column_from_raw(f, _taken(raw[f.name], rows)) for f in fields if f.name != key}
    return Grouped(name, offsets, columns)


def _after_header(data: memoryview) -> int:
    if len(data) < 21 or bytes(data[:11]) != SIGNATURE:
        raise BrokenCopy("no binary COPY header")
    flags, extension = struct.unpack_from("!II", data, 11)
    if flags & 0xFFFF0000 or bytes(data[-2:]) != TRAILER:
        raise BrokenCopy("unknown flags, or cut short")
    return 19 + extension


def _numbers(whole: memoryview, declared: Field) -> np.ndarray:
    width = numeric_type(declared).itemsize
    if not len(whole):
        return np.zeros(0, numeric_type(declared))
    dimensions, nulls, _, length, _ = ARRAY_HEAD.unpack_from(whole)
    elements = np.dtype([("#", ">i4"), ("value", f">i{width}")])
    if dimensions != 1 or nulls or len(whole) != ARRAY_HEAD.size + length * elements.itemsize:
        raise BrokenCopy(f"column {declared.name} is NULL or of another width somewhere")
    found = np.frombuffer(whole, elements, length, ARRAY_HEAD.size)
    if (found["#"] != width).any():
        raise BrokenCopy(f"column {declared.name} is of another width")
    return found["value"].astype(numeric_type(declared))


def _texts(whole: memoryview, length: int) -> list[str]:
    return bytes(whole).decode().split(chr(BETWEEN)) if length >= 0 else []


def _row_type(numeric: Sequence[Field], fields: int) -> np.dtype:
    parts: list[tuple[str, str]] = [("#fields", ">i2")]
    for declared in numeric:
        parts += [(f"#{declared.name}", ">i4"), (declared.name, f">i{numeric_type(declared).itemsize}")]
    return np.dtype(parts)


def _read_fixed(data: memoryview, start: int, row: np.dtype) -> np.ndarray:
    body = len(data) - start - len(TRAILER)
    if body % row.itemsize:
        raise BrokenCopy("rows are not of the declared width")
    return np.frombuffer(data, row, body // row.itemsize, start)


def _read_with_texts(data: memoryview, at: int, row: np.dtype, texts: Sequence[Field]) -> tuple[np.ndarray, dict]:
    end, starts, length_of = len(data) - len(TRAILER), [], struct.Struct("!i").unpack_from
    columns: dict[str, list[str]] = {f.name: [] for f in texts}
    keep = [column.append for column in columns.values()]
    whole = bytes(data)
    while at < end:
        starts.append(at)
        at += row.itemsize
        for append in keep:
            if at + 4 > end:
                raise BrokenCopy("a row is cut short")
            length = length_of(whole, at)[0]
            at += 4
            append(whole[at : at + length].decode() if length > 0 else "")
            at += max(length, 0)
    if at != end:
        raise BrokenCopy("rows are not of the declared width")
    rows = np.frombuffer(whole, np.uint8)[np.array(starts, np.int64)[:, None] + np.arange(row.itemsize)]
    return np.ascontiguousarray(rows).view(row).reshape(-1), columns


def _check_widths(records: np.ndarray, numeric: Sequence[Field], fields: int) -> None:
    if (records["#fields"] != fields).any():
        raise BrokenCopy("rows have another number of columns than declared")
    for declared in numeric:
        if (records[f"#{declared.name}"] != numeric_type(declared).itemsize).any():
            raise BrokenCopy(f"column {declared.name} is NULL or of another width somewhere")


def _length(raw: dict) -> int:
    return len(next(iter(raw.values()))) if raw else 0


def _taken(column: np.ndarray | list[str], rows: np.ndarray):
    return [column[n] for n in rows.tolist()] if isinstance(column, list) else column[rows]

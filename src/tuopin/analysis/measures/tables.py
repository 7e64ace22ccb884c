"""Columns for a measure out of a file: Parquet or CSV, only the columns that are asked for."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

FAULTS = (pa.ArrowException, OSError, UnicodeError)  # of a file that is not what it should be
PIECE = 1 << 20  # bytes


def columns_beginning(path: Path, prefix: str) -> list[str]:
    """The names of the file's columns that begin with `prefix`, in its order. Raises Refusal where none does."""
    have = _names(path)
    found = [name for name in have if name.startswith(prefix)]
    if not found:
        _check(path, [prefix + "…"], have)
    return found


def read_columns(path: Path, names: list[str], *, words: Sequence[str] = ()) -> dict[str, np.ndarray]:
    """The named columns of the file, in its order; missing numbers come as NaN, missing words as "".

    `words` are columns that name something (a group, a stratum): numbers there are taken for numbers only where nothing is lost by it,
    so that 001 and 1 stay two. Raises Refusal for a file that cannot be read or lacks a column, naming those it has, or has one twice.
    """
    wanted = list(dict.fromkeys(names))
    try:
        _check(path, wanted, _names(path))
        if path.suffix.lower() == ".parquet":
            table = parquet.read_table(path, columns=wanted)
        else:
            table = _csv(path, wanted)
            table = _with_words(path, table, [name for name in wanted if name in words])
    except FAULTS as fault:
        raise _unreadable(path) from fault
    return {name: _plain(table.column(name)) for name in wanted}


def _csv(path: Path, wanted: list[str], kinds: Mapping[str, pa.DataType] | None = None) -> pa.Table:
    return csv.read_csv(path, **_reading(path), convert_options=csv.ConvertOptions(include_columns=wanted, column_types=kinds))


def _with_words(path: Path, table: pa.Table, words: list[str]) -> pa.Table:
    """The table with those columns as text in which a number would not be written as it stands in the file (001, 1.50)."""
    numbers = [name for name in words if pa.types.is_integer(table.schema.field(name).type) or pa.types.is_floating(table.schema.field(name).type)]
    if not numbers:
        return table
    written = _csv(path, numbers, dict.fromkeys(numbers, pa.string()))
    for name in numbers:
        read = {text: value for text, value in zip(written.column(name).to_pylist(), table.column(name).to_pylist(), strict=True) if value is not None}
        if any(str(value) != text for text, value in read.items()):
            table = table.set_column(table.schema.get_field_index(name), name, written.column(name))
    return table


def _reading(path: Path) -> dict[str, object]:
    """UTF-8, or else the encoding in which Chinese spreadsheets save text: told by the whole of the file. Cells lie between commas, or between
    the semicolons or tabs of a first line that has no comma."""
    decoder, encoding = codecs.getincrementaldecoder("utf-8")(), "utf8"
    with path.open("rb") as file:
        head = file.readline(PIECE)
        file.seek(0)
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
        except UnicodeDecodeError:
            encoding = "gb18030"
    between = next((mark for mark in ",;\t" if mark.encode() in head), ",")
    return {"read_options": csv.ReadOptions(encoding=encoding), "parse_options": csv.ParseOptions(delimiter=between)}


def rows_with_numbers(columns: dict[str, np.ndarray], names: list[str]) -> tuple[dict[str, np.ndarray], int]:
    """The columns without the rows where one of the named has no number, and how many rows were left out."""
    kept = np.ones(len(next(iter(columns.values()))), np.bool_)
    for name in names:
        if columns[name].dtype.kind == "f":
            kept &= np.isfinite(columns[name])
    return {name: column[kept] for name, column in columns.items()}, int((~kept).sum())


def _names(path: Path) -> list[str]:
    try:
        if path.suffix.lower() == ".parquet":
            return parquet.read_schema(path).names
        with csv.open_csv(path, **_reading(path)) as reader:
            return reader.schema.names
    except FAULTS as fault:
        raise _unreadable(path) from fault


def _unreadable(path: Path) -> Refusal:
    return Refusal("table-unreadable", phrase("读不出“{file}”。"), phrase("请用 UTF-8 或 GB18030 的 CSV(第一行为列名)或 Parquet 文件。"), file=path.name)


def _check(path: Path, wanted: list[str], have: list[str]) -> None:
    missing = [name for name in wanted if name not in have]
    if missing:
        raise Refusal(
            "column-missing", phrase("“{file}”没有“{columns}”列。"), phrase("现有的列:{have}。"), file=path.name,
            columns=", ".join(missing), have=", ".join(have[:30]),
        )
    if twice := [name for name in wanted if have.count(name) > 1]:
        raise Refusal(
            "column-twice", phrase("“{file}”有两列同名:{columns}。"), phrase("请给它们不同的列名,免得取错。"), file=path.name, columns=", ".join(twice),
        )


def _plain(column: pa.ChunkedArray) -> np.ndarray:
    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64()).to_numpy() if not pa.types.is_integer(kind) or column.null_count else column.to_numpy()
    if pa.types.is_boolean(kind) and not column.null_count:
        return column.to_numpy()
    return np.array(["" if value is None else str(value) for value in column.to_pylist()], dtype=str)

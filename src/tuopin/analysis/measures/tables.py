"""Columns for a measure out of a file: Parquet or CSV, only the columns that are asked for."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

FAULTS = (pa.ArrowException, OSError, UnicodeError)  # of a file that is not what it should be
PIECE = 1 << 20  # bytes
EXACT = 1 << 53  # whole numbers up to here are themselves as fractions too
QUOTED = re.compile(rb'"[^"]*"')
RAGGED = re.compile(r"(?:Row #(\d+): )?Expected (\d+) columns, got (\d+)")  # as Arrow says it


def columns_beginning(path: Path, prefix: str, *, without: Sequence[str] = ()) -> list[str]:
    """The names of the file's columns that begin with `prefix`, in its order, but for those that are something else. Raises Refusal where none does."""
    have = _names(path)
    found = [name for name in have if name.startswith(prefix) and name not in without]
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
        raise _unreadable(path, fault) from fault
    return {name: _plain(table.column(name)) for name in wanted}


def _csv(path: Path, wanted: list[str], kinds: Mapping[str, pa.DataType] | None = None) -> pa.Table:
    reading = _reading(path)
    options = {**reading, "convert_options": csv.ConvertOptions(include_columns=wanted, column_types=kinds)}
    try:
        return csv.read_csv(path, **options)
    except pa.ArrowInvalid as fault:
        if RAGGED.search(str(fault)):  # once more on one thread, which knows how many rows it has read
            reading["read_options"].use_threads = False
            return csv.read_csv(path, **options)
        raise


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
    head = QUOTED.sub(b"", head)  # a comma within a heading is none between two
    between = next((mark for mark in ",;\t" if mark.encode() in head), ",")
    return {"read_options": csv.ReadOptions(encoding=encoding), "parse_options": csv.ParseOptions(delimiter=between)}


def rows_with_numbers(columns: dict[str, np.ndarray], names: list[str]) -> tuple[dict[str, np.ndarray], int]:
    """The columns without the rows where one of the named has no number, and how many rows were left out."""
    kept = np.ones(len(next(iter(columns.values()))), np.bool_)
    for name in names:
        if columns[name].dtype.kind == "f":
            kept &= np.isfinite(columns[name])
        elif columns[name].dtype.kind == "O":  # yes and no with gaps
            kept &= np.array([value is not None for value in columns[name].tolist()], np.bool_)
    return {name: column[kept] for name, column in columns.items()}, int((~kept).sum())


def _names(path: Path) -> list[str]:
    try:
        if path.suffix.lower() == ".parquet":
            return parquet.read_schema(path).names
        reading = _reading(path)
        reading["read_options"].use_threads = False  # so that a row at fault is told
        with csv.open_csv(path, **reading) as reader:
            return reader.schema.names
    except FAULTS as fault:
        raise _unreadable(path, fault) from fault


def _unreadable(path: Path, fault: Exception) -> Refusal:
    if found := RAGGED.search(str(fault)):
        row, expected, got = found.groups()
        return Refusal(
            "row-ragged", phrase("“{file}”第 {row} 行有 {got} 格,第一行有 {expected} 格。"), phrase("请补齐或去掉多出的分隔符;含分隔符的文字要加引号。"),
            file=path.name, row=row or "?", expected=expected, got=got,
        )
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
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type))
    if pa.types.is_integer(kind) and column.null_count:
        return _with_gaps(column)
    if pa.types.is_integer(kind):
        return column.to_numpy()
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64()).to_numpy()
    if pa.types.is_boolean(kind):
        return column.to_numpy() if not column.null_count else np.array(column.to_pylist(), dtype=object)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):  # text that its writer did not mark as such
        return np.array(["" if value is None else value.decode("utf-8", "backslashreplace") for value in column.to_pylist()], dtype=str)
    return np.array(["" if value is None else str(value) for value in column.to_pylist()], dtype=str)


def _with_gaps(column: pa.ChunkedArray) -> np.ndarray:
    """Whole numbers with gaps: as fractions, in which a gap is no number; as text where they are too long for that and two would become one."""
    values = column.to_pylist()
    if any(value is not None and not -EXACT <= value <= EXACT for value in values):
        return np.array(["" if value is None else str(value) for value in values], dtype=str)
    return column.cast(pa.float64()).to_numpy()

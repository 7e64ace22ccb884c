"""Columns for a measure out of a file: Parquet or CSV, only the columns that are asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


def columns_beginning(path: Path, prefix: str) -> list[str]:
    """The names of the file's columns that begin with `prefix`, in its order. Raises Refusal where none does."""
    have = _names(path)
    found = [name for name in have if name.startswith(prefix)]
    if not found:
        _check(path, [prefix + "…"], have)
    return found


def read_columns(path: Path, names: list[str]) -> dict[str, np.ndarray]:
    """The named columns of the file, in its order; missing numbers come as NaN, missing words as "".

    Raises Refusal for a file that cannot be read or lacks a column, naming those it has.
    """
    wanted = list(dict.fromkeys(names))
    try:
        _check(path, wanted, _names(path))
        if path.suffix.lower() == ".parquet":
            table = parquet.read_table(path, columns=wanted)
        else:
            table = csv.read_csv(path, convert_options=csv.ConvertOptions(include_columns=wanted))
    except (pa.ArrowInvalid, OSError) as fault:
        raise _unreadable(path) from fault
    return {name: _plain(table.column(name)) for name in wanted}


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
        with csv.open_csv(path) as reader:
            return reader.schema.names
    except (pa.ArrowInvalid, OSError) as fault:
        raise _unreadable(path) from fault


def _unreadable(path: Path) -> Refusal:
    return Refusal("table-unreadable", phrase("读不出“{file}”。"), phrase("请用 UTF-8 的 CSV(第一行为列名)或 Parquet 文件。"), file=path.name)


def _check(path: Path, wanted: list[str], have: list[str]) -> None:
    missing = [name for name in wanted if name not in have]
    if missing:
        raise Refusal(
            "column-missing", phrase("“{file}”没有“{columns}”列。"), phrase("现有的列:{have}。"), file=path.name,
            columns=", ".join(missing), have=", ".join(have[:30]),
        )


def _plain(column: pa.ChunkedArray) -> np.ndarray:
    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64()).to_numpy() if not pa.types.is_integer(kind) or column.null_count else column.to_numpy()
    if pa.types.is_boolean(kind) and not column.null_count:
        return column.to_numpy()
    return np.array(["" if value is None else str(value) for value in column.to_pylist()], dtype=str)

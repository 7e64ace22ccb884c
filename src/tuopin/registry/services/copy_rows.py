"""Writes thousands of rows in one go: PostgreSQL's COPY, fed with ready lines of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from django.db import models

NULL = "\\N"
_BOOLEANS = {None: NULL, "": NULL, True: "t", False: "f"}
_SPECIAL = re.compile(r"[\\\t\n\r\b\f\v\x00]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v", "\x00": ""}


def text(value: str | None) -> str:
    """A text as COPY wants it; nothing known is the empty text."""
    if not value:
        return ""
    return _SPECIAL.sub(lambda m: _ESCAPES[m[0]], value) if _SPECIAL.search(value) else value


def plain(value: object) -> str:
    """A number or a day as COPY wants it; nothing known is NULL."""
    return NULL if value is None or value == "" else str(value)


def binary(value: bytes | None) -> str:
    """Bytes as COPY wants them."""
    return NULL if value is None else "\\\\x" + bytes(value).hex()


def yuan(fen: int | None) -> str:
    """Whole fen as yuan with two decimals."""
    if fen is None:
        return NULL
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def encoder(field: models.Field) -> Callable[[object], str]:
    """How values of a column are written."""
    if isinstance(field, models.BooleanField):
        return _BOOLEANS.__getitem__
    if isinstance(field, models.BinaryField):
        return binary
    return text if isinstance(field, models.CharField) else plain


@cache
def facts_of(model: type[models.Model]) -> tuple[tuple[str, Callable[[object], str]], ...]:
    """The columns of a dated form that a roster states, with how each is written: all but keys, place and sealed ones."""
    kept = {"id", "year", "recorded_at", "superseded_at", "source", "village_code", "household", "person"}
    return tuple(
        (f.name, encoder(f)) for f in model._meta.concrete_fields
        if f.name not in kept and not isinstance(f, models.BinaryField)
    )


def copy_lines(cursor, model: type[models.Model], columns: Iterable[str], lines: list[str]) -> None:
    """Append the lines to the model's table; the columns are named as in the table."""
    if not lines:
        return
    with cursor.copy(f'COPY "{model._meta.db_table}" ({", ".join(columns)}) FROM STDIN') as copy:
        copy.write("\n".join(lines) + "\n")


def new_ids(cursor, model: type[models.Model], count: int) -> list[int]:
    """Numbers that the table's own sequence gives to rows yet to be written."""
    if not count:
        return []
    cursor.execute(
        "WITH own AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence)"
        " SELECT array_agg(nextval(sequence)) FROM own, generate_series(1, %s)", [model._meta.db_table, count]
    )
    return cursor.fetchone()[0]

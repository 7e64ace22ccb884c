"""Writes thousands of rows in one go: PostgreSQL's COPY, fed with ready lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from django.db import models

from tuopin.kernel.copy_text import NULL, binary, plain, text, writer, yuan

__all__ = ["NULL", "binary", "copy_lines", "encoder", "facts_of", "kind_of", "new_ids", "plain", "text", "yuan"]

def kind_of(field: models.Field) -> str:
    """The kind of a column's values, by which they are written; empty for sealed ones."""
    if isinstance(field, models.DecimalField):
        return f"decimal:{field.decimal_places}"
    kinds = {models.BooleanField: "yes_no", models.BinaryField: "", models.CharField: "text", models.DateField: "day"}
    return next((kind for of, kind in kinds.items() if isinstance(field, of)), "whole")


def encoder(field: models.Field) -> Callable[[object], str]:
    """How values of a column are written."""
    return writer(kind_of(field)) if kind_of(field) else binary


@cache
def stated(model: type[models.Model]) -> tuple[models.Field, ...]:
    """The columns of a dated form that a roster states: all but keys, place and sealed ones."""
    kept = {"id", "year", "recorded_at", "superseded_at", "source", "village_code", "household", "person"}
    return tuple(f for f in model._meta.concrete_fields if f.name not in kept and not isinstance(f, models.BinaryField))


@cache
def facts_of(model: type[models.Model]) -> tuple[tuple[str, Callable[[object], str]], ...]:
    """The columns of a dated form that a roster states, with how each is written."""
    return tuple((f.name, encoder(f)) for f in stated(model))


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

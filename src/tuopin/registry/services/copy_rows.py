"""Writes thousands of rows in one go: PostgreSQL's COPY, fed with ready lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

import psycopg
from django.db import connection, models

from tuopin.kernel.copy_text import NULL, array, binary, plain, text, writer, yuan
from tuopin.registry.models import HouseholdForm, MemberForm, Person
from tuopin.scope.services import loading

__all__ = ["NULL", "PERSON", "array", "binary", "copy_bytes", "copy_lines", "encoder", "facts_of", "kind_of", "layout", "new_ids", "plain", "read_bytes", "stated", "text", "yuan"]


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


NEXT = """
WITH own AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence),
     drawn AS MATERIALIZED (SELECT nextval(sequence) AS id FROM own, generate_series(1, %s))
SELECT min(id), max(id), CASE WHEN max(id) - min(id) >= count(*) THEN array_agg(id ORDER BY id) END FROM drawn
"""
PERSON = ("name", "sex", "born_on", "certificate_kind")  # who a person is, in the order of the table


@cache
def layout() -> dict[str, list[tuple[str, str, object]]]:
    """The register's columns as the reader of rosters lays households out for them (see `intake.laying`)."""
    person = tuple(Person._meta.get_field(name) for name in PERSON)
    of = {"household": stated(HouseholdForm), "person": person, "member": stated(MemberForm)}
    return {part: [(f.name, kind_of(f), f.get_default() if f.has_default() else None) for f in fields] for part, fields in of.items()}


def copy_bytes(cursor, table: str, columns: Sequence[tuple[str, str]], row: Sequence) -> None:
    """Append one row that holds much, as it is; the columns are named with their database types."""
    names = ", ".join(name for name, _type in columns)
    with loading(cursor), cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types([of for _name, of in columns])
        copy.write_row(row)


def read_bytes(query: str, values: Sequence) -> bytes:
    """The one binary value that a query gives, taken over as it is and not written out as text first."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(query, values, binary=True).fetchone()[0]


def copy_lines(cursor, model: type[models.Model], columns: Iterable[str], lines: list[str]) -> None:
    """Append the lines to the model's table; the columns are named as in the table."""
    if not lines:
        return
    with loading(cursor), cursor.copy(f'COPY "{model._meta.db_table}" ({", ".join(columns)}) FROM STDIN') as copy:
        copy.write("\n".join(lines) + "\n")


def new_ids(cursor, model: type[models.Model], count: int) -> Sequence[int]:
    """Numbers that the table's own sequence gives to rows yet to be written; told by the first and the last where none between is another's."""
    if not count:
        return ()
    cursor.execute(NEXT, [model._meta.db_table, count])
    first, last, each = cursor.fetchone()
    return each or range(first, last + 1)

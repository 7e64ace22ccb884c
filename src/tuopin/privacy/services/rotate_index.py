"""Changes the index key: numbers are found under a new key, and every blind index is made anew from its sealed value.

Look-ups ask under both keys until the last row is done. Imports wait meanwhile: a person already registered must be recognised.
"""

from __future__ import annotations

import time
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from tuopin.kernel.areas import NATION
from tuopin.kernel.crypto import Keyring, with_new_index_key
from tuopin.kernel.home import READ_ANEW_SECONDS, key_store, read_keys_anew
from tuopin.kernel.sealed_columns import DerivedIndex, SealedColumn
from tuopin.people.selectors import Actor
from tuopin.privacy.models import Reindexing
from tuopin.privacy.selectors.sealed_columns import DERIVED, SEALED
from tuopin.privacy.services.check_keys import keys_held, write_probe
from tuopin.privacy.services.rotate_keys import Report
from tuopin.registry.services.locks import no_imports
from tuopin.trail.services import record

AT_ONCE = 5000  # rows of one transaction


def rotate_index(*, actor: Actor, on: date, report: Report, resume: bool = False) -> dict[str, int]:
    """Make every blind index anew under a new index key (or, with `resume`, under the newest there is); rows by column.

    Raises Refusal when another change of keys or an import is at work. Files that wait to be merged may wait on: they are indexed then.
    """
    with keys_held(), no_imports():
        ring = read_keys_anew()
        if not resume:
            with transaction.atomic():
                record(area_code=NATION, verb="rotate_index", subject=f"index-key:{ring.current_index + 1}", actor=actor, on=on)
                key_store().write(with_new_index_key(ring))
            ring = read_keys_anew()
        time.sleep(2 * READ_ANEW_SECONDS)
        done = {column.name: reindex_column(column, ring, report) for column in (*(c for c in SEALED if c.index), *DERIVED)}
        with transaction.atomic():
            write_probe(ring)
            record(area_code=NATION, verb="reindex", subject=f"index-key:{ring.current_index}", actor=actor, on=on,
                   values=sum(done.values()))
    return done


def reindex_column(column: SealedColumn | DerivedIndex, ring: Keyring, report: Report) -> int:
    """Make one blind index anew, from where a killed run stopped; how many rows. Raises TamperedField at a value that does not open."""
    target = column.index if isinstance(column, SealedColumn) else column.column
    made_anew = _from_sealed if isinstance(column, SealedColumn) else _from_clear
    run, _ = Reindexing.objects.get_or_create(column=f"{column.table}.{target}", key_number=ring.current_index)
    count = 0
    while fresh := made_anew(column, run.up_to, ring):
        run.up_to = fresh[-1][0]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {column.table} SET {target} = n.made FROM unnest(%s::bigint[], %s::bytea[]) AS n(key, made) "
                f"WHERE {column.table}.{column.key} = n.key", [[key for key, _ in fresh], [made for _, made in fresh]],
            )
            run.save()
        count += len(fresh)
        report(column.name, count, count)
    run.ended_at = timezone.now()
    run.save()
    return count


def _from_sealed(column: SealedColumn, last: int, ring: Keyring) -> list[tuple[int, bytes]]:
    rows = _rows_after(
        f"SELECT t.{column.key}, {column.place}, t.{column.column} FROM {column.table} t {column.joined} "
        f"WHERE t.{column.key} > %s AND t.{column.index} IS NOT NULL AND length(t.{column.column}) > 3 ORDER BY t.{column.key}", last,
    )
    return [(key, ring.find_by(column.index_kind, column.indexed(ring.open(sealed, place)))) for key, place, sealed in rows]


def _from_clear(column: DerivedIndex, last: int, ring: Keyring) -> list[tuple[int, bytes]]:
    rows = _rows_after(
        f"SELECT t.{column.key}, {column.value} FROM {column.table} t {column.joined} "
        f"WHERE t.{column.key} > %s AND t.{column.column} IS NOT NULL ORDER BY t.{column.key}", last,
    )
    return [(key, ring.find_by(column.kind, value)) for key, value in rows]


def _rows_after(statement: str, last: int) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT {AT_ONCE}", [last])
        return cursor.fetchall()

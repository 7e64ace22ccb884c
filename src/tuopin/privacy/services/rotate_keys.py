"""Changes the sealing key: a new key from now on, and every sealed value of every table sealed again with it.

How far it has come is written on the values themselves (each names its key), so a rotation that was killed goes on where it stopped, and
values are read all the while: the former key opens what was not yet reached.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date

from django.db import connection, transaction

from tuopin.kernel.areas import NATION
from tuopin.kernel.crypto import ALGORITHMS, Keyring, TamperedField, with_new_sealing_key
from tuopin.kernel.home import READ_ANEW_SECONDS, key_store, read_keys_anew
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.sealed_columns import SealedColumn
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.privacy.selectors.sealed_columns import SEALED
from tuopin.privacy.services.check_keys import keys_held, write_probe
from tuopin.trail.services import record

Report = Callable[[str, int, int], None]  # column, rows gone through, about how many


def rotate_keys(*, algorithm: str, actor: Actor, on: date, report: Report, resume: bool = False) -> dict[str, int]:
    """Seal everything with a new key of `algorithm` (or, with `resume`, with the newest one there is); values resealed by column.

    Raises Refusal when another change of keys is at work, and TamperedField, with an alarm, at the end when values did not open: they are
    left as they were, all others are resealed.
    """
    if algorithm not in ALGORITHMS:
        raise Refusal("no-such-cipher", phrase("没有“{name}”这种算法。"), phrase("可选:{names}。"), name=algorithm[:20], names=list(ALGORITHMS))
    with keys_held():
        ring = read_keys_anew()
        if not resume:
            with transaction.atomic():
                record(area_code=NATION, verb="rotate_keys", subject=f"key:{ring.current + 1}", actor=actor, on=on, algorithm=algorithm)
                key_store().write(with_new_sealing_key(ring, algorithm))
            ring = read_keys_anew()
        time.sleep(2 * READ_ANEW_SECONDS)  # every process has noticed by now; until then it sealed with the former key
        done, broken = _reseal(ring, report)
        with transaction.atomic():
            write_probe(ring)
            record(area_code=NATION, verb="reseal", subject=f"key:{ring.current}", actor=actor, on=on,
                   values=sum(done.values()), broken=len(broken))
    if broken:
        raise TamperedField(", ".join(sorted(broken)[:5]))
    return done


def _reseal(ring: Keyring, report: Report) -> tuple[dict[str, int], set[str]]:
    """All columns, twice: what somebody was just changing the first time is reached the second."""
    done, broken = {column.name: 0 for column in SEALED}, set()
    for _ in range(2):
        for column in SEALED:
            done[column.name] += reseal_column(column, ring, report, broken)
    return done, broken


def reseal_column(column: SealedColumn, ring: Keyring, report: Report, broken: set[str]) -> int:
    """Seal the values of one column again that are not sealed with the current key; how many. Places that do not open go to `broken`."""
    count, last, total, done = 0, 0, _about(column), 0
    while rows := _rows_after(column, last, ring.current):
        last = rows[-1][0]
        fresh = list(_resealed(rows, ring, broken))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {column.table} SET {column.column} = n.new FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS n(key, old, new) "
                f"WHERE {column.table}.{column.key} = n.key AND {column.table}.{column.column} = n.old",  # unless somebody changed it meanwhile
                [[key for key, _, _ in fresh], [old for _, old, _ in fresh], [new for _, _, new in fresh]],
            )
            count += cursor.rowcount
        done += len(rows)
        report(column.name, done, max(total, done))
    return count


def _rows_after(column: SealedColumn, last: int, current: int) -> list[tuple[int, str, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.{column.key}, {column.place}, t.{column.column} FROM {column.table} t {column.joined} "
            f"WHERE t.{column.key} > %s AND length(t.{column.column}) > 3 AND substring(t.{column.column} FROM 3 FOR 2) <> %s "
            f"ORDER BY t.{column.key} LIMIT {column.at_once}", [last, current.to_bytes(2, "big")],
        )
        return [(key, place, bytes(sealed)) for key, place, sealed in cursor.fetchall()]


def _resealed(rows: list[tuple[int, str, bytes]], ring: Keyring, broken: set[str]) -> Iterator[tuple[int, bytes, bytes]]:
    for key, place, sealed in rows:
        try:
            yield key, sealed, ring.seal_bytes(ring.open_bytes(sealed, place), place)
        except TamperedField:
            broken.add(place)


def _about(column: SealedColumn) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE relname = %s", [column.table])
        return (cursor.fetchone() or [0])[0]

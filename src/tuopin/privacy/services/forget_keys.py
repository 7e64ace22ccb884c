"""Throws former keys away, once nothing needs them; whatever old copies were sealed with them can never be read again."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from tuopin.kernel.areas import NATION
from tuopin.kernel.crypto import without
from tuopin.kernel.home import key_store, read_keys_anew
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.privacy.models import Reindexing
from tuopin.privacy.selectors.keys import files_by_key, values_by_key
from tuopin.privacy.selectors.sealed_columns import DERIVED, INDEXES_WITHOUT_VALUE, SEALED
from tuopin.privacy.services.check_keys import keys_held
from tuopin.trail.services import record


def forget_keys(*, actor: Actor, on: date) -> tuple[list[int], list[int]]:
    """Remove every sealing and index key that is neither current nor needed by a value or a file here; which were removed.

    Raises Refusal while a value is sealed with a former key.
    """
    with keys_held():
        ring = read_keys_anew()
        left = {column.name: sum(n for key, n in values_by_key(column).items() if key != ring.current) for column in SEALED}
        if any(left.values()):
            raise Refusal(
                "keys-needed", phrase("仍有 {count} 个值由旧密钥封存,旧密钥不能销毁。"),
                phrase("请先完成 tuopin keys rotate --resume。"), count=sum(left.values()),
            )
        sealing = set(ring.sealing) - {ring.current} - set(files_by_key())
        indexing = set(ring.indexing) - {ring.current_index} if _all_reindexed(ring.current_index) else set()
        if sealing or indexing:
            with transaction.atomic():
                record(area_code=NATION, verb="forget_keys", subject=f"key:{ring.current}", actor=actor, on=on,
                       sealing=sorted(sealing), indexing=sorted(indexing))
                key_store().write(without(ring, sealing=sealing, indexing=indexing))
            read_keys_anew()
    return sorted(sealing), sorted(indexing)


def _all_reindexed(current: int) -> bool:
    """Whether every blind index is made with the current key, and none is kept whose value nobody has."""
    columns = {f"{column.table}.{column.index}" for column in SEALED if column.index} | {index.name for index in DERIVED}
    ended = set(Reindexing.objects.filter(key_number=current, ended_at__isnull=False).values_list("column", flat=True))
    return (current == 1 or columns <= ended) and not any(_rows(index.table, index.column) for index in INDEXES_WITHOUT_VALUE)


def _rows(table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table} WHERE {column} IS NOT NULL)")
        return cursor.fetchone()[0]

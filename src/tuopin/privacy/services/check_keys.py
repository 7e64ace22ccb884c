"""Tries the keys on the register before anything else does: missing, wrong or half-changed keys stop the start, not the hundredth page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tuopin.kernel.crypto import Keyring, KeysMissing, TamperedField
from tuopin.kernel.home import alarm_file, read_keys_anew
from tuopin.kernel.keystore import fits, new_probe
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.sealed_columns import SealedColumn
from tuopin.kernel.words import phrase
from tuopin.privacy.models import KeyProbe
from tuopin.privacy.selectors.sealed_columns import SEALED
from tuopin.registry.services.locks import taken

KEYS_LOCK = 4399

def check_keys() -> None:
    """Raise Refusal `keys-missing` or `keys-wrong` unless the keys here are those of this register; the first time, write the probe.

    A register that holds sealed values and no probe was written before there were probes: one of its values is tried instead.
    """
    try:
        ring = read_keys_anew()
    except KeysMissing as fault:
        raise Refusal(
            "keys-missing", phrase("没有找到本系统的密钥,或密钥文件不完整。"),
            phrase("请放回 keys.json,或用 tuopin keys recover 从纸质分片恢复。"),
        ) from fault
    probe = KeyProbe.objects.first()
    if probe is None and all(_opens(column, ring) for column in SEALED):
        return write_probe(ring)
    if probe is None or not fits(ring, bytes(probe.probe_sealed)):
        alarm_file().raise_alarm("keys-wrong", "keys")
        raise Refusal(
            "keys-wrong", phrase("现有密钥不是封存这个数据库所用的密钥。"),
            phrase("请放回原来的 keys.json,或用 tuopin keys recover 从纸质分片恢复。"),
        )
    return None


@contextmanager
def keys_held() -> Iterator[None]:
    """Change keys alone; raises Refusal `keys-busy` when another process is changing them."""
    with taken((KEYS_LOCK,), Refusal("keys-busy", phrase("另一项密钥操作正在进行。"), phrase("请等它完成后再试。"))):
        yield


def write_probe(ring: Keyring) -> None:
    """Seal the probe with the current keys."""
    KeyProbe.objects.update_or_create(pk=1, defaults={"probe_sealed": new_probe(ring)})


def _opens(column: SealedColumn, ring: Keyring) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column.place}, t.{column.column} FROM {column.table} t {column.joined} WHERE length(t.{column.column}) > 3 LIMIT 1"
        )
        row = cursor.fetchone()
    try:
        return row is None or ring.open_bytes(row[1], row[0]) is not None
    except TamperedField:
        return False

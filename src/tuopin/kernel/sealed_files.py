"""Seals whole files part by part, so that an uploaded roster or an export never lies on the disk in clear.

`magic(4) | version, algorithm, key id (4) | salt(32) | parts`. Each file has a key of its own (HKDF-SHA-256 of the sealing key and the salt).
A part is up to 64 KiB, sealed under nonce `0(7) | number(4) | last(1)` and bound to the head and the file's place: parts can neither be
changed, nor moved, nor left out, nor can the end be cut off (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tuopin.kernel.crypto import HEAD, TAG, VERSION, Keyring, SealingKey, TamperedField

MAGIC, SALT, PART = b"TPSF", 32, 1 << 16
START = len(MAGIC) + HEAD + SALT


class SealedWriter:
    """Takes bytes and writes them sealed to `target`; `close` writes the last part, without which the file does not open."""

    def __init__(self, target: BinaryIO, ring: Keyring, place: str) -> None:
        key = ring.sealing[ring.current]
        head = MAGIC + bytes((VERSION, key.algorithm)) + ring.current.to_bytes(2, "big") + os.urandom(SALT)
        self._target, self._bound, self._number, self._kept = target, head + place.encode(), 0, bytearray()
        self._cipher = _derived(key, head[-SALT:], place).cipher()
        target.write(head)

    def write(self, content: bytes) -> int:
        self._kept += content
        while len(self._kept) > PART:  # one part is always kept back: it may be the last
            self._part(bytes(self._kept[:PART]), last=False)
            del self._kept[:PART]
        return len(content)

    def close(self) -> None:
        self._part(bytes(self._kept), last=True)
        self._kept.clear()

    def _part(self, content: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last), content, self._bound))
        self._number += 1


def seal_file(source: BinaryIO, target: BinaryIO, ring: Keyring, place: str) -> None:
    """Write what `source` gives, sealed for `place`, to `target`."""
    writer = SealedWriter(target, ring, place)
    while content := source.read(PART):
        writer.write(content)
    writer.close()


def opened_parts(source: BinaryIO, ring: Keyring, place: str) -> Iterator[bytes]:
    """The content again, part by part; raises TamperedField, with an alarm, as soon as anything is not what was sealed."""
    head = source.read(START)
    key = _key_named(ring, key_of_file(head))
    if key is None or key.algorithm != head[5]:
        raise _tampered(ring, place)
    cipher, bound = _derived(key, head[-SALT:], place).cipher(), head + place.encode()
    number, part = 0, source.read(PART + TAG)
    while True:
        following = source.read(PART + TAG) if len(part) == PART + TAG else b""
        try:
            content = cipher.decrypt(_nonce(number, not following), part, bound) if len(part) >= TAG else None
        except InvalidTag as fault:
            raise _tampered(ring, place) from fault
        if content is None:
            raise _tampered(ring, place)
        yield content
        if not following:
            return
        number, part = number + 1, following


def key_of_file(head: bytes) -> int | None:
    """The number of the key that a sealed file's first bytes name; None for what is no sealed file."""
    return int.from_bytes(head[6:8], "big") if head[:5] == MAGIC + bytes((VERSION,)) and len(head) >= START else None


def open_file(source: BinaryIO, target: BinaryIO, ring: Keyring, place: str) -> None:
    """Write what was sealed to `target`; raises TamperedField."""
    for content in opened_parts(source, ring, place):
        target.write(content)


@contextmanager
def opened_in_memory(path: Path, ring: Keyring, place: str) -> Iterator[Path]:
    """The content of a sealed file under a name that this process and its children can read, and that lies in memory alone.

    Hand the descriptor on to a child with `pass_fds=(int(path.name),)`. Raises TamperedField.
    """
    handle = os.memfd_create("tuopin", 0)
    try:
        with path.open("rb") as source, os.fdopen(os.dup(handle), "wb") as target:
            open_file(source, target, ring, place)
        yield Path(f"/proc/self/fd/{handle}")
    finally:
        os.close(handle)


def _key_named(ring: Keyring, key_id: int | None) -> SealingKey | None:
    if key_id is not None and key_id not in ring.sealing and ring.newer is not None:
        ring = ring.newer()
    return ring.sealing.get(key_id)


def _derived(key: SealingKey, salt: bytes, place: str) -> SealingKey:
    made = HKDF(SHA256(), len(key.secret), salt, f"tuopin file {place}".encode()).derive(key.secret)
    return SealingKey(key.algorithm, made)


def _nonce(number: int, last: bool) -> bytes:
    return bytes(7) + number.to_bytes(4, "big") + bytes((last,))


def _tampered(ring: Keyring, place: str) -> TamperedField:
    ring.alarm("wrong-tag", place)
    return TamperedField(place)

"""Where the keys are kept: a file that its owner alone may read, or whatever else can give and take a ring of keys.

A KMS or a token needs the two methods of `KeyStore` and a line in `kernel.home.key_store`. The file is written whole beside
the old one and put in its place, so a crash leaves the old keys or the new ones, never half of them.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from tuopin.kernel.crypto import AES_256_GCM, KEY_BYTES, Keyring, KeysMissing, SealingKey, TamperedField

READABLE_BY_OWNER = 0o400
SEALING, INDEXING, INDEX_BYTES = 1, 2, 32
PROBE_PLACE = "kernel.keystore|probe"


class KeyStore(Protocol):
    """What can keep the keys of a system."""

    def read(self) -> Keyring:
        """The keys; raises KeysMissing."""

    def write(self, ring: Keyring, *, first: bool = False) -> None:
        """Keep these keys instead of the former; with `first`, raises FileExistsError where there are keys already."""


class KeyFile:
    """Keys in one file of JSON, mode 0400."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Keyring:
        try:
            return parse(self.path.read_bytes())
        except OSError as fault:
            raise KeysMissing(str(self.path)) from fault

    def write(self, ring: Keyring, *, first: bool = False) -> None:
        part = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READABLE_BY_OWNER), "wb") as file:
            file.write(serialize(ring))
            file.flush()
            os.fsync(file.fileno())
        try:
            if first:
                os.link(part, self.path)  # fails where there is one, unlike a rename
            else:
                part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def stamp(self) -> int:
        """Changes whenever the file does; 0 where there is none."""
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return 0


def serialize(ring: Keyring) -> bytes:
    """The keys as text: what the file holds, and what is split into paper shares."""
    return json.dumps({
        "sealing": {str(n): {"algorithm": key.algorithm, "key": _text(key.secret)} for n, key in ring.sealing.items()},
        "indexing": {str(n): _text(key) for n, key in ring.indexing.items()},
    }, separators=(",", ":"), sort_keys=True).encode()


def parse(content: bytes) -> Keyring:
    """The ring that `serialize` wrote, or one of the first form of the file (one index key, AES alone); raises KeysMissing."""
    try:
        data = json.loads(content)
        ring = Keyring(
            {int(n): _sealing_key(key) for n, key in data["sealing"].items()},
            {int(n): _bytes(key) for n, key in (data.get("indexing") or {"1": data["index"]}).items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise KeysMissing("the key file is not whole") from fault
    if not ring.sealing or not ring.indexing or any(len(key) != INDEX_BYTES for key in ring.indexing.values()):
        raise KeysMissing("the key file is not whole")
    return ring


def packed(ring: Keyring) -> bytes:
    """The keys in as few bytes as they have: what is split into shares that people copy from paper."""
    sealing = (bytes((SEALING, key.algorithm)) + n.to_bytes(2, "big") + key.secret for n, key in sorted(ring.sealing.items()))
    indexing = (bytes((INDEXING, 0)) + n.to_bytes(2, "big") + key for n, key in sorted(ring.indexing.items()))
    return b"".join([*sealing, *indexing])


def unpacked(content: bytes) -> Keyring:
    """The ring that `packed` wrote; raises KeysMissing."""
    sealing, indexing, at = {}, {}, 0
    while at < len(content):
        kind, algorithm, number = content[at], int.from_bytes(content[at + 1 : at + 2]), int.from_bytes(content[at + 2 : at + 4])
        size = INDEX_BYTES if kind == INDEXING else KEY_BYTES.get(algorithm, 0)
        key = content[at + 4 : at + 4 + size]
        if kind not in (SEALING, INDEXING) or not size or len(key) < size:
            raise KeysMissing("what the shares give is no ring of keys")
        if kind == SEALING:
            sealing[number] = SealingKey(algorithm, key)
        else:
            indexing[number] = key
        at += 4 + size
    if not sealing or not indexing:
        raise KeysMissing("what the shares give is no ring of keys")
    return Keyring(sealing, indexing)


def fingerprint(ring: Keyring) -> str:
    """Sixteen hexadecimal digits that tell one ring from another and nothing of its keys."""
    return sha256(b"tuopin keyring" + packed(ring)).hexdigest()[:16]


def new_probe(ring: Keyring) -> bytes:
    """A known value sealed with these keys, kept in the database: opening it tells that keys and register belong together."""
    return ring.seal(ring.find_by("probe", PROBE_PLACE).hex(), PROBE_PLACE)


def fits(ring: Keyring, probe: bytes) -> bool:
    """Whether these keys are those that the probe was sealed and indexed with."""
    try:
        return ring.open(probe, PROBE_PLACE) in {index.hex() for index in ring.all_indexes("probe", PROBE_PLACE)}
    except TamperedField:
        return False


def _sealing_key(told: str | dict) -> SealingKey:
    if isinstance(told, str):
        return SealingKey(AES_256_GCM, _bytes(told))
    return SealingKey(told["algorithm"], _bytes(told["key"]))


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as fault:
        raise ValueError("not base64") from fault

"""Keeps personal numbers unreadable at rest: sealed to their row and column, found only through a keyed index.

A sealed value is `version(1) | algorithm(1) | key id(2) | nonce(12) | ciphertext and tag`. The additional data bind it to
its place (table, column, row), so a value moved to another row or column does not open. Keys live in one file outside the
database; without that file, or with another, nothing opens.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION, AES_256_GCM = 1, 1


class TamperedField(Exception):
    """A sealed value that was not sealed here, for this place, with this key."""


class KeysMissing(Exception):
    """The key file is absent or unreadable; nothing personal can be read or written."""


@dataclass(frozen=True)
class Keyring:
    """The keys of one system: sealing keys by number (the highest seals, all open) and one index key."""

    sealing: dict[int, bytes]
    index: bytes

    @property
    def current(self) -> int:
        return max(self.sealing)

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt `text` for `place` (e.g. ``registry.person|certificate|4311290000101``)."""
        key_id, nonce = self.current, os.urandom(12)
        head = bytes((VERSION, AES_256_GCM)) + key_id.to_bytes(2, "big")
        return head + nonce + self._cipher(key_id).encrypt(nonce, text.encode(), head + place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt what `seal` made for the same place; raises TamperedField on anything else."""
        sealed = bytes(sealed)
        head, nonce, body = sealed[:4], sealed[4:16], sealed[16:]
        if len(sealed) < 32 or head[0] != VERSION or head[1] != AES_256_GCM:
            raise TamperedField(place)
        key_id = int.from_bytes(head[2:4], "big")
        if key_id not in self.sealing:
            raise TamperedField(place)
        try:
            return self._cipher(key_id).decrypt(nonce, body, head + place.encode()).decode()
        except InvalidTag as fault:
            raise TamperedField(place) from fault

    def find_by(self, kind: str, value: str) -> bytes:
        """The blind index of a normalised value: 16 bytes of HMAC-SHA-256 over its kind and itself."""
        return hmac.digest(self.index, f"{kind}\x00{value}".encode(), sha256)[:16]

    def _cipher(self, key_id: int) -> AESGCM:
        cipher = _CIPHERS.get(self.sealing[key_id])
        if cipher is None:
            cipher = _CIPHERS[self.sealing[key_id]] = AESGCM(self.sealing[key_id])
        return cipher


_CIPHERS: dict[bytes, AESGCM] = {}


def new_keyring() -> Keyring:
    return Keyring({1: secrets.token_bytes(32)}, secrets.token_bytes(32))


def write_keyring(path: Path, keyring: Keyring) -> None:
    """Write the key file, readable by its owner alone; never overwrites one."""
    text = json.dumps({
        "sealing": {str(n): base64.b64encode(k).decode() for n, k in keyring.sealing.items()},
        "index": base64.b64encode(keyring.index).decode(),
    })
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def read_keyring(path: Path) -> Keyring:
    """Read the key file; raises KeysMissing when it is not there or not whole."""
    try:
        data = json.loads(path.read_text())
        return Keyring({int(n): base64.b64decode(k) for n, k in data["sealing"].items()}, base64.b64decode(data["index"]))
    except (OSError, ValueError, KeyError) as fault:
        raise KeysMissing(str(path)) from fault

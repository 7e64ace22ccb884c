"""Seals to somebody who is not here: whoever holds the public half can only put away, whoever holds the other half can open.

A file sealed so begins `TPBR | public half made for this file(32)`; the rest is a sealed file (`sealed_files`) under the key that both
halves agree on (X25519, HKDF-SHA-256). The private half is kept apart, on paper or on a stick in a safe, never on the machine.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tuopin.kernel.crypto import AES_256_GCM, Keyring, SealingKey, TamperedField
from tuopin.kernel.sealed_files import SealedWriter, opened_parts

MAGIC, HALF = b"TPBR", 32
PUBLIC, PRIVATE = "tuopin-backup-public-1 ", "tuopin-backup-secret-1 "


class NoSuchKey(Exception):
    """A key file that is absent or holds no key of the kind."""


def write_key_pair(secret: Path, public: Path) -> None:
    """Make a pair: the private half to `secret`, which never overwrites a file, the public one to `public`."""
    key = X25519PrivateKey.generate()
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(PRIVATE + base64.b64encode(key.private_bytes_raw()).decode() + "\n")
    public.write_text(PUBLIC + base64.b64encode(key.public_key().public_bytes_raw()).decode() + "\n")


def public_of(path: Path) -> X25519PublicKey:
    """The public half in a file; raises NoSuchKey."""
    return X25519PublicKey.from_public_bytes(_half(path, PUBLIC))


def secret_of(path: Path) -> X25519PrivateKey:
    """The private half in a file; raises NoSuchKey."""
    return X25519PrivateKey.from_private_bytes(_half(path, PRIVATE))


def sealing_writer(target: BinaryIO, to: X25519PublicKey, place: str) -> SealedWriter:
    """Takes bytes and writes them to `target` so that only the holder of the private half opens them; close it at the end."""
    mine = X25519PrivateKey.generate()
    half = mine.public_key().public_bytes_raw()
    target.write(MAGIC + half)
    return SealedWriter(target, _agreed(mine.exchange(to), half, to.public_bytes_raw()), place)


def opened_for(source: BinaryIO, secret: X25519PrivateKey, place: str) -> Iterator[bytes]:
    """What was sealed to this key for the place, part by part; raises TamperedField as soon as anything is amiss."""
    head = source.read(len(MAGIC) + HALF)
    if len(head) != len(MAGIC) + HALF or not head.startswith(MAGIC):
        raise TamperedField(place)
    half = head[len(MAGIC) :]
    ring = _agreed(secret.exchange(X25519PublicKey.from_public_bytes(half)), half, secret.public_key().public_bytes_raw())
    yield from opened_parts(source, ring, place)


def _agreed(shared: bytes, half: bytes, to: bytes) -> Keyring:
    derived = HKDF(SHA256(), 32, half + to, b"tuopin backup").derive(shared)
    return Keyring({1: SealingKey(AES_256_GCM, derived)}, {1: derived})


def _half(path: Path, kind: str) -> bytes:
    try:
        text = path.read_text()
        half = base64.b64decode(text.removeprefix(kind), validate=False)
    except (OSError, ValueError) as fault:
        raise NoSuchKey(str(path)) from fault
    if not text.startswith(kind) or len(half) != HALF:
        raise NoSuchKey(str(path))
    return half

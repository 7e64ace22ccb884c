"""Keeps personal numbers unreadable at rest: sealed to their row and column, found only through a keyed index.

A sealed value is `version(1) | algorithm(1) | key id(2) | nonce(12) | ciphertext and tag(16)`. The additional data bind it to
its place (table, column, row), so a value moved to another row or column does not open. Algorithms: 1 AES-256-GCM
(NIST SP 800-38D), 2 SM4-GCM (GB/T 32907, GB/T 36624). Keys live outside the database (`kernel.keystore`).
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION, AES_256_GCM, SM4_GCM = 1, 1, 2
ALGORITHMS = {"aes-256-gcm": AES_256_GCM, "sm4-gcm": SM4_GCM}
KEY_BYTES = {AES_256_GCM: 32, SM4_GCM: 16}
NONCE, TAG, HEAD = 12, 16, 4
HIGHEST_ID = 0xFFFF


class TamperedField(Exception):
    """A sealed value that was not sealed here, for this place, with this key."""


class KeysMissing(Exception):
    """The keys are absent, unreadable, or not those that this register was sealed with; nothing personal can be read or written."""


class Sm4Gcm:
    """SM4 in GCM, called as AESGCM is."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, text: bytes, bound: bytes) -> bytes:
        cipher = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(bound)
        return cipher.update(text) + cipher.finalize() + cipher.tag

    def decrypt(self, nonce: bytes, body: bytes, bound: bytes) -> bytes:
        """Raises InvalidTag on anything that `encrypt` did not make."""
        cipher = Cipher(self._algorithm, modes.GCM(nonce, body[-TAG:])).decryptor()
        cipher.authenticate_additional_data(bound)
        return cipher.update(body[:-TAG]) + cipher.finalize()


@dataclass(frozen=True, slots=True)
class SealingKey:
    """One key that seals, for one algorithm and never another."""

    algorithm: int
    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES.get(self.algorithm):
            raise ValueError("a sealing key of another length than its algorithm's")

    def cipher(self) -> AESGCM | Sm4Gcm:
        return AESGCM(self.secret) if self.algorithm == AES_256_GCM else Sm4Gcm(self.secret)

    def __repr__(self) -> str:  # a key never shows in a trace
        return f"SealingKey({self.algorithm}, ...)"


@dataclass(frozen=True)
class Keyring:
    """The keys of one system by number: the highest sealing key seals, all open; the highest index key indexes, all are looked for.

    `alarm` is told the place of whatever does not open; `newer` gives a ring read anew, asked for when a value was sealed
    with a key that came after this ring was read.
    """

    sealing: dict[int, SealingKey]
    indexing: dict[int, bytes] = field(repr=False)
    alarm: Callable[[str, str], None] = field(default=lambda what, place: None, repr=False, compare=False)
    newer: Callable[[], Keyring] | None = field(default=None, repr=False, compare=False)
    _ciphers: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def current(self) -> int:
        """The number of the key that seals."""
        return max(self.sealing)

    @property
    def current_index(self) -> int:
        return max(self.indexing)

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt `text` for `place` (e.g. ``registry.person|certificate|4311290000101``)."""
        return self.seal_bytes(text.encode(), place)

    def seal_bytes(self, content: bytes, place: str) -> bytes:
        """Encrypt bytes for `place`."""
        key_id, nonce = self.current, os.urandom(NONCE)
        head, cipher = self._opener(key_id)
        return head + nonce + cipher.encrypt(nonce, content, head + place.encode())

    def sealer(self, many: int) -> Callable[[str, str], bytes]:
        """What seals one text after another, each for its place, as `seal` does; quicker where there are many."""
        head, cipher = self._opener(self.current)
        nonces, encrypt = _nonces(many), cipher.encrypt

        def seal(text: str, place: str) -> bytes:
            nonce = next(nonces)
            return head + nonce + encrypt(nonce, text.encode(), head + place.encode())

        return seal

    def indexer(self, kind: str) -> Callable[[str], bytes]:
        """What gives the blind index of one value of a kind after another, as `find_by` does."""
        key, of = self.indexing[self.current_index], f"{kind}\x00".encode()
        size = sha256().block_size  # HMAC by its definition (RFC 2104): two digests are quicker than its one call
        padded = (key if len(key) <= size else sha256(key).digest()).ljust(size, b"\0")
        inner, outer = bytes(byte ^ 0x36 for byte in padded) + of, bytes(byte ^ 0x5C for byte in padded)
        return lambda value: sha256(outer + sha256(inner + value.encode()).digest()).digest()[:16]

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt what `seal` made for the same place; raises TamperedField, with an alarm, on anything else."""
        content = self.open_bytes(sealed, place)
        try:
            return content.decode()
        except UnicodeDecodeError as fault:  # sealed here, but not as a text
            raise TamperedField(place) from fault

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what `seal_bytes` made for the same place; raises TamperedField, with an alarm, on anything else."""
        sealed = bytes(sealed)
        key_id = key_of(sealed)
        if key_id is not None and key_id not in self.sealing and self.newer is not None:
            newer = self.newer()
            if key_id in newer.sealing:
                return newer.open_bytes(sealed, place)
        if key_id not in self.sealing or self.sealing[key_id].algorithm != sealed[1]:
            raise self._tampered("unknown-key" if key_id is not None else "not-sealed", place)
        head, cipher = self._opener(key_id)
        try:
            return cipher.decrypt(sealed[HEAD : HEAD + NONCE], sealed[HEAD + NONCE :], head + place.encode())
        except InvalidTag as fault:
            raise self._tampered("wrong-tag", place) from fault

    def find_by(self, kind: str, value: str) -> bytes:
        """The blind index of a normalised value: 16 bytes of HMAC-SHA-256 over its kind and itself."""
        return blind_index(self.indexing[self.current_index], kind, value)

    def all_indexes(self, kind: str, value: str) -> list[bytes]:
        """The blind indexes of a value under every index key, the newest first: what a look-up asks for while keys change."""
        return [blind_index(self.indexing[n], kind, value) for n in sorted(self.indexing, reverse=True)]

    def _opener(self, key_id: int) -> tuple[bytes, AESGCM | Sm4Gcm]:
        ready = self._ciphers.get(key_id)
        if ready is None:
            key = self.sealing[key_id]
            ready = self._ciphers[key_id] = bytes((VERSION, key.algorithm)) + key_id.to_bytes(2, "big"), key.cipher()
        return ready

    def _tampered(self, what: str, place: str) -> TamperedField:
        self.alarm(what, place)
        return TamperedField(place)


def _nonces(many: int) -> Iterator[bytes]:
    """Fresh random nonces without end, drawn many at a time."""
    while True:
        drawn = os.urandom(NONCE * max(many, 1))
        yield from (drawn[start : start + NONCE] for start in range(0, len(drawn), NONCE))


def key_of(sealed: bytes) -> int | None:
    """The number of the key that a value says it was sealed with; None when it is not shaped as a sealed value."""
    if len(sealed) < HEAD + NONCE + TAG or sealed[0] != VERSION or sealed[1] not in KEY_BYTES:
        return None
    return int.from_bytes(sealed[2:HEAD], "big")


def blind_index(key: bytes, kind: str, value: str) -> bytes:
    return hmac.digest(key, f"{kind}\x00{value}".encode(), sha256)[:16]


def new_sealing_key(algorithm: str = "aes-256-gcm") -> SealingKey:
    """A fresh key; raises KeyError for an algorithm that is not in ALGORITHMS."""
    number = ALGORITHMS[algorithm]
    return SealingKey(number, secrets.token_bytes(KEY_BYTES[number]))


def new_keyring(algorithm: str = "aes-256-gcm") -> Keyring:
    """The first keys of a new system."""
    return Keyring({1: new_sealing_key(algorithm)}, {1: secrets.token_bytes(32)})


def with_new_sealing_key(ring: Keyring, algorithm: str) -> Keyring:
    """The ring with one more sealing key, which from now on seals."""
    if ring.current >= HIGHEST_ID:
        raise ValueError("no key numbers left")
    return Keyring(ring.sealing | {ring.current + 1: new_sealing_key(algorithm)}, ring.indexing)


def with_new_index_key(ring: Keyring) -> Keyring:
    """The ring with one more index key, which from now on indexes."""
    return Keyring(ring.sealing, ring.indexing | {ring.current_index + 1: secrets.token_bytes(32)})


def without(ring: Keyring, *, sealing: set[int] = frozenset(), indexing: set[int] = frozenset()) -> Keyring:
    """The ring without keys that nothing uses any more; the current ones stay whatever is asked."""
    return Keyring(
        {n: key for n, key in ring.sealing.items() if n not in sealing or n == ring.current},
        {n: key for n, key in ring.indexing.items() if n not in indexing or n == ring.current_index},
    )

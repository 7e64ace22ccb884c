"""Keyed pseudonyms: a number that stands for a household or a person in every edition, and tells nothing without the key.

The pseudonym is the first 63 bits of HMAC-SHA-256 (RFC 2104) of the kind and the official number. Two of thirty million
households share one with a chance of 1 in 20,000; the writer refuses a county in which that happens.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

import numpy as np

KEY_BYTES = 32


def pseudonyms(key: bytes, kind: str, numbers: Iterable[str]) -> np.ndarray:
    """The pseudonyms (int64, not negative) of official numbers of a kind, "household" or "person"."""
    before = kind.encode() + b"\0"
    digests = b"".join(hmac.digest(key, before + number.encode(), "sha256")[:8] for number in numbers)
    return (np.frombuffer(digests, ">u8") >> np.uint64(1)).astype(np.int64)


def shown(pseudonym: int) -> str:
    """A pseudonym as it is printed: sixteen hexadecimal digits."""
    return f"{pseudonym:016x}"


def read_shown(text: str) -> int | None:
    """The pseudonym behind sixteen hexadecimal digits; None for any other text."""
    try:
        return int(text, 16) if len(text) == 16 and int(text, 16) < 1 << 63 else None
    except ValueError:
        return None


def name_of_key(key: bytes) -> str:
    """Sixteen hexadecimal digits that tell whether two editions were made with the same key, and nothing of it."""
    return hashlib.sha256(b"tuopin pseudonyms\0" + key).hexdigest()[:16]

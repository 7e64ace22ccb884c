"""Keyed pseudonyms: a number that stands for a household or a person in every edition, and tells nothing without the key.

The pseudonym is the first 63 bits of HMAC-SHA-256 (RFC 2104) of the kind and the official number. Two of thirty million
households share one with a chance of 1 in 20,000; the writer refuses a county in which that happens.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping

import numpy as np

from tuopin.engine.columns import UNKNOWN

KEY_BYTES = 32


def pseudonyms(key: bytes, kind: str, numbers: Iterable[str]) -> np.ndarray:
    """The pseudonyms (int64, not negative) of official numbers of a kind, "household" or "person"."""
    before = kind.encode() + b"\0"
    digests = b"".join(hmac.digest(key, before + number.encode(), "sha256")[:8] for number in numbers)
    return (np.frombuffer(digests, ">u8") >> np.uint64(1)).astype(np.int64)


def with_pseudonyms(raw: Mapping[str, Mapping], key: bytes, beside: Mapping[str, np.ndarray]) -> dict[str, dict]:
    """A county's tables with pseudonyms in place of `id` and `number`, and the columns `beside` (one row an `id`) laid to the households.

    Where `beside` has no row of a household its columns are not known. Persons come with the `id` of their household, which must be there.
    """
    households, persons = dict(raw["household"]), dict(raw["person"])
    ids, owners = households.pop("id"), persons.pop("id")
    households["household_id"] = pseudonyms(key, "household", households.pop("number"))
    persons["person_id"] = pseudonyms(key, "person", persons.pop("number"))
    found, at = _places(ids, owners)
    if not found.all():
        raise ValueError("a person's household is not among the households")
    persons["household_id"] = households["household_id"][at]
    found, at = _places(beside["id"], ids)
    for name, column in beside.items():
        if name != "id":
            households[name] = np.where(found, column[at] if len(column) else 0, UNKNOWN)
    return {**raw, "household": households, "person": persons}


def _places(keys: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether each of the wanted is among the keys, and at which place."""
    if not len(keys):
        return np.zeros(len(wanted), bool), np.zeros(len(wanted), np.int64)
    order = np.argsort(keys, kind="stable")
    at = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)]
    return keys[at] == wanted, at


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

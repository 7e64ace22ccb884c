"""An event's bytes and its hash, and the commitments that stand in it for its values (docs/reference/trail-format.md)."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache

import orjson

from tuopin.trail.states.chains import NOTHING

SHA256, SM3 = 1, 2
ALGORITHMS: dict[int, Callable] = {SHA256: hashlib.sha256, SM3: lambda data=b"": hashlib.new("sm3", data)}
EVENT, LINK, VALUE, TAB = b"tuopin-event 1\t", b"tuopin-link 1\t", "tuopin-value 1\t", "\t"
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
STATE = re.compile(r"(|[0-9]{1,4}:[0-9a-f]{64})")
HEX = re.compile(r"[0-9a-f]{64}")
UNFIT = re.compile(r"[\x00-\x1f\x7f\\]")
SALT_BYTES = 16
FIELDS = ("alg", "chain", "seq", "recorded_at", "happened_on", "area", "verb", "subject", "actor", "post", "state", "evidence", "payload")

Opened = dict[str, tuple[str, str]]  # key → salt, JSON text of the value


def plain(text: str) -> str:
    """The text without what an event's fields cannot hold: control characters and backslashes become a question mark."""
    return UNFIT.sub("?", text)


def hash_of(alg: int, fields: bytes, prev: bytes) -> bytes:
    """The event's hash in hexadecimal, from its fields joined by TAB and the hash before it, also in hexadecimal."""
    digest = ALGORITHMS[alg]
    return digest(LINK + digest(EVENT + fields).hexdigest().encode() + b"\t" + prev).hexdigest().encode()


def body_of(alg: int, fields: bytes) -> str:
    """The digest of everything in the event but the hash before it."""
    return ALGORITHMS[alg](EVENT + fields).hexdigest()


def linked(alg: int, body: str, prev: str) -> str:
    """The hash of an event with that body after that hash."""
    return ALGORITHMS[alg](LINK + f"{body}\t{prev}".encode()).hexdigest()


def commitment(alg: int, key: str, salt: str, value: str) -> str:
    """What stands in an event for a value: it tells nothing of it, and fits no other."""
    return ALGORITHMS[alg](f"{VALUE}{salt}\t{key}\t{value}".encode()).hexdigest()


def fresh_salts(many: int) -> Iterator[str]:
    """Random salts without end, drawn as many at a time as are expected to be wanted."""
    while True:
        drawn, width = os.urandom(SALT_BYTES * max(many, 1)).hex(), 2 * SALT_BYTES
        yield from (drawn[start : start + width] for start in range(0, len(drawn), width))


def committed(alg: int, values: Mapping[str, object], salts: Iterator[str] | None = None) -> tuple[str, Opened]:
    """The payload of an event with these values, and how each of its commitments is opened. Raises ValueError for a key that is none."""
    opened: Opened = {}
    payload, digest, salts = [], ALGORITHMS[alg], salts or fresh_salts(len(values))
    for key in sorted(values):
        if not is_key(key):
            raise ValueError(f"not a key: {key}")
        salt, value = next(salts), _told(values[key])
        opened[key] = (salt, value)
        payload.append(f"{key}={digest(f'{VALUE}{salt}{TAB}{key}{TAB}{value}'.encode()).hexdigest()}")
    return ",".join(payload), opened


def _told(value: object) -> str:
    """The JSON text of a value; many events of one act say the same."""
    return _told_again(value) if type(value) in (str, int) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


@lru_cache(maxsize=4096)
def _told_again(value: str | int) -> str:
    return orjson.dumps(value).decode()


@lru_cache(maxsize=1024)
def is_key(text: str) -> bool:
    """Whether a value can be told under this name."""
    return KEY.fullmatch(text) is not None


def fields_told(event: Mapping) -> bytes:
    """The fields of an exported event, joined as they are hashed."""
    told = [str(event[name]) for name in FIELDS[:-2]]
    payload = event["payload"]
    told += [",".join(event["evidence"]), ",".join(f"{key}={payload[key]}" for key in sorted(payload))]
    return "\t".join(told).encode()


def misformed(event: Mapping) -> bool:
    """Whether a member of an exported event breaks its form; the types are already known to be right."""
    texts = [event[name] for name in ("verb", "subject", "actor", "post")]
    evidence = event["evidence"]
    return (
        event["alg"] not in ALGORITHMS or not _is_area(event["chain"]) or not _is_area(event["area"])
        or event["seq"] < 1 or event["recorded_at"] < 0 or not is_day(event["happened_on"])
        or any(UNFIT.search(text) for text in texts) or not STATE.fullmatch(event["state"])
        or not all(HEX.fullmatch(one) for one in evidence) or evidence != sorted(set(evidence))
        or not all(KEY.fullmatch(key) and isinstance(value, str) and HEX.fullmatch(value) for key, value in event["payload"].items())
        or not HEX.fullmatch(event["prev"]) or not HEX.fullmatch(event["hash"])
    )


def _is_area(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isdigit()


def is_day(text: str) -> bool:
    """Whether the text is a day of the calendar as the format writes one."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


__all__ = [
    "ALGORITHMS", "FIELDS", "NOTHING", "SHA256", "SM3", "Opened", "body_of", "commitment", "committed", "fields_told", "fresh_salts", "hash_of",
    "is_day", "linked", "misformed", "plain",
]

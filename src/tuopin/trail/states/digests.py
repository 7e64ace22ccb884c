"""The digest of a subject's whole state: of the rows that make it, as the database prints them, and of their times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import groupby

NULL = "\\N"
PIECE = 2047  # bytes; Python's digests let other threads run from one more on


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows of a state without their times: a digest, and how many rows each part has."""

    digest: bytes
    counts: tuple[int, ...]


def facts_of_lines(parts: Iterable[tuple[str, Sequence[str]]]) -> Facts:
    """The facts of a state from the lines that COPY writes for it, part by part in declared order; the lines in any order."""
    told, counts = [], []
    for name, lines in parts:
        counts.append(len(lines))
        told.append(f"{name}\t{len(lines)}")
        if lines:
            told += sorted(lines) if len(lines) > 1 else lines  # characters sort as their bytes do
    return Facts(_digest("\n".join([*told, ""]).encode()), tuple(counts))


def _digest(content: bytes) -> bytes:
    """SHA-256, in pieces so small that this thread does not give up the interpreter, and wait for it, once a household."""
    found = sha256(content[:PIECE])
    for start in range(PIECE, len(content), PIECE):
        found.update(content[start : start + PIECE])
    return found.digest()


@lru_cache(maxsize=4096)
def times_of_new(counts: tuple[int, ...], widths: tuple[int, ...], at: int) -> bytes:
    """The times of a state all of whose rows were written at `at` (microseconds): the first time of each row, the others still open."""
    return times_of(
        one for count, width in zip(counts, widths, strict=True)
        for one in [b"\t".join([str(at).encode(), *[NULL.encode()] * (width - 1)]) if width else b""] * count
    )


def times_of(rows: Iterable[bytes]) -> bytes:
    """The times of the rows in their order, equal neighbours told once with their number."""
    return b"".join(b"%d\t%s\n" % (sum(1 for _ in same), times) for times, same in groupby(rows))


def state_digest(version: int, facts: bytes, times: bytes) -> str:
    """What an event says of a state: the version of its declaration and the digest of facts and times."""
    return f"{version}:{sha256(facts + times).hexdigest()}"

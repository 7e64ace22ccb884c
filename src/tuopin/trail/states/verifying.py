"""Walks a chain from its first event to its head and finds the first that is not as it was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from tuopin.kernel.areas import is_code
from tuopin.trail.states.chains import NOTHING, chain_of
from tuopin.trail.states.events import ALGORITHMS, EVENT, LINK
from tuopin.trail.states.findings import Finding

Heads = Mapping[str, tuple[int, bytes]]  # chain → number of events, hash of the last
NAMES = {str(number).encode(): number for number in ALGORITHMS}
SHA256_NAME, sha256 = b"1", hashlib.sha256


class Walk:
    """One chain being walked: where it is, and the first thing found wrong."""

    __slots__ = ("at", "chain", "finding", "hash", "seq")

    def __init__(self, chain: bytes) -> None:
        self.chain, self.seq, self.hash, self.at = chain, 0, NOTHING.encode(), 0
        self.finding: tuple[int, str] | None = None

    def step(self, stated: bytes, prev: bytes, fields: bytes) -> None:
        """Take the next event as it stands: its hash, the hash before it, its fields joined by TAB. Stops at the first finding."""
        if self.finding is None:
            self._check(stated, prev, fields)
        self.seq += 1
        self.hash = stated

    def _check(self, stated: bytes, prev: bytes, fields: bytes) -> None:
        parts = fields.split(b"\t")
        if len(parts) != 13 or b"\\" in fields or parts[0] not in NAMES:
            self.finding = (self.seq + 1, "form")
            return
        alg, chain, seq, at, _day, area, *_rest = parts
        if chain != self.chain:
            self.finding = (self.seq + 1, "chain")
        elif seq != b"%d" % (self.seq + 1):
            self.finding = (self.seq + 1, "seq")
        else:
            digest = sha256 if alg == SHA256_NAME else ALGORITHMS[NAMES[alg]]
            body = digest(EVENT + fields).hexdigest().encode()
            if digest(LINK + body + b"\t" + prev).hexdigest().encode() != stated:
                self.finding = (self.seq + 1, "hash")
            elif prev != self.hash:
                self.finding = (max(self.seq, 1), "link")
            elif int(at) < self.at:
                self.finding = (self.seq + 1, "recorded_at")
            elif area != chain and not (is_code(area.decode()) and chain_of(area.decode()).encode() == chain):
                self.finding = (self.seq + 1, "area")
            else:
                self.at = int(at)

    def ended(self, seq: int, found: bytes) -> Finding | None:
        """What is wrong with the chain whose head is said to be there."""
        if self.finding is None and (seq != self.seq or found != self.hash):
            self.finding = (seq if seq == self.seq else min(seq, self.seq) + 1, "head")
        return Finding(self.chain.decode(), *self.finding) if self.finding else None


def walked(lines: Iterable[bytes], heads: Heads, seen: dict[tuple[str, int], bytes]) -> Iterator[Finding | int]:
    """The first finding of every chain, in the order of their codes, and after each chain the number of its events.

    A line is hash TAB hash before TAB fields, chains in the order of their codes, in each the events in theirs. Of `seen`,
    (chain, number) to nothing, the hash at every place asked for is noted.
    """
    walk: Walk | None = None
    left = sorted(heads)
    wanted: dict[int, tuple[str, int]] = {}
    places: dict[str, dict[int, tuple[str, int]]] = {}
    for chain, seq in seen:
        places.setdefault(chain, {})[seq] = (chain, seq)
    for line in lines:
        chain = line[132 : line.index(b"\t", 132)]
        if walk is None or chain != walk.chain:
            if walk is not None:
                yield from _end(walk, heads)
            yield from _without_events(left, chain.decode(), heads)
            walk, wanted = Walk(chain), places.get(chain.decode(), {})
        stated = line[:64]
        walk.step(stated, line[65:129], line[130:])
        if walk.seq in wanted:
            seen[wanted[walk.seq]] = stated
    if walk is not None:
        yield from _end(walk, heads)
    yield from _without_events(left, None, heads)


def _end(walk: Walk, heads: Heads) -> Iterator[Finding | int]:
    finding = walk.ended(*heads.get(walk.chain.decode(), (0, NOTHING.encode())))
    if finding:
        yield finding
    yield walk.seq


def _without_events(left: list[str], before: str | None, heads: Heads) -> Iterator[Finding]:
    """The heads up to a chain that has events (None: all that are left): each must be the chain's own, or say that nothing is there."""
    while left and (before is None or left[0] <= before):
        chain = left.pop(0)
        if chain != before and heads[chain] != (0, NOTHING.encode()):
            yield Finding(chain, 1, "head")

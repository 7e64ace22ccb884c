"""The tree over chain heads: one short root that stands for every event of an area (RFC 6962)."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.trail.states.events import ALGORITHMS

LEAF, NODE = b"\x00", b"\x01"


def root_of(alg: int, leaves: Sequence[bytes]) -> str:
    """The root of the tree with these leaves in this order, in hexadecimal.

    Level by level: neighbours are joined and an odd last one is carried up, which is the same tree as dividing at the largest power of two.
    """
    digest = ALGORITHMS[alg]
    level = [digest(LEAF + leaf).digest() for leaf in leaves]
    if not level:
        return digest(b"").hexdigest()
    while len(level) > 1:
        joined = [digest(NODE + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
        level = joined + level[len(level) - len(level) % 2 :]
    return level[0].hex()

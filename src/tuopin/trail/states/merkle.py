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


def path_of(alg: int, leaves: Sequence[bytes], at: int) -> list[str]:
    """The inclusion path of the leaf at that position, the lowest first, in hexadecimal (RFC 6962, section 2.1.1)."""
    digest = ALGORITHMS[alg]
    level, path = [digest(LEAF + leaf).digest() for leaf in leaves], []
    while len(level) > 1:
        beside = at ^ 1
        if beside < len(level):
            path.append(level[beside].hex())
        joined = [digest(NODE + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
        level, at = joined + level[len(level) - len(level) % 2 :], at // 2
    return path


def root_by_path(alg: int, leaf: bytes, at: int, leaves: int, path: Sequence[str]) -> str:
    """The root that the path leads to from the leaf at that position of so many, in hexadecimal; empty when it is too short or too long."""
    digest, left = ALGORITHMS[alg], iter(path)
    reached = digest(LEAF + leaf).digest()
    while leaves > 1:
        if at ^ 1 < leaves:
            beside = next(left, None)
            if beside is None:
                return ""
            pair = (bytes.fromhex(beside), reached) if at & 1 else (reached, bytes.fromhex(beside))
            reached = digest(NODE + pair[0] + pair[1]).digest()
        at, leaves = at // 2, (leaves + 1) // 2
    return "" if next(left, None) is not None else reached.hex()

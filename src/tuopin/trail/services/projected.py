"""Tells a row of state which event made it what it is."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.kernel.areas import NATION
from tuopin.scope.services import door
from tuopin.trail.states.projections import projection_of


def point_at(cursor, places: Sequence[tuple[str, str, int]]) -> None:
    """Note on the row of each subject the chain and number of its last event; subjects of kinds without a row of their own are passed over."""
    kinds: dict[str, list[tuple[str, str, int]]] = {}
    for subject, chain, seq in places:
        kind, _, key = subject.partition(":")
        projection = projection_of(subject)
        if projection is not None and projection.root is not None and projection.root.knows:
            kinds.setdefault(kind, []).append((key, chain, seq))
    with door("trail", read=[NATION], write=[NATION]):
        _note(cursor, kinds)


def _note(cursor, kinds: dict[str, list[tuple[str, str, int]]]) -> None:
    for kind, said in kinds.items():
        told = list({key: (key, chain, seq) for key, chain, seq in said}.values())  # of several events of one subject the last
        root = projection_of(f"{kind}:").root
        cursor.execute(
            f"UPDATE {root.table} r SET trail_chain = w.chain, trail_seq = w.seq"
            f" FROM unnest(%s::text[], %s::text[], %s::bigint[]) w (key, chain, seq) WHERE {root.key} = w.key",
            [[key for key, _, _ in told], [chain for _, chain, _ in told], [seq for _, _, seq in told]],
        )

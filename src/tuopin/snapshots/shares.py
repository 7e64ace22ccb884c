"""The pieces in which an edition is worked through: whole counties of one row group, in the order of their codes."""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.snapshots.manifest import Block
from tuopin.snapshots.reading import Edition


@dataclass(frozen=True)
class Share:
    """One piece of the work: the counties wanted of one row group."""

    province: str
    group: int
    blocks: tuple[Block, ...]


def shares_of(edition: Edition, area: str | None = None) -> list[Share]:
    """The pieces in which an area of the edition is worked through, in the order of the counties."""
    wanted, shares = set(edition.county_codes(area)), []
    for province, blocks in edition.manifest.provinces.items():
        for group in sorted({b.group for b in blocks if b.county in wanted}):
            shares.append(Share(province, group, tuple(b for b in blocks if b.group == group and b.county in wanted)))
    return shares

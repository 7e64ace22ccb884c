"""Which chain an act stands in: a village's, or that of the county, city, province or nation it concerns."""

from __future__ import annotations

from functools import lru_cache

from tuopin.kernel.areas import NATION, WIDTHS, ancestor, is_code, level_of

COUNTY, TOWNSHIP = 3, 4
NOTHING = "0" * 64  # what the first event of a chain names as the hash before it


@lru_cache(maxsize=4096)
def chain_of(area: str) -> str:
    """The chain for an act on the place: its own, a township's its county's. Raises ValueError for what is no area code."""
    if not is_code(area):
        raise ValueError(f"not an area code: {area}")
    return ancestor(area, COUNTY) if level_of(area) == TOWNSHIP else area


def below(area: str) -> str:
    """The digits with which the codes of all chains at and below the area begin."""
    return "" if area == NATION else area[: WIDTHS[level_of(area) - 1]]

"""Classes of a map: a handful of value ranges, each with its colour, so that a place is read off the legend with its numbers."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal

FEWEST, MOST, COLOURS = 2, 6, 7


@dataclass(frozen=True)
class ValueClass:
    """One range of values, its ends included as they occur among the places, and how many places lie in it."""

    number: int  # which of the seven colours, 0 the lightest
    low: Decimal
    high: Decimal
    count: int


def classes_of(values: list[Decimal]) -> list[ValueClass]:
    """Ranges that hold about as many places each; equal values are never parted. No more ranges than different values."""
    ordered = sorted(values)
    different = sorted(set(ordered))
    wanted = min(MOST, max(FEWEST, len(ordered) // 3), len(different))
    if not wanted:
        return []
    starts = sorted({different[0], *(ordered[len(ordered) * n // wanted] for n in range(1, wanted))})
    groups: list[list[Decimal]] = [[] for _ in starts]
    for value in ordered:
        groups[bisect_right(starts, value) - 1].append(value)
    return [ValueClass(_colour(n, len(groups)), g[0], g[-1], len(g)) for n, g in enumerate(groups)]


def class_of(value: Decimal, classes: list[ValueClass]) -> ValueClass:
    """The class a value lies in."""
    return classes[bisect_right([c.low for c in classes], value) - 1]


def _colour(number: int, of: int) -> int:
    """Spread few classes over the whole scale, leaving out the lightest: on paper it would look like no data."""
    return COLOURS - 2 if of == 1 else 1 + round(number * (COLOURS - 2) / (of - 1))

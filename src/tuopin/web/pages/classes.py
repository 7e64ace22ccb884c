"""Classes of a map: a handful of value ranges, each with its colour, so that a place is read off the legend with its numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
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
    """Natural breaks (Fisher 1958): the ranges within which values differ least, so that a place far above the others
    stands alone. Equal values are never parted; there are no more ranges than different values."""
    counts = Counter(values)
    different = sorted(counts)
    if not different:
        return []
    wanted = min(MOST, len(different), max(FEWEST, (len(values) + 1) // 2))
    starts = _breaks([float(v) for v in different], [counts[v] for v in different], wanted)
    groups = [different[start:end] for start, end in zip(starts, [*starts[1:], len(different)], strict=True)]
    return [ValueClass(_colour(n, len(groups)), g[0], g[-1], sum(counts[v] for v in g)) for n, g in enumerate(groups)]


def class_of(value: Decimal, classes: list[ValueClass]) -> ValueClass:
    """The class a value lies in."""
    return classes[bisect_right([c.low for c in classes], value) - 1]


def _breaks(values: list[float], weights: list[int], wanted: int) -> list[int]:
    """Where the groups start that have, all together, the least squared distance to their means; values ascending."""
    size = len(values)
    count, total, squares = [0], [0.0], [0.0]
    for value, weight in zip(values, weights, strict=True):
        count.append(count[-1] + weight)
        total.append(total[-1] + weight * value)
        squares.append(squares[-1] + weight * value * value)

    def spread(start: int, end: int) -> float:
        return squares[end] - squares[start] - (total[end] - total[start]) ** 2 / (count[end] - count[start])

    best = [0.0] + [spread(0, end) for end in range(1, size + 1)]
    came_from = []
    for groups in range(2, wanted + 1):
        found = {end: min((best[start] + spread(start, end), start) for start in range(groups - 1, end)) for end in range(groups, size + 1)}
        came_from.append({end: start for end, (_, start) in found.items()})
        best = [found[end][0] if end in found else float("inf") for end in range(size + 1)]
    starts, end = [], size
    for table in reversed(came_from):
        end = table[end]
        starts.append(end)
    return [0, *reversed(starts)]


def _colour(number: int, of: int) -> int:
    """Spread few classes over the whole scale, leaving out the lightest: on paper it would look like no data."""
    return COLOURS - 3 if of == 1 else 1 + round(number * (COLOURS - 2) / (of - 1))

"""A population as measures see it: its rows, in memory or on the disk, with how much stands at or below each in the order of welfare."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import fsum, nan

import numpy as np

from tuopin.analysis.measures.samples import Floats

MET = 1 - 1e-12  # of a weight: what is missing beyond it is rounding
EQUAL = 1e-12  # spread below this share of the mean is rounding: all have the same


@dataclass(frozen=True)
class Block:
    """Some rows. `mass` is what a row weighs with all that are like it (`weight` where it stands alone); `below` and `shared` are the
    mass, and the mass times welfare, of the rows up to and with it in the order of welfare (of equal ones in any order)."""

    welfare: Floats
    weight: Floats
    mass: Floats
    below: Floats | None = None
    shared: Floats | None = None


Of = Callable[[Block], Floats]  # a number for each row of a block
Figure = tuple[float, Of]  # a measure, and how much a row that weighs one more would move it


class Population(ABC):
    """People whose welfare is measured. Everything that a measure needs of them is a sum over rows, or a quantile."""

    people: float  # what all rows weigh together

    @abstractmethod
    def blocks(self, *, ranked: bool = False) -> Iterator[Block]:
        """All rows; `ranked` with `below` and `shared`."""

    @abstractmethod
    def reached(self, weight: float) -> float:
        """The smallest welfare up to which at least so much weight lies; a weight met exactly is met, however it was rounded."""

    def quantile(self, share: float) -> float:
        """The smallest welfare up to which at least `share` of the weight lies."""
        return self.reached(share * self.people)

    def sum(self, of: Of, *, ranked: bool = False) -> float:
        """The sum of mass times `of` over all rows."""
        return fsum(float(block.mass @ of(block)) for block in self.blocks(ranked=ranked))

    @cached_property
    def total(self) -> float:
        """What all have together."""
        return self.sum(lambda rows: rows.welfare)

    @cached_property
    def spread(self) -> float:
        """The standard deviation of welfare; nought where all have the same."""
        mean = self.total / self.people
        spread = float(np.sqrt(self.sum(lambda rows: (rows.welfare - mean) ** 2) / self.people))
        return spread if spread > EQUAL * abs(mean) else 0.0

    def density(self, at: float, *, times: Of | None = None) -> float:
        """The density of welfare at a point by a Gaussian kernel, its width the weighted spread over N^0.2 (Deville 1999).

        With `times`, the density of that quantity's total instead: Σ w t K / h, not divided by the weight. Where all have the same
        there is no density: NaN, and so no standard error of what moves with a quantile.
        """
        if not self.spread:
            return nan
        width = self.spread / np.exp(0.2 * np.log(self.people))

        def kernel(rows: Block) -> Floats:
            return np.exp(-(((at - rows.welfare) / width) ** 2) / 2) / np.sqrt(2 * np.pi)

        if times is None:
            return self.sum(kernel) / (self.people * width)
        return self.sum(lambda rows: times(rows) * kernel(rows)) / width


class Held(Population):
    """A population in memory, one block in the order of its rows; sorted once, when first asked for."""

    def __init__(self, welfare: Floats, weight: Floats) -> None:
        self.welfare, self.weight = welfare, weight
        self.people = float(weight.sum())

    def blocks(self, *, ranked: bool = False) -> Iterator[Block]:
        yield self.ranked if ranked else Block(self.welfare, self.weight, self.weight)

    def reached(self, weight: float) -> float:
        order, below = self._ordered
        return float(self.welfare[order[min(int(np.searchsorted(below, weight * MET)), len(below) - 1)]])

    @cached_property
    def ranked(self) -> Block:
        """All rows, in their own order."""
        order, running = self._ordered
        below, shared = np.empty_like(running), np.empty_like(running)
        below[order] = running
        shared[order] = np.cumsum((self.weight * self.welfare)[order])
        return Block(self.welfare, self.weight, self.weight, below, shared)

    @cached_property
    def _ordered(self) -> tuple[np.ndarray, Floats]:
        order = np.argsort(self.welfare, kind="stable")
        return order, np.cumsum(self.weight[order])


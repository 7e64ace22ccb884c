"""Poverty against a line that the population itself draws: sixty per cent of its median (Eurostat).

The line is that of everybody: asked for by group, the rate of a group is its share below the line of the whole population, and its
standard error counts that the line, too, was estimated, from rows outside the group as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuopin.analysis.measures.inequality import density, quantile
from tuopin.analysis.measures.samples import Floats

ORDER, PERCENT = 0.5, 0.6
Figure = tuple[float, Floats]


@dataclass(frozen=True)
class AgainstTheLine:
    """A group's figure against an estimated line: its value, the influence of the group's rows as if the line stood still, and
    how much the figure moves when the line moves by one."""

    value: float
    influence: Floats
    slope: float


def arpt(welfare: Floats, weight: Floats) -> Figure:
    """The at-risk-of-poverty threshold: sixty per cent of the median, with the influence of a moving median (Deville 1999)."""
    median = quantile(welfare, weight, ORDER)
    moves = -((welfare <= median) - ORDER) / (weight.sum() * density(welfare, weight, median))
    return PERCENT * median, PERCENT * moves


def arpr(welfare: Floats, weight: Floats, line: float) -> AgainstTheLine:
    """The at-risk-of-poverty rate: the share of people at or below the threshold of the whole population."""
    poor = (welfare <= line).astype(np.float64)
    rate = float(weight @ poor / weight.sum())
    return AgainstTheLine(rate, (poor - rate) / weight.sum(), density(welfare, weight, line))


def rmpg(welfare: Floats, weight: Floats, line: float) -> AgainstTheLine:
    """The relative median poverty gap: how far the median of the poor lies below the threshold of the whole population, as a
    share of it. Where nobody is poor there is no such median, and where the threshold is nought no share of it: no figure."""
    poor = welfare <= line
    if line == 0 or not (weight[poor] > 0).any():
        return AgainstTheLine(float("nan"), np.full(len(welfare), np.nan), float("nan"))
    rate = arpr(welfare, weight, line)
    median = quantile(welfare[poor], weight[poor], ORDER)
    at_median = density(welfare, weight, median)
    lin_below = ((welfare <= median) - ORDER * rate.value) / weight.sum()
    own = (lin_below - ORDER * rate.influence) / (at_median * line)
    return AgainstTheLine(1 - median / line, own, median / line**2 - ORDER * rate.slope / (at_median * line))

"""Poverty against a line that the population itself draws: sixty per cent of its median (Eurostat)."""

from __future__ import annotations

import numpy as np

from tuopin.analysis.measures.inequality import density, quantile
from tuopin.analysis.measures.samples import Floats

ORDER, PERCENT = 0.5, 0.6
Figure = tuple[float, Floats]


def arpt(welfare: Floats, weight: Floats) -> Figure:
    """The at-risk-of-poverty threshold: sixty per cent of the median, with the influence of a moving median (Deville 1999)."""
    median = quantile(welfare, weight, ORDER)
    moves = -((welfare <= median) - ORDER) / (weight.sum() * density(welfare, weight, median))
    return PERCENT * median, PERCENT * moves


def arpr(welfare: Floats, weight: Floats) -> Figure:
    """The at-risk-of-poverty rate: the share of people at or below that threshold."""
    line, lin_line = arpt(welfare, weight)
    poor = (welfare <= line).astype(np.float64)
    rate = float(weight @ poor / weight.sum())
    return rate, (poor - rate) / weight.sum() + density(welfare, weight, line) * lin_line


def rmpg(welfare: Floats, weight: Floats) -> Figure:
    """The relative median poverty gap: how far the median of the poor lies below the threshold, as a share of it."""
    (line, lin_line), (rate, lin_rate) = arpt(welfare, weight), arpr(welfare, weight)
    poor = welfare <= line
    if not (weight[poor] > 0).any():
        return 0.0, np.zeros_like(welfare)
    median = quantile(welfare[poor], weight[poor], ORDER)
    lin_below = ((welfare <= median) - ORDER * rate) / weight.sum()
    lin_median = (ORDER * lin_rate - lin_below) / density(welfare, weight, median)
    return 1 - median / line, median / line**2 * lin_line - lin_median / line

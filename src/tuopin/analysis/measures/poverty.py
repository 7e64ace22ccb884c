"""Poverty against a line: how many are poor, how far below the line, how unequal among themselves.

Every function takes welfare, weights and the line, and returns the figure with the influence of each row on it. Poor is who
stands strictly below the line: at the line one is not poor (the official rule counts 达到 as reached).
"""

from __future__ import annotations

import numpy as np

from tuopin.analysis.measures.inequality import gini
from tuopin.analysis.measures.samples import Floats

Figure = tuple[float, Floats]


def fgt(welfare: Floats, weight: Floats, line: float, aversion: int) -> Figure:
    """Foster-Greer-Thorbecke: the mean of the gap to the power of `aversion`, nought for those who are not poor (1984)."""
    poor = welfare < line
    depth = np.where(poor, (1 - welfare / line) ** aversion if aversion else 1.0, 0.0)
    return _mean(depth, weight)


def watts(welfare: Floats, weight: Floats, line: float) -> Figure:
    """Watts: the mean of ln(line / welfare) of the poor (1968). It is not defined for welfare of nought or less: such rows
    do not take part at all, neither above nor below, as in the reference implementations."""
    taking_part = welfare > 0
    depth = np.where(taking_part & (welfare < line), np.log(line / np.where(taking_part, welfare, line)), 0.0)
    return _mean(depth, np.where(taking_part, weight, 0.0))


def sen(welfare: Floats, weight: Floats, line: float) -> Figure:
    """Sen, for large populations: H (I + (1 - I) G), with G the Gini index among the poor (1976)."""
    (h, lin_h), (gap, lin_gap) = fgt(welfare, weight, line, 0), fgt(welfare, weight, line, 1)
    poor = welfare < line
    if not (weight[poor] > 0).any():
        return 0.0, np.zeros_like(welfare)
    g, lin_poor = gini(welfare[poor], weight[poor])
    lin_g = np.zeros_like(welfare)
    lin_g[poor] = lin_poor
    return h * g + gap * (1 - g), lin_h * g + h * lin_g + lin_gap * (1 - g) - gap * lin_g


def sst(welfare: Floats, weight: Floats, line: float) -> Figure:
    """Sen-Shorrocks-Thon: the mean gap times (1 + G), with G the Gini index of the gaps of everybody (Shorrocks 1995)."""
    gap, lin_gap = fgt(welfare, weight, line, 1)
    if gap == 0:
        return 0.0, np.zeros_like(welfare)
    g, lin_g = gini(np.where(welfare < line, 1 - welfare / line, 0.0), weight)
    return gap * (1 + g), lin_gap * (1 + g) + gap * lin_g


def _mean(values: Floats, weight: Floats) -> Figure:
    total = weight.sum()
    if total == 0:  # nobody takes part
        return float("nan"), np.full_like(values, np.nan)
    mean = float(weight @ values / total)
    return mean, np.where(weight > 0, (values - mean) / total, 0.0)

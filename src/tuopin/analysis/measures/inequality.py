"""Inequality: how welfare is spread over everybody, poor or not."""

from __future__ import annotations

import numpy as np

from tuopin.analysis.measures.samples import Floats

EQUAL = 1e-12  # spread below this share of the mean is rounding: all have the same
NONE = float("nan")  # where a figure does not exist


def gini(welfare: Floats, weight: Floats) -> tuple[float, Floats]:
    """The Gini index, unchanged when every row is doubled, with its influence (Langel and Tillé 2013, JRSS A 176: 521).

    G = (2 Σ w_i y_i W_i - Σ w_i² y_i) / (Σw Σwy) - 1 over rows in the order of welfare, W_i the weight up to and with row i.
    """
    order = np.argsort(welfare, kind="stable")
    y, w = welfare[order], weight[order]
    below = np.cumsum(w)
    people, total, shared = below[-1], float(w @ y), np.cumsum(w * y)
    if not y.any():  # nobody has anything: all have the same
        return 0.0, np.zeros_like(welfare)
    if total <= 0:  # debts outweigh what all have together: a share of nothing
        return NONE, np.full_like(welfare, NONE)
    value = (2 * float((w * y) @ below) - float((w * w) @ y)) / (people * total) - 1
    rank = float((w * y) @ below)
    moved = np.empty_like(y)
    # T = Σ w y W changes by (wealth from row i up) + y_i W_i when row i weighs a little more
    change = total - shared + w * y + below * y
    moved[order] = (2 * change - y) / (people * total) - (2 * rank - total) / (people * total) * (y / total + 1 / people)
    return value, np.where(weight > 0, moved, 0.0)


def quantile(welfare: Floats, weight: Floats, share: float) -> float:
    """The smallest welfare up to which at least `share` of the weight lies."""
    order = np.argsort(welfare, kind="stable")
    y, w = welfare[order], weight[order]
    below = np.cumsum(w)
    reached = np.searchsorted(below, share * below[-1] * (1 - 1e-15), side="left")
    return float(y[min(int(reached), len(y) - 1)])


def density(welfare: Floats, weight: Floats, at: float, *, times: Floats | None = None) -> float:
    """The density of welfare at a point by a Gaussian kernel, its width the weighted spread over N^0.2 (Deville 1999).

    With `times`, the density of that quantity's total instead: Σ w t K / h, not divided by the weight. Where all have the same
    there is no density: NaN, and so no standard error of what moves with a quantile.
    """
    people = weight.sum()
    mean = float(weight @ welfare) / people
    spread = np.sqrt(float(weight @ (welfare - mean) ** 2) / people)
    if not spread > EQUAL * abs(mean):
        return NONE
    width = spread / np.exp(0.2 * np.log(people))
    kernel = np.exp(-(((at - welfare) / width) ** 2) / 2) / np.sqrt(2 * np.pi)
    if times is None:
        return float(weight @ kernel / (people * width))
    return float((weight * times) @ kernel / width)


def bottom_total(welfare: Floats, weight: Floats, share: float) -> tuple[float, Floats]:
    """What those up to a quantile have together, and its influence: their own welfare, and that the quantile moves too."""
    q, people = quantile(welfare, weight, share), weight.sum()
    inside = welfare <= q
    moves = -(inside - share) / (people * density(welfare, weight, q))
    own = np.where(inside, welfare, 0.0)
    return float(weight @ own), own + density(welfare, weight, q, times=welfare) * moves


def share_of_bottom(welfare: Floats, weight: Floats, share: float) -> tuple[float, Floats]:
    """The share of all welfare that those up to a quantile have."""
    part, lin_part = bottom_total(welfare, weight, share)
    total = float(weight @ welfare)
    if total == 0:
        return NONE, np.full_like(welfare, NONE)
    return part / total, lin_part / total - part / total**2 * welfare


def share_of_top(welfare: Floats, weight: Floats, share: float) -> tuple[float, Floats]:
    """The share of all welfare that the top `share` of people have."""
    value, lin = share_of_bottom(welfare, weight, 1 - share)
    return 1 - value, -lin


def qsr(welfare: Floats, weight: Floats) -> tuple[float, Floats]:
    """The quintile share ratio S80/S20: what the richest fifth has over what the poorest fifth has (Eurostat)."""
    low, lin_low = bottom_total(welfare, weight, 0.2)
    under, lin_under = bottom_total(welfare, weight, 0.8)
    high, lin_high = float(weight @ welfare) - under, welfare - lin_under
    if low == 0:
        return NONE, np.full_like(welfare, NONE)
    return high / low, lin_high / low - high / low**2 * lin_low

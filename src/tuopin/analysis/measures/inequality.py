"""Inequality: how welfare is spread over everybody, poor or not."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import numpy as np

from tuopin.analysis.measures.populations import Block, Figure, Of, Population
from tuopin.analysis.measures.samples import Floats

NONE = float("nan")  # where a figure does not exist
OfRank = Callable[[Floats, Floats, Floats], Floats]


def gini(p: Population, *, below: float = inf) -> Figure:
    """The Gini index, unchanged when every row is doubled, with its influence (Langel and Tillé 2013, JRSS A 176: 521); `below` a
    welfare, that of those who have less.

    G = (2 Σ w_i y_i W_i - Σ w_i² y_i) / (Σw Σwy) - 1 over rows in the order of welfare, W_i the weight up to and with row i.
    """

    def of_those(of: Of) -> Of:
        return of if below == inf else lambda rows: np.where(rows.welfare < below, of(rows), 0.0)

    if not p.sum(of_those(lambda rows: np.abs(rows.welfare))):  # nobody has anything: all have the same
        return 0.0, lambda rows: np.zeros_like(rows.welfare)
    people = p.people if below == inf else p.sum(of_those(lambda rows: np.ones_like(rows.welfare)))
    total = p.total if below == inf else p.sum(of_those(lambda rows: rows.welfare))
    if total <= 0:  # debts outweigh what all have together: a share of nothing
        return NONE, lambda rows: np.full_like(rows.welfare, NONE)
    pairs = p.sum(of_those(lambda rows: (2 * rows.below - rows.mass) * rows.welfare), ranked=True)
    squares = p.sum(of_those(lambda rows: rows.weight * rows.welfare))
    value, moved = gini_of(people, total, pairs, squares)
    return value, lambda rows: np.where(rows.weight > 0, moved(rows.welfare, rows.weight, rows.welfare * rows.below - rows.shared), 0.0)


def gini_of(people: float, total: float, pairs: float, squares: float) -> tuple[float, OfRank]:
    """The index out of its sums, `pairs` = 2 Σ w y W - Σ w² y and `squares` = Σ w² y of single rows; and the influence of a row of
    welfare y and weight w over whom the others below it stand by Σ w_j (y - y_j) in all."""

    def moved(welfare: Floats, weight: Floats, over: Floats) -> Floats:
        # Σ w y W changes by (wealth from row i up) + y_i W_i when row i weighs a little more
        change = total + over + weight * welfare
        return (2 * change - welfare) / (people * total) - (pairs + squares - total) / (people * total) * (welfare / total + 1 / people)

    return pairs / (people * total) - 1, moved


def bottom_total(p: Population, share: float) -> Figure:
    """What those up to a quantile have together, and its influence: their own welfare, and that the quantile moves too."""
    q = p.quantile(share)
    of_all, of_welfare = p.density(q), p.density(q, times=lambda rows: rows.welfare)

    def own(rows: Block) -> Floats:
        return np.where(rows.welfare <= q, rows.welfare, 0.0)

    def moved(rows: Block) -> Floats:
        return own(rows) - of_welfare * ((rows.welfare <= q) - share) / (p.people * of_all)

    return p.sum(own), moved


def share_of_bottom(p: Population, share: float) -> Figure:
    """The share of all welfare that those up to a quantile have."""
    part, of_part = bottom_total(p, share)
    if p.total == 0:
        return NONE, lambda rows: np.full_like(rows.welfare, NONE)
    return part / p.total, lambda rows: of_part(rows) / p.total - part / p.total**2 * rows.welfare


def share_of_top(p: Population, share: float) -> Figure:
    """The share of all welfare that the top `share` of people have."""
    value, moved = share_of_bottom(p, 1 - share)
    return 1 - value, lambda rows: -moved(rows)


def qsr(p: Population) -> Figure:
    """The quintile share ratio S80/S20: what the richest fifth has over what the poorest fifth has (Eurostat)."""
    low, of_low = bottom_total(p, 0.2)
    under, of_under = bottom_total(p, 0.8)
    high = p.total - under
    if low == 0:
        return NONE, lambda rows: np.full_like(rows.welfare, NONE)
    return high / low, lambda rows: (rows.welfare - of_under(rows)) / low - high / low**2 * of_low(rows)

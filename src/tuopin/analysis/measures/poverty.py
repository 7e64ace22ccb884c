"""Poverty against a line: how many are poor, how far below the line, how unequal among themselves.

Every function takes a population and the line, and returns the figure with the influence of each row on it. Poor is who
stands strictly below the line: at the line one is not poor (the official rule counts 达到 as reached).
"""

from __future__ import annotations

from math import nan

import numpy as np

from tuopin.analysis.measures.inequality import gini, gini_of
from tuopin.analysis.measures.populations import Block, Figure, Of, Population
from tuopin.analysis.measures.samples import Floats


def fgt(p: Population, line: float, aversion: int) -> Figure:
    """Foster-Greer-Thorbecke: the mean of the gap to the power of `aversion`, nought for those who are not poor (1984)."""

    def depth(rows: Block) -> Floats:
        poor = rows.welfare < line
        return np.where(poor, (1 - rows.welfare / line) ** aversion if aversion else 1.0, 0.0)

    return _mean(p, depth)


def watts(p: Population, line: float) -> Figure:
    """Watts: the mean of ln(line / welfare) of the poor (1968). It is not defined for welfare of nought or less: such rows
    do not take part at all, neither above nor below, as in the reference implementations."""

    def taking_part(rows: Block) -> Floats:
        return (rows.welfare > 0).astype(np.float64)

    def depth(rows: Block) -> Floats:
        poor = (rows.welfare > 0) & (rows.welfare < line)
        return np.where(poor, np.log(line / np.where(poor, rows.welfare, line)), 0.0)

    return _mean(p, depth, taking_part)


def sen(p: Population, line: float) -> Figure:
    """Sen, for large populations: H (I + (1 - I) G), with G the Gini index among the poor (1976)."""
    (h, of_h), (gap, of_gap) = fgt(p, line, 0), fgt(p, line, 1)
    if h == 0:
        return 0.0, _nothing
    g, of_poor = gini(p, below=line)

    def moved(rows: Block) -> Floats:
        of_g = np.where(rows.welfare < line, of_poor(rows), 0.0)
        return of_h(rows) * g + h * of_g + of_gap(rows) * (1 - g) - gap * of_g

    return h * g + gap * (1 - g), moved


def sst(p: Population, line: float) -> Figure:
    """Sen-Shorrocks-Thon: the mean gap times (1 + G), with G the Gini index of the gaps of everybody (Shorrocks 1995)."""
    gap, of_gap = fgt(p, line, 1)
    if gap == 0:
        return 0.0, _nothing

    def short(rows: Block) -> Floats:
        return np.where(rows.welfare < line, 1 - rows.welfare / line, 0.0)

    def above(rows: Block) -> Floats:  # from the widest gap down: the poorest come last
        return p.people - rows.below

    total = gap * p.people
    pairs = p.sum(lambda rows: (2 * above(rows) + rows.mass) * short(rows), ranked=True)
    squares = p.sum(lambda rows: rows.weight * short(rows))
    g, of_g = gini_of(p.people, total, pairs, squares)

    def moved(rows: Block) -> Floats:
        poor = rows.welfare < line
        over = np.where(poor, short(rows) * above(rows) - total + rows.below - rows.shared / line, 0.0)
        return of_gap(rows) * (1 + g) + gap * of_g(short(rows), rows.weight, over)

    return gap * (1 + g), moved


def _nothing(rows: Block) -> Floats:
    return np.zeros_like(rows.welfare)


def _mean(p: Population, depth: Of, taking_part: Of | None = None) -> Figure:
    total = p.people if taking_part is None else p.sum(taking_part)
    if total == 0:  # nobody takes part
        return nan, lambda rows: np.full_like(rows.welfare, nan)
    mean = p.sum(depth) / total

    def moved(rows: Block) -> Floats:
        part = 1.0 if taking_part is None else taking_part(rows)
        return np.where(rows.weight > 0, part * (depth(rows) - mean) / total, 0.0)

    return mean, moved

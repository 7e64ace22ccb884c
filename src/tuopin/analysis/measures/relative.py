"""Poverty against a line that the population itself draws: sixty per cent of its median (Eurostat).

The line is that of everybody: asked for by group, the rate of a group is its share below the line of the whole population, and its
standard error counts that the line, too, was estimated, from rows outside the group as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np

from tuopin.analysis.measures.populations import Block, Figure, Of, Population
from tuopin.analysis.measures.samples import Floats

ORDER, PERCENT = 0.5, 0.6


@dataclass(frozen=True)
class AgainstTheLine:
    """A group's figure against an estimated line: its value, the influence of the group's rows as if the line stood still, and
    how much the figure moves when the line moves by one."""

    value: float
    influence: Of
    slope: float


def arpt(p: Population) -> Figure:
    """The at-risk-of-poverty threshold: sixty per cent of the median, with the influence of a moving median (Deville 1999)."""
    median = p.quantile(ORDER)
    steep = p.people * p.density(median)
    return PERCENT * median, lambda rows: PERCENT * (-((rows.welfare <= median) - ORDER) / steep)


def arpr(p: Population, line: float) -> AgainstTheLine:
    """The at-risk-of-poverty rate: the share of people at or below the threshold of the whole population."""

    def poor(rows: Block) -> Floats:
        return (rows.welfare <= line).astype(np.float64)

    rate = p.sum(poor) / p.people
    return AgainstTheLine(rate, lambda rows: (poor(rows) - rate) / p.people, p.density(line))


def rmpg(p: Population, line: float) -> AgainstTheLine:
    """The relative median poverty gap: how far the median of the poor lies below the threshold of the whole population, as a
    share of it. Where nobody is poor there is no such median, and where the threshold is nought no share of it: no figure."""
    rate = arpr(p, line)
    if line == 0 or not rate.value > 0:
        return AgainstTheLine(nan, lambda rows: np.full_like(rows.welfare, nan), nan)
    median = p.reached(ORDER * rate.value * p.people)  # of the poor: they are the first of all
    at_median = p.density(median)

    def moved(rows: Block) -> Floats:
        of_those_below = ((rows.welfare <= median) - ORDER * rate.value) / p.people
        return (of_those_below - ORDER * rate.influence(rows)) / (at_median * line)

    return AgainstTheLine(1 - median / line, moved, median / line**2 - ORDER * rate.slope / (at_median * line))

"""From influences to standard errors: the spread of the totals of primary units within each stratum.

The ultimate-cluster estimator with Taylor linearisation (Wolter, Introduction to Variance Estimation, 2007, ch. 6): a figure
with influence u has the variance of the estimated total of u, and only the first stage of the design counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuopin.analysis.measures.samples import Codes, Floats, Sample
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

REFUSE, CERTAINTY, ADJUST, AVERAGE = LONELY = ("refuse", "certainty", "adjust", "average")


@dataclass(frozen=True)
class Design:
    """A sample's design as the variance needs it, with where the total of each unit and group is summed up."""

    groups: int
    units: Floats  # primary units drawn, by group and stratum
    remaining: Floats  # 1 - drawn / population, by group and stratum; 1 where the population is taken as endless
    cell: Codes  # for each row, the total it belongs to: one for each unit and group that meet
    slot: Codes  # for each such total, its group and stratum
    of_unit: Codes  # for each such total, its primary unit
    absent: Floats  # units without a row of the group, by group and stratum: their total is nothing
    unit: Codes  # for each row, its primary unit
    stratum: Codes  # for each primary unit, its stratum
    lonely: str = REFUSE  # what a stratum with one unit adds

    @classmethod
    def of(cls, sample: Sample, lonely: str = REFUSE) -> Design:
        """The design of a sample. A stratum with one unit only tells nothing of its spread: `lonely` says whether that is refused (Refusal,
        the default), or it adds nothing (`certainty`), its unit's distance from nought (`adjust`) or what the others add on average (`average`)."""
        if lonely not in LONELY:
            raise Refusal("no-such-way", phrase("没有名为“{name}”的处理办法。"), phrase("可选:{names}。"), name=lonely, names=", ".join(LONELY))
        strata, groups = int(sample.strata.max()) + 1, len(sample.labels)
        unit_stratum = np.empty(int(sample.cluster.max()) + 1, np.int64)
        unit_stratum[sample.cluster] = sample.strata
        units = np.bincount(unit_stratum, minlength=strata).astype(np.float64)
        remaining = _remaining(sample, units)
        alone = int(((units < 2) & (remaining > 0)).sum())
        if alone and lonely == REFUSE:
            raise Refusal(
                "lonely-unit", phrase("有 {count} 个层只有一个初级抽样单元,无法估计误差。"),
                phrase("请合并相邻的层,或核对分层和整群两列;也可用 --lonely certainty、adjust 或 average 说明如何处理。"), count=alone,
            )
        cells, cell = _cells(sample, len(unit_stratum))
        slot = cells // len(unit_stratum) * strata + unit_stratum[cells % len(unit_stratum)]
        drawn = np.tile(units, groups)
        absent = drawn - np.bincount(slot, minlength=groups * strata)
        return cls(groups, drawn, np.tile(remaining, groups), cell, slot, cells % len(unit_stratum), absent, sample.cluster, unit_stratum, lonely)

    def standard_errors(self, moved: Floats) -> Floats:
        """The standard error of each group's figure, from influence times weight of every row on the figure of its group.

        Rows outside a group move its figure by nothing, so that units without rows of the group count as zero totals.
        """
        totals = np.bincount(self.cell, weights=moved, minlength=len(self.slot))
        mean = np.bincount(self.slot, weights=totals, minlength=len(self.units)) / self.units
        spread = np.bincount(self.slot, weights=(totals - mean[self.slot]) ** 2, minlength=len(self.units)) + self.absent * mean**2
        return self._errors(spread, mean, self.absent < self.units)

    def unit_totals(self, moved: Floats) -> Floats:
        """What the rows of each primary unit move together."""
        return np.bincount(self.unit, weights=moved, minlength=len(self.stratum))

    def errors_with_line(self, moved: Floats, slopes: Floats, line_moved: Floats) -> Floats:
        """The same where a group's figure moves with a line that every unit of the whole design moves: `slopes` says how much each group's
        figure moves with the line, `line_moved` how much each unit moves the line."""
        strata, totals = len(self.units) // self.groups, np.bincount(self.cell, weights=moved, minlength=len(self.slot))
        in_stratum = np.bincount(self.stratum, weights=line_moved, minlength=strata) / self.units[:strata]
        line = line_moved - in_stratum[self.stratum]  # what they come to in a stratum is nought, so the mean of a group is that of its own rows
        mean = np.bincount(self.slot, weights=totals, minlength=len(self.units)) / self.units
        slope, here = np.repeat(slopes, strata), line[self.of_unit]
        present = np.bincount(self.slot, weights=(totals + slope[self.slot] * here - mean[self.slot]) ** 2, minlength=len(self.units))
        squares = np.tile(np.bincount(self.stratum, weights=line**2, minlength=strata), self.groups)
        squares -= np.bincount(self.slot, weights=here**2, minlength=len(self.units))
        sums = -np.bincount(self.slot, weights=here, minlength=len(self.units))
        elsewhere = slope**2 * squares - 2 * slope * mean * sums + self.absent * mean**2  # units without a row of the group
        spread = present + np.where(self.absent > 0, np.maximum(elsewhere, 0), 0.0)
        return self._errors(spread, mean + slope * np.tile(in_stratum, self.groups), np.ones(len(self.units), np.bool_))

    def _errors(self, spread: Floats, mean: Floats, met: np.ndarray) -> Floats:
        """The errors of the groups, out of the spread of the units' totals and their mean, by group and stratum; `met` are the strata that a group meets."""
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = np.where(self.remaining > 0, self.remaining * self.units / (self.units - 1) * spread, 0.0)
            alone = (self.units < 2) & (self.remaining > 0)
            variance[alone] = self.remaining[alone] * mean[alone] ** 2 if self.lonely == ADJUST else 0.0
            added = variance.reshape(self.groups, -1).sum(axis=1)
            if self.lonely == AVERAGE:
                strata, lacking = (kind.reshape(self.groups, -1).sum(axis=1) for kind in (met, met & alone))
                added = added * strata / (strata - lacking)
            return np.sqrt(added)


def spread_of(units: Floats, sums: Floats, squares: Floats) -> Floats:
    """The variance that each stratum adds, out of what its units come to together and the squares of that; units without a row are noughts."""
    spread = units / np.maximum(units - 1, 1) * (squares - sums * sums / np.maximum(units, 1))
    return np.where((units > 1) & ~(spread < 0), spread, 0.0)


def _cells(sample: Sample, units: int) -> tuple[Codes, Codes]:
    """The pairs of group and unit that meet, and for each row which of them it belongs to."""
    if len(sample.labels) == 1:
        return np.arange(units), sample.cluster
    key = sample.groups * units + sample.cluster
    if len(sample.labels) * units <= 8 * len(key):  # few enough to mark them all instead of sorting the rows
        met = np.zeros(len(sample.labels) * units, np.int64)
        met[key] = 1
        cells = np.flatnonzero(met)
        met[cells] = np.arange(len(cells))
        return cells, met[key]
    cells, cell = np.unique(key, return_inverse=True)
    return cells, cell.astype(np.int64)


def _remaining(sample: Sample, units: Floats) -> Floats:
    if sample.population is None:
        return np.ones(len(units))
    population = np.zeros(len(units))
    population[sample.strata[::-1]] = sample.population[::-1]  # what its first row says
    if (differ := np.flatnonzero(population[sample.strata] != sample.population)).size:
        raise Refusal(
            "population-differs", phrase("第 {row} 行的总体单元数与同层的其他行不同。"), phrase("同一层只有一个总体单元数,每一行都写它。"), row=int(differ[0]) + 1
        )
    if (population < units).any():
        raise Refusal("population-too-small", phrase("某层的总体单元数少于样本单元数。"), phrase("请核对总体单元数一列。"))
    return 1 - units / population

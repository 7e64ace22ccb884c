"""Standard errors from replicate weights: the figure is taken again under each, and their spread is the error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tuopin.analysis.measures.samples import Codes, Floats, Sample
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

METHODS = ("jk1", "brr", "fay", "bootstrap", "sdr")


@dataclass(frozen=True)
class Replicates:
    """Weights of every row again and again (rows by replicates). The variance of a figure is `scale` Σ rscale (figure_r - centre)²;
    the centre is the mean of the replicates' figures, or the estimate itself."""

    weights: Floats
    scale: float
    rscales: Floats | None = None
    around_estimate: bool = False

    @classmethod
    def of(cls, weights: ArrayLike, method: str, *, fay: float = 0.0) -> Replicates:
        """Replicates made by a known method: jk1 (delete one unit), brr (balanced halves), fay (balanced, with its factor), bootstrap,
        sdr (successive differences). Raises Refusal for another method, a factor outside 0 ... 1, or fewer than two columns."""
        try:
            columns = np.asarray(weights, np.float64)
        except (TypeError, ValueError) as fault:
            raise Refusal("replicates-not-numbers", phrase("重复权数里有不是数字的。"), phrase("请核对列名的开头,只应选中重复权数各列。")) from fault
        if method not in METHODS or not 0 <= fay < 1 or columns.ndim != 2 or columns.shape[1] < 2:
            raise Refusal(
                "no-such-replicates", phrase("没有名为“{method}”的重复权数方法,或重复权数少于两组,或系数不在 0 和 1 之间。"),
                phrase("可选:{methods}。"), method=method, methods=", ".join(METHODS),
            )
        count = columns.shape[1]
        scale = {
            "jk1": (count - 1) / count, "brr": 1 / count, "fay": 1 / (count * (1 - fay) ** 2), "bootstrap": 1 / (count - 1), "sdr": 4 / count,
        }[method]
        return cls(columns, scale)

    def check(self, rows: int) -> None:
        """Raise Refusal when there is not one weight for each row and replicate, or one of them is no weight."""
        if self.weights.ndim != 2 or self.weights.shape[0] != rows or self.weights.shape[1] < 2:
            raise Refusal("replicates-do-not-fit", phrase("重复权数的行数与数据不同,或少于两组。"), phrase("每行一个单位,每列一组权数。"))
        if not np.isfinite(self.weights).all():
            raise Refusal("replicates-missing", phrase("重复权数里有缺数。"), phrase("请补齐:缺失不等于零。"))
        if (self.weights < 0).any() or not (self.weights.sum(axis=0) > 0).all():
            raise Refusal("replicates-negative", phrase("重复权数里有负数,或有一组全是零。"), phrase("权数不得为负,且每一组至少一行大于零。"))

    def errors(self, estimates: Floats, again: Floats) -> Floats:
        """The standard error of each figure, from the figures under each replicate (replicates by figures)."""
        centre = estimates if self.around_estimate else again.mean(axis=0)
        each = np.ones(len(again)) if self.rscales is None else np.asarray(self.rscales, np.float64)
        return np.sqrt(self.scale * (each[:, None] * (again - centre) ** 2).sum(axis=0))


def jackknife(sample: Sample) -> Replicates:
    """Delete one primary unit at a time (JKn): its weights go to the others of its stratum, (n - 1) / n is each one's scale."""
    unit_stratum: Codes = np.empty(int(sample.cluster.max()) + 1, np.int64)
    unit_stratum[sample.cluster] = sample.strata
    drawn = np.bincount(unit_stratum)[unit_stratum].astype(np.float64)
    columns = []
    for unit, n in enumerate(drawn):
        weight = np.where(sample.strata == unit_stratum[unit], sample.weight * n / (n - 1), sample.weight)
        columns.append(np.where(sample.cluster == unit, 0.0, weight))
    return Replicates(np.stack(columns, axis=1), 1.0, (drawn - 1) / drawn)

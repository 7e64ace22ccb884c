"""Standard errors from replicate weights: the figure is taken again under each, and their spread is the error."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from tuopin.analysis.measures.samples import Codes, Floats, Sample
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


def replicate_error(
    formula: Callable[[Floats, Floats], tuple[float, Floats]], sample: Sample, replicates: ArrayLike, *, scale: float,
    rscales: ArrayLike | None = None, around_estimate: bool = False,
) -> tuple[float, float]:
    """The figure and its standard error from `replicates`, a column of weights each (rows by replicates).

    The variance is `scale` Σ rscale (figure_r - centre)²; the centre is the mean of the replicates' figures, or the estimate.
    """
    weights = np.asarray(replicates, np.float64)
    if weights.ndim != 2 or weights.shape[0] != len(sample.weight) or weights.shape[1] < 2:
        raise Refusal("replicates-do-not-fit", phrase("重复权数的行数与数据不同,或少于两组。"), phrase("每行一个单位,每列一组权数。"))
    estimate = formula(sample.welfare, sample.weight)[0]
    again = np.array([formula(sample.welfare, weights[:, r])[0] for r in range(weights.shape[1])])
    centre = estimate if around_estimate else again.mean()
    each = np.ones(len(again)) if rscales is None else np.asarray(rscales, np.float64)
    return estimate, float(np.sqrt(scale * (each * (again - centre) ** 2).sum()))


def jackknife_weights(sample: Sample) -> tuple[Floats, Floats]:
    """Delete one primary unit at a time (JKn): the replicate weights, and the scale of each replicate, (n - 1) / n of its stratum."""
    unit_stratum: Codes = np.empty(int(sample.cluster.max()) + 1, np.int64)
    unit_stratum[sample.cluster] = sample.strata
    drawn = np.bincount(unit_stratum)[unit_stratum].astype(np.float64)
    columns = []
    for unit, n in enumerate(drawn):
        weight = np.where(sample.strata == unit_stratum[unit], sample.weight * n / (n - 1), sample.weight)
        columns.append(np.where(sample.cluster == unit, 0.0, weight))
    return np.stack(columns, axis=1), (drawn - 1) / drawn

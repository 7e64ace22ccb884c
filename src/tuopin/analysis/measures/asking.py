"""Asking for measures by name, whole or by group, each with its standard error and 95 % interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from tuopin.analysis.measures import inequality, poverty, relative
from tuopin.analysis.measures.samples import Floats, Sample
from tuopin.analysis.measures.variance import Design
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

Z = 1.959963984540054  # of the normal distribution, 97.5 %
AGAINST_LINE: dict[str, Callable] = {
    **{f"fgt{n}": partial(poverty.fgt, aversion=n) for n in (0, 1, 2)},
    "watts": poverty.watts, "sen": poverty.sen, "sst": poverty.sst,
}
OF_ALL: dict[str, Callable] = {
    "gini": inequality.gini, "qsr": inequality.qsr, "arpt": relative.arpt, "arpr": relative.arpr, "rmpg": relative.rmpg,
    "bottom20": partial(inequality.share_of_bottom, share=0.2), "bottom40": partial(inequality.share_of_bottom, share=0.4),
    "top10": partial(inequality.share_of_top, share=0.1), "top20": partial(inequality.share_of_top, share=0.2),
}
NAMES = (*AGAINST_LINE, *OF_ALL)


@dataclass(frozen=True)
class Estimate:
    """A figure, its standard error, and the interval that holds the truth in 95 of 100 samples."""

    estimate: float
    se: float
    low: float
    high: float


@dataclass(frozen=True)
class Group:
    """The figures of one group (label None: of all): how many rows, what they weigh, and each measure by its name."""

    label: object
    n: int
    weight: float
    measures: dict[str, Estimate]


def measure(names: Iterable[str], sample: Sample, *, line: float | None = None) -> list[Group]:
    """Each measure for each group of the sample, in the order of the labels.

    Raises Refusal for a name that is none, a measure against a line without one, a line of nought or less, a stratum with a
    single unit.
    """
    wanted = list(dict.fromkeys(names))
    _check(wanted, line)
    design = Design.of(sample)
    order = np.argsort(sample.groups, kind="stable")
    edges = np.searchsorted(sample.groups[order], np.arange(len(sample.labels) + 1))
    found = {name: _by_group(name, sample, order, edges, design, line) for name in wanted}
    weights = np.bincount(sample.groups, weights=sample.weight, minlength=len(sample.labels))
    return [
        Group(label, int(edges[g + 1] - edges[g]), float(weights[g]), {name: found[name][g] for name in wanted})
        for g, label in enumerate(sample.labels)
    ]


def _check(names: list[str], line: float | None) -> None:
    for name in names:
        if name not in NAMES:
            raise Refusal("no-such-measure", phrase("没有名为“{name}”的指标。"), phrase("可选:{names}。"), name=name, names=", ".join(NAMES))
    if any(name in AGAINST_LINE for name in names) and (line is None or not line > 0 or not np.isfinite(line)):
        raise Refusal("line-missing", phrase("这些指标要对照贫困线计算。"), phrase("请用 --line 给出大于零的贫困线。"))


def _by_group(
    name: str, sample: Sample, order: np.ndarray, edges: np.ndarray, design: Design, line: float | None,
) -> list[Estimate]:
    formula = partial(AGAINST_LINE[name], line=line) if name in AGAINST_LINE else OF_ALL[name]
    values, influence = np.empty(len(sample.labels)), np.empty(len(sample.welfare))
    for g in range(len(sample.labels)):
        rows = order[edges[g]:edges[g + 1]] if len(sample.labels) > 1 else slice(None)
        values[g], influence[rows] = _figure(formula, sample.welfare[rows], sample.weight[rows])
    return estimates(values, design.standard_errors(influence * sample.weight))


def estimates(values: Floats, errors: Floats) -> list[Estimate]:
    """Figures with their standard errors as estimates with intervals."""
    return [Estimate(float(v), float(e), float(v - Z * e), float(v + Z * e)) for v, e in zip(values, errors, strict=True)]


def _figure(formula: Callable, welfare: Floats, weight: Floats) -> tuple[float, Floats]:
    """A group where nobody weighs anything has no figure."""
    if not weight.sum() > 0:
        return float("nan"), np.full(len(welfare), np.nan)
    return formula(welfare, weight)

"""Asking for measures by name, whole or by group, each with its standard error and 95 % interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from tuopin.analysis.measures import inequality, poverty, relative
from tuopin.analysis.measures.populations import Figure, Held, Population
from tuopin.analysis.measures.replicates import Replicates
from tuopin.analysis.measures.samples import Floats, Sample
from tuopin.analysis.measures.variance import REFUSE, Design
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

Z = 1.959963984540054  # of the normal distribution, 97.5 %
AGAINST_LINE: dict[str, Callable] = {
    **{f"fgt{n}": partial(poverty.fgt, aversion=n) for n in (0, 1, 2)},
    "watts": poverty.watts, "sen": poverty.sen, "sst": poverty.sst,
}
Rows = list[np.ndarray | slice]  # the rows of each group
Populations = list[Held]
OF_ALL: dict[str, Callable] = {
    "gini": inequality.gini, "qsr": inequality.qsr, "arpt": relative.arpt,
    "bottom20": partial(inequality.share_of_bottom, share=0.2), "bottom40": partial(inequality.share_of_bottom, share=0.4),
    "top10": partial(inequality.share_of_top, share=0.1), "top20": partial(inequality.share_of_top, share=0.2),
}
AGAINST_EVERYBODY: dict[str, Callable] = {"arpr": relative.arpr, "rmpg": relative.rmpg}
RANKED = ("gini", "sen", "sst")  # how far a row moves them depends on how many stand below it
NAMES = (*AGAINST_LINE, *OF_ALL, *AGAINST_EVERYBODY)


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


def measure(
    names: Iterable[str], sample: Sample, *, line: float | None = None, replicates: Replicates | None = None, lonely: str = REFUSE,
) -> list[Group]:
    """Each measure for each group of the sample, in the order of the labels; a figure that does not exist (a group without weight,
    the median of the poor where nobody is poor) is NaN.

    Standard errors come from the sample's design, or from replicate weights where these are given. Raises Refusal for a name that
    is none, a measure against a line without one, a line of nought or less, a stratum with a single unit (unless `lonely` says what it
    adds, see `Design.of`), replicates that do not fit.
    """
    wanted = list(dict.fromkeys(names))
    require_names(wanted, line)
    rows = _rows(sample)
    if replicates is None:
        design, populations = Design.of(sample, lonely), [Held(sample.welfare[inside], sample.weight[inside]) for inside in rows]
        found = {
            name: _against_everybody(name, sample, rows, populations, design) if name in AGAINST_EVERYBODY
            else _by_group(name, sample, rows, populations, design, line) for name in wanted
        }
    else:
        replicates.check(len(sample.weight))
        found = {name: _replicated(name, sample, rows, replicates, line) for name in wanted}
    counts = np.bincount(sample.groups, minlength=len(sample.labels))
    weights = np.bincount(sample.groups, weights=sample.weight, minlength=len(sample.labels))
    return [
        Group(label, int(counts[g]), float(weights[g]), {name: found[name][g] for name in wanted})
        for g, label in enumerate(sample.labels)
    ]


def require_names(names: list[str], line: float | None) -> None:
    """Raise Refusal for a measure that is none, or a line that is needed and is none."""
    for name in names:
        if name not in NAMES:
            raise Refusal("no-such-measure", phrase("没有名为“{name}”的指标。"), phrase("可选:{names}。"), name=name, names=", ".join(NAMES))
    if any(name in AGAINST_LINE for name in names) and (line is None or not line > 0 or not np.isfinite(line)):
        raise Refusal("line-missing", phrase("这些指标要对照贫困线计算。"), phrase("请用 --line 给出大于零的贫困线。"))


def _rows(sample: Sample) -> Rows:
    if len(sample.labels) == 1:
        return [slice(None)]
    order = np.argsort(sample.groups, kind="stable")
    edges = np.searchsorted(sample.groups[order], np.arange(len(sample.labels) + 1))
    return [order[low:high] for low, high in pairwise(edges)]


def _by_group(name: str, sample: Sample, rows: Rows, populations: Populations, design: Design, line: float | None) -> list[Estimate]:
    formula = formula_of(name, line)
    values, influence = np.empty(len(sample.labels)), np.empty(len(sample.welfare))
    for g, inside in enumerate(rows):
        values[g], moved = figure_of(formula, populations[g])
        influence[inside] = moved(populations[g].ranked if name in RANKED else next(populations[g].blocks()))
    return estimates(values, design.standard_errors(influence * sample.weight))


def _against_everybody(name: str, sample: Sample, rows: Rows, populations: Populations, design: Design) -> list[Estimate]:
    """Figures against the line of the whole population, which moves with rows outside the group too."""
    everybody = Held(sample.welfare, sample.weight)
    line, of_line = relative.arpt(everybody)
    line_moved = design.unit_totals(of_line(next(everybody.blocks())) * sample.weight)
    values, slopes, influence = np.full(len(rows), np.nan), np.full(len(rows), np.nan), np.zeros(len(sample.welfare))
    for g, (inside, group) in enumerate(zip(rows, populations, strict=True)):
        if group.people > 0:
            figure = AGAINST_EVERYBODY[name](group, line)
            values[g], slopes[g] = figure.value, figure.slope
            influence[inside] = figure.influence(next(group.blocks())) * group.weight
    return estimates(values, design.errors_with_line(influence, slopes, line_moved))


def _replicated(name: str, sample: Sample, rows: Rows, replicates: Replicates, line: float | None) -> list[Estimate]:
    values = _values(name, sample.welfare, sample.weight, rows, line)
    columns = range(replicates.weights.shape[1])
    again = np.array([_values(name, sample.welfare, replicates.weights[:, r], rows, line) for r in columns])
    return estimates(values, replicates.errors(values, again))


def _values(name: str, welfare: Floats, weight: Floats, rows: Rows, line: float | None) -> Floats:
    """A measure's figure for each group, under these weights; rows that weigh nothing take no part."""
    taking = weight > 0
    parts = [Held(welfare[inside][taking[inside]], weight[inside][taking[inside]]) for inside in rows]
    if name not in AGAINST_EVERYBODY:
        return np.array([figure_of(formula_of(name, line), part)[0] for part in parts])
    threshold = relative.arpt(Held(welfare[taking], weight[taking]))[0]
    return np.array([AGAINST_EVERYBODY[name](part, threshold).value if part.people > 0 else float("nan") for part in parts])


def estimates(values: Floats, errors: Floats) -> list[Estimate]:
    """Figures with their standard errors as estimates with intervals."""
    return [Estimate(float(v), float(e), float(v - Z * e), float(v + Z * e)) for v, e in zip(values, errors, strict=True)]


def formula_of(name: str, line: float | None) -> Callable[[Population], Figure]:
    """How a measure is taken of a population."""
    return partial(AGAINST_LINE[name], line=line) if name in AGAINST_LINE else OF_ALL[name]


def figure_of(formula: Callable[[Population], Figure], population: Population) -> Figure:
    """A group where nobody weighs anything has no figure."""
    if not population.people > 0:
        return float("nan"), lambda rows: np.full_like(rows.welfare, np.nan)
    return formula(population)

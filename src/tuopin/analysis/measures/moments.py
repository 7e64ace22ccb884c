"""Alkire and Foster's measures over any number of people out of sums and products alone: a stratum at a time, nothing of it kept.

Every figure moves with a unit's answers in proportion, so its error follows from how the answers spread together within each stratum. The
sums are of whole numbers, exact. Units of a stratum without people of a group count as nought; a stratum of one unit is taken without error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tuopin.analysis.measures.asking import Estimate, estimates
from tuopin.analysis.measures.multidimensional import Multidimensional, require_weights
from tuopin.analysis.measures.samples import Floats

ALL, POOR, SCORE, FIRST = 0, 1, 2, 3  # columns: everybody, who is poor, the score of the poor; then two for each indicator


@dataclass
class _Group:
    """What a group comes to: its units, the sums of the columns, and how they spread together, added up over strata."""

    units: int
    sums: Floats
    spread: Floats


@dataclass
class Moments:
    """The groups as they are added up. `weights` and `cutoff` are whole."""

    weights: Mapping[str, int]
    cutoff: int
    groups: dict[str | None, _Group] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_weights(list(self.weights), dict(self.weights), self.cutoff)

    def add(self, deprived: Mapping[str, np.ndarray], weight: Floats, groups: np.ndarray | None = None) -> None:
        """The units of one more stratum: for each indicator yes or no, what each weighs (whole), its group ("" is nobody's)."""
        columns, units = self._columns(deprived, len(weight)), len(weight)
        labels, codes = (np.array([None]), np.zeros(units, np.int64)) if groups is None else np.unique(groups, return_inverse=True)
        for n, label in enumerate(labels.tolist()):
            inside = codes == n
            weighed = columns[inside] * weight[inside, None]
            sums, products = weighed.sum(axis=0), np.einsum("ui,uj->ij", weighed, weighed)  # no threads of their own: other work runs beside
            spread = (products - np.outer(sums, sums) / units) * (units / (units - 1)) if units > 1 else np.zeros_like(products)
            into = self.groups.setdefault(label or None, _Group(0, np.zeros(len(sums)), np.zeros_like(products)))
            into.units, into.sums, into.spread = into.units + int(inside.sum()), into.sums + sums, into.spread + spread

    def measured(self) -> list[Multidimensional]:
        """The measures of each group, in the order of the labels."""
        return [self._figures(label, self.groups[label]) for label in sorted(self.groups, key=lambda label: label or "")]

    def _columns(self, deprived: Mapping[str, np.ndarray], units: int) -> Floats:
        score = sum((weight * deprived[name].astype(np.int64) for name, weight in self.weights.items()), np.zeros(units, np.int64))
        poor = score >= self.cutoff
        columns = [np.ones(units), poor, score * poor, *(deprived[name] for name in self.weights), *(deprived[name] & poor for name in self.weights)]
        return np.stack([np.asarray(column, np.float64) for column in columns], axis=1)

    def _figures(self, label: str | None, group: _Group) -> Multidimensional:
        read, whole, count = _Reading(group), sum(self.weights.values()), len(self.weights)
        h, m0 = read.mean(POOR), read.mean(SCORE, whole)
        uncensored = {name: read.mean(FIRST + n) for n, name in enumerate(self.weights)}
        censored = {name: read.mean(FIRST + count + n) for n, name in enumerate(self.weights)}
        parts = {name: read.ratio(censored[name], m0, weight / whole) for name, weight in self.weights.items()}
        said = [read.told(figure) for figure in (h, read.ratio(m0, h), m0)]
        return Multidimensional(
            label, group.units, float(group.sums[ALL]), *said, *({name: read.told(figure) for name, figure in each.items()} for each in (uncensored, censored, parts)),
        )


Figure = tuple[float, Floats]  # its value, and how much each column moves it


@dataclass(frozen=True)
class _Reading:
    group: _Group

    def mean(self, column: int, of: int = 1) -> Figure:
        people = self.group.sums[ALL]
        value, moved = self.group.sums[column] / of / people, np.zeros(len(self.group.sums))
        moved[column] += 1 / of / people
        moved[ALL] -= value / people
        return float(value), moved

    def ratio(self, above: Figure, below: Figure, times: float = 1.0) -> Figure:
        if below[0] == 0:  # nobody is poor: a share of nothing
            return float("nan"), np.full_like(above[1], np.nan)
        value = above[0] / below[0]
        return value * times, (above[1] - value * below[1]) / below[0] * times

    def told(self, figure: Figure) -> Estimate:
        value, moved = figure
        variance = moved @ self.group.spread @ moved
        return estimates(np.array([value]), np.sqrt(np.array([variance if not variance < 0 else 0.0])))[0]

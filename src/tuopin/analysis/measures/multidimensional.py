"""Multidimensional poverty by Alkire and Foster (2011): who is deprived in enough things at once, and in what.

Weights of the indicators are whole numbers and so is the cut-off: a score of exactly the cut-off is poor, and no rounding of a
third decides about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from tuopin.analysis.measures.asking import Estimate, estimates
from tuopin.analysis.measures.replicates import Replicates
from tuopin.analysis.measures.samples import Floats, Sample
from tuopin.analysis.measures.variance import REFUSE, Design
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

MOST_WEIGHT = 10**9  # of an indicator: scores stay whole numbers

@dataclass(frozen=True)
class Multidimensional:
    """The figures of one group: `h` incidence, `a` intensity, `m0` their product; for each indicator the share of people
    deprived in it (`uncensored`), deprived and poor (`censored`), and its part in m0 (`contribution`)."""

    label: object
    n: int
    weight: float
    h: Estimate
    a: Estimate
    m0: Estimate
    uncensored: dict[str, Estimate]
    censored: dict[str, Estimate]
    contribution: dict[str, Estimate]


def alkire_foster(
    sample: Sample, deprived: dict[str, ArrayLike], weights: dict[str, int], cutoff: int, *, replicates: Replicates | None = None,
    lonely: str = REFUSE,
) -> list[Multidimensional]:
    """The measures for each group. `deprived` says of each row yes or no for each indicator; `weights` and `cutoff` are whole.

    The welfare of the sample is not looked at. Raises Refusal for weights that do not fit the indicators or are not whole and
    positive, a cut-off outside 1 ... their sum, an answer that is neither yes nor no, replicates that do not fit.
    """
    names = list(deprived)
    require_weights(names, weights, cutoff)
    answers = {name: _yes_no(name, deprived[name], len(sample.weight)) for name in names}
    score = sum(weights[name] * answers[name].astype(np.int64) for name in names)
    scores = _Scores(answers, weights, score >= cutoff, score)
    reading = _Reading(sample)
    figures = scores.figures(reading)
    if replicates is None:
        design = Design.of(sample, lonely)
        errors = {key: design.standard_errors(moved * sample.weight) for key, (_, moved) in figures.items()}
    else:
        replicates.check(len(sample.weight))
        again = [scores.figures(_Reading(replace(sample, weight=weight))) for weight in replicates.weights.T]
        errors = {key: replicates.errors(value, np.array([each[key][0] for each in again])) for key, (value, _) in figures.items()}
    said = {key: estimates(value, errors[key]) for key, (value, _) in figures.items()}
    return [
        Multidimensional(
            label, int(reading.rows[g]), float(reading.people[g]), *(said[key][g] for key in ("h", "a", "m0")),
            *({name: said[kind, name][g] for name in names} for kind in ("uncensored", "censored", "contribution")),
        ) for g, label in enumerate(sample.labels)
    ]


@dataclass(frozen=True)
class _Scores:
    """Who is deprived in what, how much that weighs together, and who is poor by it."""

    answers: dict[str, np.ndarray]
    weights: dict[str, int]
    poor: np.ndarray
    score: np.ndarray

    def figures(self, reading: _Reading) -> dict:
        """Every figure by group, with the influence of each row."""
        whole = sum(self.weights.values())
        h, m0 = reading.mean(self.poor), reading.mean(np.where(self.poor, self.score, 0) / whole)
        found: dict = {"h": h, "a": reading.ratio(m0, h), "m0": m0}
        for name, answer in self.answers.items():
            found["uncensored", name] = reading.mean(answer)
            found["censored", name] = reading.mean(answer & self.poor)
            value, moved = reading.ratio(found["censored", name], m0)
            found["contribution", name] = value * self.weights[name] / whole, moved * (self.weights[name] / whole)
        return found


class _Reading:
    """Means over each group of a sample, with the influence of each row on the mean of its own group."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        count = len(sample.labels)
        self.rows = np.bincount(sample.groups, minlength=count)
        self.people = np.bincount(sample.groups, weights=sample.weight, minlength=count)

    def mean(self, values: Floats) -> tuple[Floats, Floats]:
        values = values.astype(np.float64)
        with np.errstate(invalid="ignore"):
            mean = np.bincount(self.sample.groups, weights=values * self.sample.weight, minlength=len(self.people)) / self.people
        return mean, (values - mean[self.sample.groups]) / self.people[self.sample.groups]

    def ratio(self, above: tuple[Floats, Floats], below: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        groups = self.sample.groups
        with np.errstate(divide="ignore", invalid="ignore"):
            value = above[0] / below[0]
            return value, (above[1] - value[groups] * below[1]) / below[0][groups]


def require_weights(names: list[str], weights: dict[str, int], cutoff: int) -> None:
    """Raise Refusal for weights that do not fit the indicators or are not whole and positive, or a cut-off outside 1 ... their sum."""
    fits = names and set(names) == set(weights) and all(isinstance(w, int) and 0 < w <= MOST_WEIGHT for w in weights.values())
    if not fits:
        raise Refusal("weights-do-not-fit", phrase("指标和权重不对应,或权重不是正整数(最多十亿)。"), phrase("每个指标给一个正整数权重,例如 3。"))
    if not isinstance(cutoff, int) or not 1 <= cutoff <= sum(weights.values()):
        raise Refusal(
            "cutoff-out-of-range", phrase("临界值要在 1 和权重之和 {whole} 之间。"), phrase("用整数:三分之一写成权重之和的三分之一。"),
            whole=sum(weights.values()),
        )


def _yes_no(name: str, column: ArrayLike, length: int) -> np.ndarray:
    values = np.asarray(column)
    if values.shape != (length,):
        raise Refusal("lengths-differ", phrase("“{column}”列的行数与其他列不同。"), phrase("请核对数据表。"), column=name)
    if values.dtype != np.bool_ and not np.isin(values, (0, 1)).all():
        raise Refusal("not-yes-or-no", phrase("“{column}”列只能是 0 或 1。"), phrase("缺失的请先定规则:不知道不等于没有。"), column=name)
    return values.astype(np.bool_)

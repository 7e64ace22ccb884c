"""Every household its helper (家家有帮扶人): nobody left without one who could have one, nobody overloaded, at the least cost.

Three aims, each before the next: as many households as possible have a helper; as many helpers as possible carry at least their
least load; and the sum of costs is the least. Hand-made choices are kept. It is a flow of least cost in a network, which is solved
exactly: there is no gap, and `proof.Proof` shows so without trusting the solver.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from tuopin.analysis.assignment.costs import Codes, Costs
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

NOBODY = -1


@dataclass(frozen=True)
class Pairing:
    """Who may help whom. Helpers and households are numbered 0, 1, ...; `helper`, `household` and `costs` have a row for each pair
    that may be made; `least` and `most` are how many households a helper carries; `kept` are choices made by hand, with reasons."""

    households: int
    helper: Codes
    household: Codes
    costs: Costs
    least: Codes
    most: Codes
    kept: dict[int, tuple[int, str]] = field(default_factory=dict)  # household: (helper, why)

    @classmethod
    def of(
        cls, households: int, helper: ArrayLike, household: ArrayLike, costs: Costs, *, least: ArrayLike, most: ArrayLike,
        kept: dict[int, tuple[int, str]] | None = None,
    ) -> Pairing:
        """A checked problem. Raises Refusal where columns differ in length, a pair stands twice or names nobody, a helper's least is
        more than his most, or a hand-made choice lacks its reason, is no candidate, or overloads its helper."""
        problem = cls(
            households, np.asarray(helper, np.int64), np.asarray(household, np.int64), costs, np.asarray(least, np.int64),
            np.asarray(most, np.int64), dict(kept or {}),
        )
        _check(problem)
        return problem

    def allowed(self) -> np.ndarray:
        """Which pairs may still be made: of a household whose helper is kept, only that one."""
        wanted = np.full(self.households, NOBODY, np.int64)
        for household, (helper, _) in self.kept.items():
            wanted[household] = helper
        bound = wanted[self.household]
        return (bound == NOBODY) | (bound == self.helper)

    @property
    def free(self) -> Codes:
        """1 for each household that may be left without a helper, 0 for one whose helper was chosen by hand."""
        found = np.ones(self.households, np.int64)
        found[list(self.kept)] = 0
        return found

    @property
    def dearest(self) -> int:
        """More than any two pairings of as many households can differ in cost."""
        return int(self.costs.total.max(initial=0)) * self.households

    def weights(self) -> tuple[int, int]:
        """What a helper below his least load costs for each household missing, and what a household without a helper costs: each
        more than twice everything that it comes before, so that a sum tells whether it holds one."""
        short = 2 * self.dearest + 1
        without = short * int(self.least.sum()) + short
        if without * (self.households + 1) > 2**62 or without > 2**50:
            raise Refusal("too-dear", phrase("代价与户数之积过大,无法精确求解。"), phrase("请缩小计分单位。"))
        return short, without


@dataclass(frozen=True)
class Paired:
    """The solution: `row` is the pair of each household (row of the candidates, -1: nobody could be found), `short` how many
    households each helper lacks to his least load."""

    problem: Pairing
    row: Codes
    short: Codes
    cost: int

    @property
    def helper_of(self) -> Codes:
        """The helper of each household, -1 where there is none."""
        return np.where(self.row >= 0, self.problem.helper[self.row], NOBODY)

    @property
    def unpaired(self) -> Codes:
        """The households without a helper."""
        return np.flatnonzero(self.row < 0)

    @property
    def load(self) -> Codes:
        """How many households each helper carries."""
        return np.bincount(self.problem.helper[self.row[self.row >= 0]], minlength=len(self.problem.most))

    @property
    def objective(self) -> int:
        """What the network minimises: cost, helpers short of their least, households without helper, in one number."""
        short, without = self.problem.weights()
        return self.cost + short * int(self.short.sum()) + without * len(self.unpaired)


@dataclass(frozen=True)
class Network:
    """The pairing as a network. Nodes: helpers, then households, then source and sink. Arcs in blocks: to each helper for his
    least load (rewarded), to each helper beyond it, the pairs, to each household without helper (dear), from each household."""

    problem: Pairing
    rows: Codes  # the candidates that may be made, one for each arc of the block of pairs
    tail: Codes
    head: Codes
    capacity: Codes
    cost: Codes
    source: int
    sink: int

    @classmethod
    def of(cls, problem: Pairing, weights: tuple[int, int] | None = None) -> Network:
        """The network with the weights of the problem, or with others that may suffice."""
        helpers, households = len(problem.most), problem.households
        source, sink = helpers + households, helpers + households + 1
        short, without = weights or problem.weights()
        rows = np.flatnonzero(problem.allowed())
        each, of = np.arange(helpers), helpers + np.arange(households)
        blocks = [
            (np.full(helpers, source), each, problem.least, np.full(helpers, -short)),
            (np.full(helpers, source), each, problem.most - problem.least, np.zeros(helpers)),
            (problem.helper[rows], helpers + problem.household[rows], np.ones(len(rows)), problem.costs.total[rows]),
            (np.full(households, source), of, problem.free, np.full(households, without)),
            (of, np.full(households, sink), np.ones(households), np.zeros(households)),
        ]
        columns = [np.concatenate([block[n] for block in blocks]).astype(np.int64) for n in range(4)]
        return cls(problem, rows, *columns, source, sink)

    def read(self, flows: Codes) -> Paired:
        """The solution that a flow over the arcs stands for."""
        problem, helpers = self.problem, len(self.problem.most)
        used = self.rows[flows[2 * helpers:2 * helpers + len(self.rows)] > 0]
        row = np.full(problem.households, -1, np.int64)
        row[problem.household[used]] = used
        load = np.bincount(problem.helper[used], minlength=helpers)
        return Paired(problem, row, np.maximum(problem.least - load, 0), int(problem.costs.total[used].sum()))


def _check(problem: Pairing) -> None:
    helpers = len(problem.most)
    lengths = {len(problem.helper), len(problem.household), len(problem.costs.total)}
    inside = len(problem.helper) == 0 or (
        0 <= problem.helper.min() <= problem.helper.max() < helpers and 0 <= problem.household.min() <= problem.household.max() < problem.households
    )
    if len(lengths) != 1 or len(problem.least) != helpers or not inside:
        raise Refusal("pairs-do-not-fit", phrase("候选对与帮扶人、贫困户的数目不符。"), phrase("每个候选对写明一名帮扶人和一户。"))
    if len(np.unique(problem.helper * problem.households + problem.household)) != len(problem.helper):
        raise Refusal("pair-twice", phrase("同一候选对出现两次。"), phrase("每名帮扶人与每户之间只列一次。"))
    if (problem.least < 0).any() or (problem.least > problem.most).any():
        raise Refusal("load-out-of-order", phrase("有帮扶人的最少户数大于最多户数。"), phrase("请核对每名帮扶人的户数上下限。"))
    _check_kept(problem)


def _check_kept(problem: Pairing) -> None:
    pairs = set(zip(problem.household.tolist(), problem.helper.tolist(), strict=True)) if problem.kept else set()
    for household, (helper, why) in problem.kept.items():
        if not why.strip():
            raise Refusal("kept-without-reason", phrase("第 {household} 户由人工指定了帮扶人,但没有写明理由。"), phrase("人工指定必须写理由。"), household=household)
        if (household, helper) not in pairs:
            raise Refusal("kept-no-candidate", phrase("第 {household} 户指定的帮扶人不在候选之列。"), phrase("请核对回避规则,或把这一对列入候选。"), household=household)
    loads = np.bincount([helper for helper, _ in problem.kept.values()], minlength=len(problem.most)) if problem.kept else problem.least * 0
    for helper in np.flatnonzero(loads > problem.most):
        raise Refusal(
            "kept-overload", phrase("人工指定给帮扶人 {helper} 的有 {load} 户,超过上限 {most} 户。"), phrase("请减少人工指定,或提高上限。"),
            helper=int(helper), load=int(loads[helper]), most=int(problem.most[helper]),
        )

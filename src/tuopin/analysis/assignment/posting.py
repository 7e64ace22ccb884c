"""Every village its unit (村村有帮扶单位): units go to the villages whose weakness they can help most, within what they can send.

Party departments suit villages with a weak branch, economic ones poor villages, politico-legal ones disorderly villages,
professional ones difficult villages (党务部门驻弱村、经济部门驻穷村、政法部门驻乱村、专业部门驻难村). It is a mixed-integer programme; the
solver proves its answer the best, or says by how much it could still be bettered.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from tuopin.analysis.assignment.costs import Codes, Costs
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

TIMED_OUT = 1  # what the solver says of an answer that it had no time to prove
WEAKNESSES = ("weak", "poor", "disorderly", "difficult")  # 弱 穷 乱 难
UNIT_CLASSES = ("party", "economic", "politico_legal", "professional")  # each suits the weakness of the same place


def mismatch(unit_class: ArrayLike, scores: ArrayLike) -> Codes:
    """Points (0 ... 100) by which each unit fails to suit each village: units by villages.

    `unit_class` holds 0 ... 3 after UNIT_CLASSES; `scores` (villages by 4) how weak, poor, disorderly, difficult a village is,
    0 ... 100. A unit whose own weakness is the village's worst has nought, also where two are equally bad.
    """
    kinds, scores = np.asarray(unit_class, np.int64), np.asarray(scores, np.int64)
    worst = scores.max(axis=1)
    return worst[None, :] - scores[:, kinds].T


@dataclass(frozen=True)
class Posting:
    """Units by villages: what sending each costs (`costs` runs over units, then villages), how many units a village needs and a
    unit may serve, how many persons a unit sends to each village it serves and how many a village's team needs; `kept` are
    (unit, village) made by hand, with why."""

    units: int
    villages: int
    costs: Costs
    units_wanted: Codes  # by village
    villages_least: Codes  # by unit
    villages_most: Codes  # by unit
    persons: Codes  # by unit
    team: Codes  # by village
    kept: dict[tuple[int, int], str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, costs: Costs, *, units_wanted: ArrayLike, villages_least: ArrayLike, villages_most: ArrayLike, persons: ArrayLike,
        team: ArrayLike, kept: dict[tuple[int, int], str] | None = None,
    ) -> Posting:
        """A checked problem. Raises Refusal where lengths differ, a need cannot be met by all units together, or a hand-made choice has
        no reason or names nobody."""
        wanted, least, most, sent, teams = (
            np.asarray(each, np.int64) for each in (units_wanted, villages_least, villages_most, persons, team)
        )
        problem = cls(len(most), len(wanted), costs, wanted, least, most, sent, teams, dict(kept or {}))
        _check(problem)
        return problem


@dataclass(frozen=True)
class Posted:
    """`serves` (units by villages), its `cost`, and `bound`: no posting costs less."""

    problem: Posting
    serves: np.ndarray
    cost: int
    bound: int

    @property
    def teams(self) -> Codes:
        """How many persons each village's team has."""
        return self.problem.persons @ self.serves

    @property
    def gap(self) -> float:
        """By how much of its cost the posting could at most be bettered; nought is proof that it cannot."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0

    def reasons(self, unit: int, village: int) -> dict[str, int]:
        """The parts of what this unit in this village costs."""
        return self.problem.costs.said(unit * self.problem.villages + village)


def post_units(problem: Posting, *, seconds: float = 60.0) -> Posted:
    """The posting of least cost. Raises Refusal where no posting keeps all conditions, or none was found within `seconds`."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    lowest = np.zeros(problem.units * problem.villages)
    for unit, village in problem.kept:
        lowest[unit * problem.villages + village] = 1
    matrix, low, high = _conditions(problem)
    found = milp(
        problem.costs.total.astype(np.float64), integrality=np.ones(len(lowest)), bounds=Bounds(lowest, 1),
        constraints=LinearConstraint(matrix, low, high), options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if found.status == TIMED_OUT and found.x is None:
        raise Refusal("no-plan-in-time", phrase("在 {seconds} 秒内没有排出方案。"), phrase("请给更多时间,或分批排期。"), seconds=seconds)
    if found.x is None:
        raise Refusal(
            "no-posting", phrase("没有一种派驻方案能同时满足全部条件。"),
            phrase("请增加单位或派驻人数,放宽每个单位的村数上限,或减少人工指定。"),
        )
    serves = found.x.reshape(problem.units, problem.villages) > 0.5
    total = int(problem.costs.total.reshape(serves.shape)[serves].sum())
    return Posted(problem, serves, total, min(total, int(np.ceil(found.mip_dual_bound - 1e-6))))


def _conditions(problem: Posting) -> tuple:
    """Rows over the pairs: units of a village, persons of its team, villages of a unit (each unit serves one at least)."""
    from scipy.sparse import csr_array, eye_array, kron, vstack

    units, villages = problem.units, problem.villages
    by_village = kron(csr_array(np.ones((1, units))), eye_array(villages), format="csr")
    persons = kron(csr_array(problem.persons[None, :].astype(np.float64)), eye_array(villages), format="csr")
    by_unit = kron(eye_array(units), csr_array(np.ones((1, villages))), format="csr")
    low = np.concatenate([problem.units_wanted, problem.team, problem.villages_least])
    high = np.concatenate([np.full(2 * villages, np.inf), problem.villages_most])
    return vstack([by_village, persons, by_unit], format="csr"), low, high


def _check(problem: Posting) -> None:
    pairs = problem.units * problem.villages
    if not pairs or len(problem.costs.total) != pairs or len(problem.persons) != problem.units or len(problem.team) != problem.villages:
        raise Refusal("postings-do-not-fit", phrase("代价、人数与单位、村的数目不符。"), phrase("每个单位对每个村各有一项代价。"))
    if len(problem.villages_least) != problem.units or (problem.villages_least > problem.villages_most).any():
        raise Refusal("load-out-of-order-unit", phrase("有单位的最少村数大于最多村数。"), phrase("请核对每个单位的村数上下限。"))
    places, persons = problem.villages_most.sum(), (problem.persons * problem.villages_most).sum()
    for have, need in ((places, problem.units_wanted.sum()), (persons, problem.team.sum())):
        if have < need:
            raise Refusal(
                "too-few-to-send", phrase("所有单位合起来只能派 {have},而各村共需 {need}。"), phrase("请增加单位、派驻人数,或减少需要。"),
                have=int(have), need=int(need),
            )
    for (unit, village), why in problem.kept.items():
        if not (0 <= unit < problem.units and 0 <= village < problem.villages) or not why.strip():
            raise Refusal("kept-without-reason-unit", phrase("人工指定的派驻没有写明理由,或单位、村不存在。"), phrase("人工指定必须写理由。"))

"""From plain lists of who could help whom to a proposal that is proven, kept in a few bytes, and explained choice by choice.

Rooms know names and codes; the solver knows numbers. Here the one becomes the other: candidates are chosen near at hand, each with its
points for distance, skill and change; the problem is packed so that anybody can solve it again; and the answer comes back as lists.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tuopin.analysis.assignment.candidates import HouseholdsAsked, Near, Points, candidates, suits
from tuopin.analysis.assignment.costs import Costs
from tuopin.analysis.assignment.everybody import best_pairs
from tuopin.analysis.assignment.packing import pack, unpack
from tuopin.analysis.assignment.pairing import NOBODY, Paired, Pairing
from tuopin.analysis.assignment.posting import UNIT_CLASSES, Posting, mismatch, post_units
from tuopin.analysis.assignment.proof import Alternative, Proof
from tuopin.kernel.refusals import Refusal

OTHERS_SHOWN = 5


@dataclass(frozen=True)
class Choice:
    """What was chosen for one household or village: who, at how many points, for which reasons."""

    seat: int
    who: int
    cost: int
    parts: dict[str, int]


@dataclass(frozen=True)
class Proposed:
    """A solved and proven proposal: the choices, the seats for whom nobody was found, cost and bound, the packed problem."""

    choices: list[Choice]
    without: list[int]
    cost: int
    bound: int
    seconds: float
    packed: bytes


def propose_helpers(asked: HouseholdsAsked, points: Points, *, each: int = 20) -> Proposed:
    """The proven pairing of least cost over all pairs there are; kept with `each` candidates a household, so that others can be weighed.

    Raises ArithmeticError where the two ways of proving it do not agree.
    """
    began = time.perf_counter()
    who, seats, cost = best_pairs(asked, points)
    chosen = dict(zip(seats.tolist(), who.tolist(), strict=True))
    problem = pairing_of(asked, points, each, [(helper, seat) for seat, helper in chosen.items()])
    paired = _proven(problem, chosen).paired
    if paired.cost != cost:
        raise ArithmeticError(f"a pairing that costs {paired.cost} was found at {cost}")
    seconds = time.perf_counter() - began
    rows = paired.row
    choices = [
        Choice(int(seat), int(problem.helper[row]), int(problem.costs.total[row]), problem.costs.said(int(row)))
        for seat, row in enumerate(rows) if row >= 0
    ]
    return Proposed(choices, paired.unpaired.tolist(), paired.cost, paired.cost, seconds, pack(problem, asked.ids))


def pairing_of(asked: HouseholdsAsked, points: Points, each: int, more: Iterable[tuple[int, int]] = ()) -> Pairing:
    """The problem of the solver: candidates near at hand, with those who help now, those chosen by hand and `more`, without kin."""
    helper, household, tier = candidates(asked, each, more)
    pairs = len(asked.places)
    key = helper * pairs + household
    no = np.array(sorted(h * pairs + f for h, f in asked.forbidden), np.int64)
    held = np.array([h * pairs + f for f, (h, _why) in asked.kept.items()], np.int64)
    keep = ~np.isin(key, np.setdiff1d(no, held)) if len(no) else np.ones(len(key), bool)
    helper, household, tier = helper[keep], household[keep], tier[keep]
    now = np.array([NOBODY if one is None else one for one in asked.now], np.int64)
    changes = (now[household] != NOBODY) & (now[household] != helper)
    costs = Costs.of(
        distance=np.array(points.tiers, np.int64)[tier], skill=np.where(suits(asked, helper, household), 0, points.skill).astype(np.int64),
        change=np.where(changes, points.change, 0).astype(np.int64),
    )
    return Pairing.of(
        pairs, helper, household, costs, least=list(asked.least), most=list(asked.most),
        kept={seat: (who, why) for seat, (who, why) in asked.kept.items()},
    )


@dataclass(frozen=True)
class UnitsAsked:
    """Units and villages as lists: the class and seat of each unit, how many persons it sends to a village and how many villages it may
    serve; how weak, poor, disorderly, difficult each village is (0 ... 100), how many units and persons it wants."""

    classes: Sequence[str]
    seats: Sequence[str]
    persons: Sequence[int]
    most: Sequence[int]
    least: Sequence[int]
    villages: Sequence[str]
    scores: Sequence[tuple[int, int, int, int]]
    wanted: Sequence[int]
    team: Sequence[int]
    now: frozenset[tuple[int, int]] = frozenset()  # (unit, village)
    ids: Sequence[int] = ()  # what the asker calls each unit; packed with the problem
    kept: Mapping[tuple[int, int], str] = field(default_factory=dict)


def propose_units(asked: UnitsAsked, points: Points, *, seconds: float = 60.0) -> Proposed:
    """The posting of least cost, with the bound below which no posting can cost. Raises Refusal where none keeps all conditions."""
    problem = posting_of(asked, points)
    began = time.perf_counter()
    posted = post_units(problem, seconds=seconds)
    took = time.perf_counter() - began
    choices = [
        Choice(int(village), int(unit), int(problem.costs.total[unit * problem.villages + village]), posted.reasons(int(unit), int(village)))
        for unit, village in np.argwhere(posted.serves)
    ]
    return Proposed(sorted(choices, key=lambda one: (one.seat, one.who)), [], posted.cost, posted.bound, took, pack(problem, asked.ids))


def posting_of(asked: UnitsAsked, points: Points) -> Posting:
    """The problem of the solver; a unit of no class suits no weakness better than the worst."""
    units, villages = len(asked.classes), len(asked.villages)
    scores = np.array(asked.scores, np.int64).reshape(villages, len(UNIT_CLASSES))
    known = np.array([UNIT_CLASSES.index(one) if one in UNIT_CLASSES else 0 for one in asked.classes], np.int64)
    classless = np.array([one not in UNIT_CLASSES for one in asked.classes], bool)
    fit = np.where(classless[:, None], scores.max(axis=1, initial=0)[None, :], mismatch(known, scores)) if villages else np.zeros((units, 0), np.int64)
    near = Near([[seat] if seat else [] for seat in asked.seats])
    tier = np.array([[near.tier(unit, village) for village in asked.villages] for unit in range(units)], np.int64).reshape(units, villages)
    change = np.zeros((units, villages), np.int64)
    served = {village for _unit, village in asked.now}
    for village in served:
        change[:, village] = points.change
    for unit, village in asked.now:
        change[unit, village] = 0
    return Posting.of(
        Costs.of(mismatch=fit.ravel(), distance=np.array(points.tiers, np.int64)[tier].ravel(), change=change.ravel()),
        units_wanted=asked.wanted, villages_least=asked.least, villages_most=asked.most, persons=asked.persons, team=asked.team, kept=dict(asked.kept),
    )


def others_for_household(packed: bytes, chosen: Mapping[int, int], seat: int) -> list[Alternative]:
    """Why this helper: every candidate of the household with what choosing them would cost more, all others being paired anew; at the end
    those (`extra` None) with whom more households would be without a helper or more helpers below their least.

    `chosen` is the whole pairing (household: helper). Raises ArithmeticError where it is not of least cost.
    """
    problem = unpack(packed)
    found = [
        one if one.extra <= problem.dearest else replace(one, extra=None) for one in _proven(problem, chosen).alternatives(seat)
    ]
    return _in_order(found)


def _in_order(found: list[Alternative]) -> list[Alternative]:
    return sorted(found, key=lambda one: (one.extra is None, one.extra or 0, one.helper))


def _proven(problem: Pairing, chosen: Mapping[int, int]) -> Proof:
    """The proof of a pairing (household: helper). Raises ArithmeticError where it is not of least cost."""
    row = np.full(problem.households, -1, np.int64)
    who = np.full(problem.households, NOBODY, np.int64)
    for household, helper in chosen.items():
        who[household] = helper
    mine = np.flatnonzero(who[problem.household] == problem.helper)
    row[problem.household[mine]] = mine
    load = np.bincount(problem.helper[row[row >= 0]], minlength=len(problem.most))
    paired = Paired(problem, row, np.maximum(problem.least - load, 0), int(problem.costs.total[row[row >= 0]].sum()))
    proof = Proof.of(paired)
    if proof is None:
        raise ArithmeticError("the pairing is not of least cost")
    return proof


def others_for_village(packed: bytes, village: int, chosen: frozenset[int], cost: int, *, seconds: float = 5.0) -> list[Alternative]:
    """Why this unit: the units that would suit the village next best, with what sending each there would cost more, solved anew.

    Choices by hand for other villages stay; those for this village are what is asked about (a better unit then costs less than nought). A
    unit that cannot be sent there while all conditions hold has `extra` None, and stands at the end.
    """
    problem = unpack(packed)
    of_village = problem.costs.total.reshape(problem.units, problem.villages)[:, village]
    order = [int(unit) for unit in np.argsort(of_village, kind="stable") if int(unit) not in chosen]
    elsewhere = {pair: why for pair, why in problem.kept.items() if pair[1] != village}
    found = [Alternative(unit, 0, problem.costs.said(unit * problem.villages + village)) for unit in sorted(chosen)]
    possible = 0
    for unit in order[:2 * OTHERS_SHOWN]:
        try:
            extra = post_units(replace(problem, kept=elsewhere | {(unit, village): "asked"}), seconds=seconds).cost - cost
            possible += 1
        except Refusal:
            extra = None
        found.append(Alternative(unit, extra, problem.costs.said(unit * problem.villages + village)))
        if possible == OTHERS_SHOWN:
            break
    return _in_order(found)

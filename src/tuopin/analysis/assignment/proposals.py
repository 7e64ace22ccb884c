"""From plain lists of who could help whom to a proposal that is proven, kept in a few bytes, and explained choice by choice.

Rooms know names and codes; the solver knows numbers. Here the one becomes the other: candidates are chosen near at hand, each with its
points for distance, skill and change; the problem is packed so that anybody can solve it again; and the answer comes back as lists.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tuopin.analysis.assignment.costs import Costs
from tuopin.analysis.assignment.packing import pack, unpack
from tuopin.analysis.assignment.pairing import NOBODY, Paired, Pairing
from tuopin.analysis.assignment.posting import UNIT_CLASSES, Posted, Posting, mismatch, post_units
from tuopin.analysis.assignment.proof import Alternative, Proof
from tuopin.analysis.assignment.solving import pair_households
from tuopin.kernel.areas import ancestor

TIERS = ("village", "township", "county", "elsewhere")  # how near two places are to each other
TOWNSHIP, COUNTY = 4, 3
OTHERS_SHOWN = 5


@dataclass(frozen=True)
class Points:
    """What each kind of mismatch costs, in whole points."""

    tiers: tuple[int, int, int, int]  # after TIERS
    skill: int
    change: int


@dataclass(frozen=True)
class HouseholdsAsked:
    """Helpers and households as lists: where each helper is at home (villages, or wider places), what they are good at, how many
    households they may carry; where each household lives, which kinds of helper its cause calls for, who helps it now."""

    bases: Sequence[Sequence[str]]  # by helper
    skills: Sequence[str]  # by helper
    least: Sequence[int]
    most: Sequence[int]
    places: Sequence[str]  # by household
    wanted: Sequence[frozenset[str]]  # by household: skills that suit it; empty = any
    now: Sequence[int | None]  # by household: the helper's number
    forbidden: frozenset[tuple[int, int]] = frozenset()  # (helper, household): kin and one's own household
    ids: Sequence[int] = ()  # what the asker calls each helper; packed with the problem
    kept: Mapping[int, tuple[int, str]] = field(default_factory=dict)  # household: (helper, why)


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
    """The proven pairing of least cost over `each` candidates a household."""
    problem = pairing_of(asked, points, each)
    began = time.perf_counter()
    paired = pair_households(problem)
    seconds = time.perf_counter() - began
    rows = paired.row
    choices = [
        Choice(int(seat), int(problem.helper[row]), int(problem.costs.total[row]), problem.costs.said(int(row)))
        for seat, row in enumerate(rows) if row >= 0
    ]
    return Proposed(choices, paired.unpaired.tolist(), paired.cost, paired.cost, seconds, pack(problem, asked.ids))


def pairing_of(asked: HouseholdsAsked, points: Points, each: int) -> Pairing:
    """The problem of the solver: candidates near at hand, with those who help now and those chosen by hand, without kin."""
    helper, household, tier = _candidates(asked, each)
    pairs = len(asked.places)
    key = helper * pairs + household
    no = np.array(sorted(h * pairs + f for h, f in asked.forbidden), np.int64)
    held = np.array([h * pairs + f for f, (h, _why) in asked.kept.items()], np.int64)
    keep = ~np.isin(key, np.setdiff1d(no, held)) if len(no) else np.ones(len(key), bool)
    helper, household, tier = helper[keep], household[keep], tier[keep]
    now = np.array([NOBODY if one is None else one for one in asked.now], np.int64)
    changes = (now[household] != NOBODY) & (now[household] != helper)
    costs = Costs.of(
        distance=np.array(points.tiers, np.int64)[tier], skill=np.where(_suits(asked, helper, household), 0, points.skill).astype(np.int64),
        change=np.where(changes, points.change, 0).astype(np.int64),
    )
    return Pairing.of(
        pairs, helper, household, costs, least=list(asked.least), most=list(asked.most),
        kept={seat: (who, why) for seat, (who, why) in asked.kept.items()},
    )


def _suits(asked: HouseholdsAsked, helper: np.ndarray, household: np.ndarray) -> np.ndarray:
    """Whether the helper of each pair is of a kind that the household's cause calls for."""
    kinds = {kind: n for n, kind in enumerate(sorted(set(asked.skills)))}
    wants = list(dict.fromkeys(asked.wanted))
    table = np.array([[not want or kind in want for kind in kinds] for want in wants] or [[True]], bool)
    of_want = {want: n for n, want in enumerate(wants)}
    skill = np.array([kinds[kind] for kind in asked.skills], np.int64)
    want = np.array([of_want[each] for each in asked.wanted], np.int64)
    return table[want[household], skill[helper]] if len(helper) else np.zeros(0, bool)


def _candidates(asked: HouseholdsAsked, each: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For every household some helpers of its own village, of its township and of the county, spread so that all are somebody's candidate;
    who helps now and who was chosen by hand are always among them. Helper, household, tier of every pair."""
    near = _Near(asked.bases)
    blocks: list[np.ndarray] = []
    by_village: dict[str, list[int]] = defaultdict(list)
    for seat, place in enumerate(asked.places):
        by_village[place].append(seat)
    for turn, (village, seats) in enumerate(sorted(by_village.items())):
        blocks += near.pairs(village, np.array(seats, np.int64), each, turn)
    held = [(who, seat) for seat, who in enumerate(asked.now) if who is not None]
    held += [(who, seat) for seat, (who, _why) in asked.kept.items()]
    if held:
        tiers = [near.tier(who, asked.places[seat]) for who, seat in held]
        blocks.append(np.array([(who, seat, tier) for (who, seat), tier in zip(held, tiers, strict=True)], np.int64))
    if not blocks:
        return tuple(np.zeros(0, np.int64) for _ in range(3))
    pairs = np.concatenate(blocks)
    _, first = np.unique(pairs[:, 0] * max(len(asked.places), 1) + pairs[:, 1], return_index=True)
    pairs = pairs[np.sort(first)]
    return pairs[:, 0], pairs[:, 1], pairs[:, 2]


class _Near:
    """Who is near a village: at home there, in its township, in its county, elsewhere."""

    def __init__(self, bases: Sequence[Sequence[str]]) -> None:
        self.bases = bases
        self.at: tuple[dict[str, list[int]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
        for who, places in enumerate(bases):
            for n, level in enumerate((5, TOWNSHIP, COUNTY)):
                for place in {ancestor(code, level) for code in places}:
                    self.at[n][place].append(who)
        self.everybody = np.arange(len(bases), dtype=np.int64)

    def tier(self, who: int, village: str) -> int:
        """How near the helper is to the village, as a place in TIERS."""
        for n, level in enumerate((5, TOWNSHIP, COUNTY)):
            if any(ancestor(code, level) == ancestor(village, level) for code in self.bases[who]):
                return n
        return len(TIERS) - 1

    def pairs(self, village: str, seats: np.ndarray, each: int, turn: int) -> list[np.ndarray]:
        """The candidates of the households of a village, nearest first, `each` of them where there are so many."""
        pools, taken = [], np.zeros(0, np.int64)
        for n, level in enumerate((5, TOWNSHIP, COUNTY)):
            pool = np.setdiff1d(np.array(self.at[n].get(ancestor(village, level), ()), np.int64), taken, assume_unique=True)
            pools.append(pool)
            taken = np.concatenate([taken, pool])
        pools.append(np.setdiff1d(self.everybody, taken, assume_unique=True))
        found, left = [], each
        for tier, pool in enumerate(pools):
            share = min(len(pool), left if tier >= 2 else max(left - 6, 1) if tier == 0 else max(left - 3, 1))
            if share <= 0:
                continue
            starts = (np.arange(len(seats)) * share + turn * 7) % len(pool)
            who = pool[(starts[:, None] + np.arange(share)[None, :]) % len(pool)]
            found.append(np.stack([who.ravel(), np.repeat(seats, share), np.full(who.size, tier, np.int64)], axis=1))
            left -= share
        return found


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
    near = _Near([[seat] if seat else [] for seat in asked.seats])
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
    """Why this helper: every candidate of the household with what choosing them would cost more, all others being paired anew.

    `chosen` is the whole pairing (household: helper). Raises ArithmeticError where it is not of least cost.
    """
    problem = unpack(packed)
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
    return proof.alternatives(seat)


def others_for_village(packed: bytes, village: int, chosen: frozenset[int], cost: int, *, seconds: float = 5.0) -> list[Alternative]:
    """Why this unit: the units that would suit the village next best, with what sending each there would cost more, solved anew."""
    problem = unpack(packed)
    of_village = problem.costs.total.reshape(problem.units, problem.villages)[:, village]
    order = [int(unit) for unit in np.argsort(of_village, kind="stable") if int(unit) not in chosen][:OTHERS_SHOWN]
    found = [Alternative(unit, 0, problem.costs.said(unit * problem.villages + village)) for unit in sorted(chosen)]
    for unit in order:
        kept = dict(problem.kept) | {(unit, village): "asked"}
        forced = Posting(problem.units, problem.villages, problem.costs, problem.units_wanted, problem.villages_least, problem.villages_most,
                         problem.persons, problem.team, kept)
        posted: Posted = post_units(forced, seconds=seconds)
        found.append(Alternative(unit, posted.cost - cost, problem.costs.said(unit * problem.villages + village)))
    return sorted(found, key=lambda one: (one.extra, one.helper))

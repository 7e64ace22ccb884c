"""Who could help whom, as lists of names and codes: how near, how well suited; and for every household some candidates near at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tuopin.kernel.areas import ancestor
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

TIERS = ("village", "township", "county", "elsewhere")  # how near two places are to each other
LEVELS = (5, 4, 3)  # village, township, county: within which two places are so near
SPREAD = 6  # candidates of a household at least that are kept for those farther away
FEW = 100_000  # so many pairs are all candidates


@dataclass(frozen=True)
class Points:
    """What each kind of mismatch costs, in whole points."""

    tiers: tuple[int, int, int, int]  # after TIERS
    skill: int
    change: int

    def __post_init__(self) -> None:
        if list(self.tiers) != sorted(self.tiers):
            raise Refusal("nearer-is-dearer", phrase("距离计分由近到远是 {tiers}:远的比近的分少。"), phrase("请改正距离计分,由近到远不减少。"), tiers=list(self.tiers))


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


def suits(asked: HouseholdsAsked, helper: np.ndarray, household: np.ndarray) -> np.ndarray:
    """Whether the helper of each pair is of a kind that the household's cause calls for."""
    kinds = {kind: n for n, kind in enumerate(sorted(set(asked.skills)))}
    wants = list(dict.fromkeys(asked.wanted))
    table = np.array([[not want or kind in want for kind in kinds] for want in wants] or [[True]], bool)
    of_want = {want: n for n, want in enumerate(wants)}
    skill = np.array([kinds[kind] for kind in asked.skills], np.int64)
    want = np.array([of_want[each] for each in asked.wanted], np.int64)
    return table[want[household], skill[helper]] if len(helper) else np.zeros(0, bool)


def candidates(asked: HouseholdsAsked, each: int, more: Iterable[tuple[int, int]] = ()) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For every household some helpers of its own village, of its township and of the county, spread so that all are somebody's candidate;
    who helps now, who was chosen by hand and `more` (helper, household) are always among them; of few pairs, all. Helper, household, tier."""
    near = Near(asked.bases, np.array(asked.most, np.int64) > 0)
    each = len(asked.bases) + SPREAD if len(asked.bases) * len(asked.places) <= FEW else each
    blocks: list[np.ndarray] = []
    by_village: dict[str, list[int]] = defaultdict(list)
    for seat, place in enumerate(asked.places):
        by_village[place].append(seat)
    for turn, (village, seats) in enumerate(sorted(by_village.items())):
        blocks += near.pairs(village, np.array(seats, np.int64), each, turn)
    held = [(who, seat) for seat, who in enumerate(asked.now) if who is not None]
    held += [(who, seat) for seat, (who, _why) in asked.kept.items()] + list(more)
    if held:
        tiers = [near.tier(who, asked.places[seat]) for who, seat in held]
        blocks.append(np.array([(who, seat, tier) for (who, seat), tier in zip(held, tiers, strict=True)], np.int64))
    if not blocks:
        return tuple(np.zeros(0, np.int64) for _ in range(3))
    pairs = np.concatenate(blocks)
    _, first = np.unique(pairs[:, 0] * max(len(asked.places), 1) + pairs[:, 1], return_index=True)
    pairs = pairs[np.sort(first)]
    return pairs[:, 0], pairs[:, 1], pairs[:, 2]


class Near:
    """Who is near a village: at home there, in its township, in its county, elsewhere."""

    def __init__(self, bases: Sequence[Sequence[str]], free: np.ndarray | None = None) -> None:
        """`free` tells who may be anybody's candidate; without it everybody."""
        self.bases = bases
        free = np.ones(len(bases), bool) if free is None else free
        self.at: tuple[dict[str, list[int]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
        for who in np.flatnonzero(free).tolist():
            for n, level in enumerate(LEVELS):
                for place in {ancestor(code, level) for code in bases[who]}:
                    self.at[n][place].append(who)
        self.everybody = np.flatnonzero(free)

    def tier(self, who: int, village: str) -> int:
        """How near the helper is to the village, as a place in TIERS."""
        for n, level in enumerate(LEVELS):
            if any(ancestor(code, level) == ancestor(village, level) for code in self.bases[who]):
                return n
        return len(TIERS) - 1

    def pairs(self, village: str, seats: np.ndarray, each: int, turn: int) -> list[np.ndarray]:
        """The candidates of the households of a village, nearest first, `each` of them where there are so many."""
        pools, taken = [], np.zeros(0, np.int64)
        for n, level in enumerate(LEVELS):
            pool = np.setdiff1d(np.array(self.at[n].get(ancestor(village, level), ()), np.int64), taken, assume_unique=True)
            pools.append(pool)
            taken = np.concatenate([taken, pool])
        pools.append(np.setdiff1d(self.everybody, taken, assume_unique=True))
        found, left = [], each
        for tier, pool in enumerate(pools):
            share = min(len(pool), left if tier >= 2 else max(left - SPREAD, 1) if tier == 0 else max(left - 3, 1))
            if share <= 0:
                continue
            starts = (np.arange(len(seats)) * share + turn * 7) % len(pool)
            who = pool[(starts[:, None] + np.arange(share)[None, :]) % len(pool)]
            found.append(np.stack([who.ravel(), np.repeat(seats, share), np.full(who.size, tier, np.int64)], axis=1))
            left -= share
        return found

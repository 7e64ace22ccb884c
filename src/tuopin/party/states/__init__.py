"""Who is among the weakest and what a valid structure of organisations is, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

PARENTS = {"core": (), "industry": ("core",), "group": ("core", "industry")}  # which layer may stand above which


@dataclass(frozen=True)
class Ranked:
    """One scored branch: its place from the weakest, and whether it is one of those to be rectified."""

    branch: int
    score: Decimal
    rank: int
    weak: bool


def weakest_count(scored: int, share: Decimal) -> int:
    """How many of so many are taken up for rectification: the share, rounded up."""
    return int((scored * share).to_integral_value(rounding=ROUND_CEILING))


def ranked(scores: Mapping[int, Decimal], codes: Mapping[int, str], share: Decimal) -> list[Ranked]:
    """The branches from the weakest up, the first of them weak; the same score is told apart by the code of the place, so that everybody gets the same list."""
    order = sorted(scores, key=lambda branch: (scores[branch], codes[branch], branch))
    least = weakest_count(len(order), share)
    return [Ranked(branch, scores[branch], n, n <= least) for n, branch in enumerate(order, 1)]


def may_stand_below(layer: str, parent: str) -> bool:
    """Whether an organisation of the layer may lean on one of the other layer."""
    return parent in PARENTS[layer]


def said_twice(plans: Iterable[str]) -> list[str]:
    """Plans that two branches share word for word: one village, one policy allows none."""
    seen: set[str] = set()
    return sorted({plan for plan in ("".join(plan.split()) for plan in plans) if plan in seen or seen.add(plan)})

"""Measures pairing 8,996 helpers with 27,394 households and posting 130 units to 112 villages, each proven to be of least cost.

Run: ``.venv/bin/python bench/assignment.py [--seed 7]``. Printed are seconds, cost, and for the pairing the proof that the system
makes itself and the answer of a second solver (HiGHS), for the posting the gap.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from tuopin.analysis.assignment import Costs, Pairing, Posting, Proof, pair_households, post_units
from tuopin.analysis.assignment.posting import mismatch


def county(seed: int, helpers: int = 8_996, households: int = 27_394, each: int = 20) -> Pairing:
    """An invented county: every household knows twenty possible helpers, near ones first; a helper carries one to five."""
    rng = np.random.default_rng(seed)
    where = np.sort(rng.integers(0, 295, households))
    of_village = rng.integers(0, 295, helpers)
    household = np.repeat(np.arange(households), each)
    helper = rng.integers(0, helpers, len(household))
    pair = np.unique(helper * households + household)
    helper, household = pair // households, pair % households
    far = np.minimum(np.abs(of_village[helper] - where[household]), 60)
    skill = rng.integers(0, 30, len(helper))
    costs = Costs.of(distance=far, skill=skill)
    return Pairing.of(households, helper, household, costs, least=np.ones(helpers, np.int64), most=np.full(helpers, 5))


def prefecture(seed: int, units: int = 130, villages: int = 112) -> Posting:
    """An invented prefecture: a quarter of its villages deeply poor and in need of two units."""
    rng = np.random.default_rng(seed)
    fit = mismatch(rng.integers(0, 4, units), rng.integers(0, 101, (villages, 4)))
    at, of = rng.random((units, 2)) * 80, rng.random((villages, 2)) * 80
    far = np.sqrt(((at[:, None, :] - of[None, :, :]) ** 2).sum(axis=2)).round().astype(np.int64)
    deep = rng.random(villages) < 0.25
    return Posting.of(
        Costs.of(mismatch=fit.ravel(), distance=far.ravel()), units_wanted=np.where(deep, 2, 1), villages_least=np.ones(units, np.int64),
        villages_most=rng.integers(1, 4, units), persons=rng.integers(1, 4, units), team=np.full(villages, 3),
    )


def by_highs(problem: Pairing) -> int:
    """The least cost by a second solver, where everybody can have a helper and every helper his least."""
    pairs, helpers = len(problem.helper), len(problem.most)
    one = np.ones(pairs)
    rows = csr_array((one, (problem.household, np.arange(pairs))), shape=(problem.households, pairs))
    loads = csr_array((one, (problem.helper, np.arange(pairs))), shape=(helpers, pairs))
    found = linprog(
        problem.costs.total.astype(float), A_eq=rows, b_eq=np.ones(problem.households), A_ub=vstack([loads, -loads]),
        b_ub=np.concatenate([problem.most, -problem.least]), bounds=(0, 1), method="highs",
    )
    return round(found.fun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=7)
    seed = parser.parse_args().seed
    problem = county(seed)
    start = time.perf_counter()
    paired = pair_households(problem)
    solved = time.perf_counter()
    proof = Proof.of(paired)
    proven = time.perf_counter()
    others = proof.alternatives(0)
    asked = time.perf_counter()
    second = by_highs(problem)
    print(
        f"{len(problem.most):,} helpers, {problem.households:,} households, {len(problem.helper):,} pairs: {solved - start:.2f} s, cost "
        f"{paired.cost:,}, {len(paired.unpaired)} without helper, {int((paired.short > 0).sum())} helpers idle; proof {proven - solved:.2f} s, "
        f"holds: {proof.holds()}; {len(others)} alternatives of one household {asked - proven:.2f} s; a second solver: {second:,} in "
        f"{time.perf_counter() - asked:.2f} s"
    )
    posting = prefecture(seed)
    start = time.perf_counter()
    posted = post_units(posting)
    print(
        f"{posting.units} units, {posting.villages} villages: {time.perf_counter() - start:.2f} s, cost {posted.cost:,}, bound {posted.bound:,}, gap {posted.gap:.2%}"
    )


if __name__ == "__main__":
    main()

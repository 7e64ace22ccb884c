"""Helpers to households, units to villages: the least cost by two solvers and by trying everything, with the reasons and the proof."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from tuopin.analysis.assignment import Costs, Pairing, Posting, Proof, pair_households, post_units
from tuopin.analysis.assignment.posting import mismatch
from tuopin.kernel.refusals import Refusal


@st.composite
def small(draw):
    helpers, households = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    pairs = draw(st.lists(st.sampled_from(list(product(range(helpers), range(households)))), unique=True, max_size=12))
    cost = draw(st.lists(st.integers(0, 50), min_size=len(pairs), max_size=len(pairs)))
    most = draw(st.lists(st.integers(0, 3), min_size=helpers, max_size=helpers))
    least = [draw(st.integers(0, each)) for each in most]
    return households, pairs, cost, least, most


def problem_of(households, pairs, cost, least, most, **more):
    helper, household = (np.array([p[n] for p in pairs], np.int64) for n in (0, 1))
    return Pairing.of(households, helper, household, Costs.of(distance=np.array(cost, np.int64)), least=least, most=most, **more)


def everything_tried(problem, forced=None):
    """The least of (households without helper, households short of the least loads, cost) over all pairings there are."""
    choices = [[r for r in range(len(problem.helper)) if problem.household[r] == h] for h in range(problem.households)]
    options = [[-1, *rows] for rows in choices]
    if forced is not None:
        options[problem.household[forced]] = [forced]
    best = None
    for rows in product(*options):
        load = np.bincount(problem.helper[[r for r in rows if r >= 0]], minlength=len(problem.most))
        if (load > problem.most).any():
            continue
        aims = rows.count(-1), int(np.maximum(problem.least - load, 0).sum()), int(sum(problem.costs.total[r] for r in rows if r >= 0))
        best = aims if best is None or aims < best else best
    return best


def aims(paired):
    return len(paired.unpaired), int(paired.short.sum()), paired.cost


@given(small())
@settings(deadline=None, max_examples=150)
def test_no_pairing_that_could_be_tried_is_better(case):
    problem = problem_of(*case)
    paired = pair_households(problem)
    assert aims(paired) == everything_tried(problem) and (paired.load <= problem.most).all()
    assert Proof.of(paired).holds()


@given(small())
@settings(deadline=None, max_examples=80)
def test_another_choice_costs_exactly_what_the_best_pairing_with_it_costs_more(case):
    problem = problem_of(*case)
    assume(len(problem.helper))
    paired = pair_households(problem)
    proof, (short, without) = Proof.of(paired), problem.weights()
    worth = lambda found: found[0] * without + found[1] * short + found[2]  # noqa: E731
    for household in range(problem.households):
        told = {each.helper: each.extra for each in proof.alternatives(household)}
        for row in np.flatnonzero(problem.household == household):
            forced = everything_tried(problem, forced=int(row))
            if forced is None:
                assert int(problem.helper[row]) not in told
            else:
                assert told[int(problem.helper[row])] == worth(forced) - worth(aims(paired))


@given(small(), st.data())
@settings(deadline=None, max_examples=80)
def test_a_pairing_that_is_not_the_best_has_no_proof(case, data):
    problem = problem_of(*case)
    paired = pair_households(problem)
    assume(len(paired.unpaired) < problem.households)
    household = data.draw(st.sampled_from(np.flatnonzero(paired.row >= 0).tolist()))
    row = paired.row.copy()
    row[household] = -1
    load = np.bincount(problem.helper[row[row >= 0]], minlength=len(problem.most))
    worse = type(paired)(problem, row, np.maximum(problem.least - load, 0), int(problem.costs.total[row[row >= 0]].sum()))
    assert Proof.of(worse) is None


def a_township(seed, helpers=60, households=180, each=8):
    rng = np.random.default_rng(seed)
    pair = np.unique(rng.integers(0, helpers, households * each) * households + np.repeat(np.arange(households), each))
    cost = Costs.of(distance=rng.integers(0, 60, len(pair)), skill=rng.integers(0, 30, len(pair)))
    return Pairing.of(households, pair // households, pair % households, cost, least=np.ones(helpers, np.int64), most=np.full(helpers, 5))


@pytest.mark.parametrize("seed", range(6))
def test_a_second_solver_finds_the_same_cost(seed):
    problem = a_township(seed)
    pairs, helpers = len(problem.helper), len(problem.most)
    one = np.ones(pairs)
    rows = csr_array((one, (problem.household, np.arange(pairs))), shape=(problem.households, pairs))
    loads = csr_array((one, (problem.helper, np.arange(pairs))), shape=(helpers, pairs))
    second = linprog(
        problem.costs.total.astype(float), A_eq=rows, b_eq=np.ones(problem.households), A_ub=vstack([loads, -loads]),
        b_ub=np.concatenate([problem.most, -problem.least]), bounds=(0, 1), method="highs",
    )
    paired = pair_households(problem)
    assert aims(paired) == (0, 0, round(second.fun))


def test_a_choice_made_by_hand_stays_and_its_price_is_told():
    problem = a_township(3)
    free = pair_households(problem)
    dearest = Proof.of(free).alternatives(17)[-1]
    kept = Pairing.of(problem.households, problem.helper, problem.household, problem.costs, least=problem.least, most=problem.most,
                      kept={17: (dearest.helper, "本户与原帮扶人有矛盾,村委会会议决定更换")})
    paired = pair_households(kept)
    assert paired.helper_of[17] == dearest.helper and paired.objective - free.objective == dearest.extra
    assert set(dearest.parts) == {"distance", "skill"}


def test_a_household_nobody_can_help_is_listed_and_the_others_are_paired():
    problem = problem_of(3, [(0, 0), (0, 1)], [1, 1], [0], [1])
    paired = pair_households(problem)
    assert len(paired.unpaired) == 2 and 2 in paired.unpaired and paired.load.tolist() == [1]


PAIR = ([(0, 0)], [1], [0], [1])


@pytest.mark.parametrize("make, code", [
    (lambda: problem_of(1, [(0, 0), (0, 0)], [1, 2], [0], [1]), "pair-twice"),
    (lambda: problem_of(1, [(0, 5)], [1], [0], [1]), "pairs-do-not-fit"),
    (lambda: problem_of(1, [(0, 0)], [1], [2], [1]), "load-out-of-order"),
    (lambda: problem_of(1, *PAIR, kept={0: (0, " ")}), "kept-without-reason"),
    (lambda: problem_of(1, [(0, 0)], [1], [0, 0], [1, 1], kept={0: (1, "亲属")}), "kept-no-candidate"),
    (lambda: problem_of(2, [(0, 0), (0, 1)], [1, 1], [0], [1], kept={0: (0, "旧帮扶人"), 1: (0, "旧帮扶人")}), "kept-overload"),
    (lambda: Costs.of(distance=[0.5]), "costs-not-whole"), (lambda: Costs.of(distance=[-1]), "costs-out-of-range"),
    (lambda: Costs.of(distance=[1], skill=[1, 2]), "costs-do-not-fit"),
    (lambda: posting([[1]], persons=[1], villages_most=[2]), "too-few-to-send"), (lambda: posting([[1]], kept={(0, 0): ""}), "kept-without-reason-unit"),
    (lambda: posting([[1]], units_wanted=[4]), "too-few-to-send"), (lambda: posting([[1]], villages_least=[4]), "load-out-of-order-unit"),
])
def test_a_question_that_cannot_be_meant_is_refused(make, code):
    with pytest.raises(Refusal) as refused:
        make()
    assert refused.value.code == code


def posting(costs, **more):
    costs = np.array(costs, np.int64)
    units, villages = costs.shape
    asked = {
        "units_wanted": np.ones(villages, np.int64), "villages_least": np.ones(units, np.int64), "villages_most": np.full(units, 3),
        "persons": np.full(units, 3), "team": np.full(villages, 3),
    } | more
    return Posting.of(Costs.of(mismatch=costs.ravel()), **asked)


@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=3), st.data())
@settings(deadline=None, max_examples=30)
def test_no_posting_that_could_be_tried_is_better(costs, data):
    units = len(costs)
    persons = np.array([data.draw(st.integers(1, 3)) for _ in range(units)])
    problem = posting(costs, persons=persons, team=np.full(3, 2))
    best = None
    for serves in product(*[list(product((0, 1), repeat=3))] * units):
        x = np.array(serves)
        if (x.sum(axis=0) >= 1).all() and (persons @ x >= 2).all() and (x.sum(axis=1) >= 1).all():
            cost = int((x * np.array(costs)).sum())
            best = cost if best is None else min(best, cost)
    if best is None:
        with pytest.raises(Refusal) as refused:
            post_units(problem)
        assert refused.value.code == "no-posting"
    else:
        posted = post_units(problem)
        assert (posted.cost, posted.bound, posted.gap) == (best, best, 0) and (posted.teams >= 2).all()


def test_a_unit_goes_where_its_kind_is_wanted_and_says_why():
    kinds = [0, 1, 2, 3]  # party, economic, politico-legal, professional
    scores = np.array([[90, 10, 0, 0], [20, 95, 5, 0], [0, 30, 80, 10], [5, 40, 10, 70]])
    fit = mismatch(kinds, scores)
    posted = post_units(posting(fit, villages_most=np.ones(4, np.int64)))
    assert np.argmax(posted.serves, axis=1).tolist() == [0, 1, 2, 3] and posted.cost == 0
    kept = post_units(posting(fit, villages_most=np.ones(4, np.int64), kept={(0, 1): "县委书记联系村"}))
    assert kept.serves[0, 1] and kept.cost > 0 and kept.reasons(0, 1) == {"mismatch": 75}


def test_a_deeply_poor_village_gets_its_two_units():
    posted = post_units(posting(np.zeros((3, 2), np.int64), units_wanted=[2, 1], villages_most=np.ones(3, np.int64)))
    assert posted.serves.sum(axis=0).tolist() == [2, 1]

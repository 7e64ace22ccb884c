"""Nobody is left out of the choice: proposals against every pairing there is, against a second solver over all pairs, and with their prices."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, identity, vstack

from tuopin.analysis.assignment.candidates import FEW, HouseholdsAsked, Points
from tuopin.analysis.assignment.posting import post_units
from tuopin.analysis.assignment.proposals import (
    UnitsAsked,
    others_for_household,
    others_for_village,
    pairing_of,
    posting_of,
    propose_helpers,
    propose_units,
)
from tuopin.kernel.refusals import Refusal

POINTS = Points((0, 10, 20, 30), 15, 5)
KINDS = ("party", "economic", "professional", "political_legal")
HERE, NEXT, TOWN2, COUNTY, AWAY = "431129210213", "431129210214", "431129211201", "431129000000", "431128000000"


def cost_of(asked, who, seat):
    """The points of a pair, counted afresh from the words of the question."""
    here = asked.places[seat]
    near = min((next((n for n, digits in enumerate((12, 9, 6)) if base[:digits] == here[:digits] and not (digits < 12 and base[digits:].strip("0") == "" and n == 0)), 3)
                for base in asked.bases[who]), default=3)
    skill = 0 if not asked.wanted[seat] or asked.skills[who] in asked.wanted[seat] else POINTS.skill
    return POINTS.tiers[near] + skill + (POINTS.change if asked.now[seat] not in (None, who) else 0)


def all_tried(asked, forced=None):
    """The least of (households without helper, households short of the least loads, cost) over all pairings there are; None where there is none."""
    options = []
    for seat in range(len(asked.places)):
        mine = [who for who in range(len(asked.bases)) if (who, seat) not in asked.forbidden or asked.kept.get(seat, (None,))[0] == who]
        options.append([asked.kept[seat][0]] if seat in asked.kept else [None, *mine])
    if forced is not None:
        options[forced[1]] = [forced[0]]
    best = None
    for choice in product(*options):
        load = [choice.count(who) for who in range(len(asked.bases))]
        if all(have <= most for have, most in zip(load, asked.most, strict=True)):
            short = sum(max(0, least - have) for least, have in zip(asked.least, load, strict=True))
            aims = choice.count(None), short, sum(cost_of(asked, who, seat) for seat, who in enumerate(choice) if who is not None)
            best = aims if best is None or aims < best else best
    return best


def aims_of(asked, found):
    load = np.bincount([one.who for one in found.choices], minlength=len(asked.bases))
    return len(found.without), int(np.maximum(np.array(asked.least) - load, 0).sum()), found.cost


@st.composite
def questions(draw):
    helpers, seats = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    most = [draw(st.integers(0, 3)) for _ in range(helpers)]
    kept, load = {}, [0] * helpers
    for seat in range(seats):
        who = draw(st.integers(0, helpers - 1))
        if load[who] < most[who] and draw(st.integers(0, 5)) == 0:
            kept[seat], load[who] = (who, "县委会议决定"), load[who] + 1
    return HouseholdsAsked(
        bases=[tuple(draw(st.lists(st.sampled_from([HERE, NEXT, TOWN2, COUNTY, AWAY]), min_size=1, max_size=2))) for _ in range(helpers)],
        skills=[draw(st.sampled_from(KINDS)) for _ in range(helpers)], least=[draw(st.integers(0, one)) for one in most], most=most,
        places=sorted(draw(st.sampled_from([HERE, NEXT, TOWN2])) for _ in range(seats)),
        wanted=[draw(st.sampled_from([frozenset(), frozenset({"party"}), frozenset({"economic", "professional"})])) for _ in range(seats)],
        now=[draw(st.sampled_from([None, *range(helpers)])) for _ in range(seats)],
        forbidden=frozenset(draw(st.lists(st.tuples(st.integers(0, helpers - 1), st.integers(0, seats - 1)), max_size=3))), kept=kept,
    )


@given(questions())
@settings(deadline=None, max_examples=60)
def test_a_proposal_is_as_good_as_the_best_of_all_pairings_and_says_what_each_other_helper_would_cost(asked):
    found = propose_helpers(asked, POINTS)
    best = all_tried(asked)
    assert aims_of(asked, found) == best and found.bound == found.cost
    assert all(one.cost == cost_of(asked, one.who, one.seat) and (one.who, one.seat) not in asked.forbidden - {(w, s) for s, (w, _why) in asked.kept.items()} for one in found.choices)
    chosen = {one.seat: one.who for one in found.choices}
    assert all(chosen[seat] == who for seat, (who, _why) in asked.kept.items())
    for seat in set(range(len(asked.places))) - set(asked.kept):
        told = {one.helper: one.extra for one in others_for_household(found.packed, chosen, seat)}
        for who in range(len(asked.bases)):
            forced = None if (who, seat) in asked.forbidden else all_tried(asked, forced=(who, seat))
            if forced is not None and forced[:2] == best[:2]:
                assert told[who] == forced[2] - best[2]
            else:
                assert told.get(who) is None, "what comes before all cost would be given up"


def a_county(seed, helpers, seats, towns, villages):
    rng = np.random.default_rng(seed)
    codes = [f"431129{200 + t}{200 + v}" for t in range(towns) for v in range(villages)]
    at, homes = rng.dirichlet(np.full(len(codes), 0.5)), rng.dirichlet(np.full(len(codes), 0.5))
    return HouseholdsAsked(
        bases=[(codes[n],) if rng.random() < 0.6 else (COUNTY,) for n in rng.choice(len(codes), helpers, p=at)], skills=[KINDS[n] for n in rng.integers(0, 4, helpers)],
        least=[1] * helpers, most=[int(n) for n in rng.integers(1, 6, helpers)], places=[codes[n] for n in np.sort(rng.choice(len(codes), seats, p=homes))],
        wanted=[frozenset({KINDS[n]}) if rng.random() < 0.7 else frozenset() for n in rng.integers(0, 4, seats)],
        now=[int(rng.integers(0, helpers)) if rng.random() < 0.3 else None for _ in range(seats)],
        forbidden=frozenset((int(rng.integers(0, helpers)), int(rng.integers(0, seats))) for _ in range(5)),
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_second_solver_that_knows_every_pair_finds_nothing_better(seed):
    """HiGHS over all pairs, with arcs for a household without helper and for a helper below the least: what comes first weighs more than all that follows."""
    asked = a_county(seed, 60, 170, 3, 4)
    pairs = [(who, seat) for who in range(60) for seat in range(170) if (who, seat) not in asked.forbidden]
    cost, short = np.array([cost_of(asked, *pair) for pair in pairs], float), 10_000.0
    seat_rows, who_rows = (csr_array((np.ones(len(pairs)), ([pair[n] for pair in pairs], range(len(pairs)))), shape=(size, len(pairs))) for n, size in ((1, 170), (0, 60)))
    nobody, idle = identity(170, format="csr"), identity(60, format="csr")
    second = linprog(
        np.concatenate([cost, np.full(170, short * 200), np.full(60, short)]), bounds=(0, 200), method="highs",
        A_eq=hstack([seat_rows, nobody, csr_array((170, 60))]), b_eq=np.ones(170),
        A_ub=vstack([hstack([who_rows, csr_array((60, 230))]), hstack([-who_rows, csr_array((60, 170)), -idle])]), b_ub=np.concatenate([asked.most, -np.array(asked.least)]),
    )
    without, below, spent = aims_of(asked, propose_helpers(asked, POINTS, each=3))
    assert without * short * 200 + below * short + spent == pytest.approx(second.fun, abs=0.01)


def test_of_more_pairs_than_are_kept_the_best_is_still_found_and_the_rest_may_be_asked_about():
    asked = a_county(9, 420, 300, 2, 3)
    assert FEW < 420 * 300
    found = propose_helpers(asked, POINTS, each=5)
    everyone = propose_helpers(asked, POINTS, each=500)
    assert aims_of(asked, found) == aims_of(asked, everyone) and len(found.packed) < len(everyone.packed)
    assert len(pairing_of(asked, POINTS, 5).helper) < 3_000 < 420 * 300 - 5 == len(pairing_of(asked, POINTS, 500).helper)
    chosen = {one.seat: one.who for one in found.choices}
    assert {one.helper for one in others_for_household(found.packed, chosen, 7)} >= {chosen[7]}


def test_a_helper_who_may_help_nobody_else_and_a_household_that_nobody_may_help():
    alone = HouseholdsAsked([(HERE,)], ["party"], [1], [5], [HERE, HERE], [frozenset()] * 2, [None, None], forbidden=frozenset({(0, 1)}))
    found = propose_helpers(alone, POINTS)
    assert ([(one.seat, one.who) for one in found.choices], found.without) == ([(0, 0)], [1])
    none = HouseholdsAsked([(HERE,), (HERE,)], ["party"] * 2, [0, 0], [0, 0], [HERE], [frozenset()], [None])
    assert (propose_helpers(none, POINTS).choices, propose_helpers(none, POINTS).without) == ([], [0])


def test_points_by_which_the_farther_is_the_cheaper_are_refused():
    with pytest.raises(Refusal) as refused:
        Points((0, 20, 10, 30), 15, 5)
    assert refused.value.code == "nearer-is-dearer" and all(refused.value.say())


def units(**more):
    asked = {
        "classes": ["party", "economic", "professional"], "seats": ["431129210000"] * 3, "persons": [3] * 3, "most": [1] * 3, "least": [1] * 3,
        "villages": [HERE, NEXT, TOWN2], "scores": [(100, 0, 0, 0), (0, 100, 0, 0), (0, 0, 100, 0)], "wanted": [1] * 3, "team": [3] * 3, "ids": [1, 2, 3],
    }
    return UnitsAsked(**asked | more)


@pytest.mark.parametrize("more", [{}, {"kept": {(0, 0): "书记联系村"}}, {"kept": {(1, 0): "书记联系村"}}, {"persons": [3, 3, 1], "team": [3, 3, 1]}, {"most": [3, 1, 1]}, {"least": [0] * 3, "most": [2] * 3}])
def test_what_another_unit_would_cost_is_what_the_best_posting_with_it_costs_more_or_it_cannot_be(more):
    asked = units(**more)
    found = propose_units(asked, POINTS)
    problem = posting_of(asked, POINTS)
    costs = problem.costs.total.reshape(3, 3)

    def tried(village, unit=None):
        """The least cost; with a unit forced the choices by hand for its village are given up."""
        best = None
        for serves in product((0, 1), repeat=9):
            x = np.array(serves).reshape(3, 3)
            held = all(x[pair] for pair in asked.kept if unit is None or pair[1] != village) and (unit is None or x[unit, village])
            fits = (x.sum(0) >= 1).all() and (problem.persons @ x >= problem.team).all() and (x.sum(1) >= problem.villages_least).all() and (x.sum(1) <= problem.villages_most).all()
            if held and fits:
                best = int((x * costs).sum()) if best is None else min(best, int((x * costs).sum()))
        return best

    assert found.cost == found.bound == tried(0)
    for village in range(3):
        chosen = frozenset(one.who for one in found.choices if one.seat == village)
        for other in others_for_village(found.packed, village, chosen, found.cost):
            best = tried(village, other.helper)
            assert other.extra == (0 if other.helper in chosen else None if best is None else best - found.cost)


def test_a_solver_without_time_says_so_and_does_not_call_it_impossible(monkeypatch):
    from types import SimpleNamespace

    from scipy import optimize

    for status, code in ((1, "no-plan-in-time"), (2, "no-posting")):
        monkeypatch.setattr(optimize, "milp", lambda *_a, status=status, **_k: SimpleNamespace(x=None, status=status))
        with pytest.raises(Refusal) as refused:
            post_units(posting_of(units(), POINTS))
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        posting_of(units(villages=[], scores=[], wanted=[], team=[]), POINTS)
    assert refused.value.code == "postings-do-not-fit"

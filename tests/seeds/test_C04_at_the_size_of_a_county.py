"""C04, C01 at their own sizes: 130 units for 112 villages through the room, 8,996 helpers for 27,394 households in the analysis; proven, in seconds."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pytest

from helping import ON, head, lay_out_villages, villages_of_county
from register import COUNTY
from tuopin.analysis.assignment.candidates import HouseholdsAsked, Points
from tuopin.analysis.assignment.costs import Costs
from tuopin.analysis.assignment.pairing import Pairing
from tuopin.analysis.assignment.proof import Proof
from tuopin.analysis.assignment.proposals import propose_helpers
from tuopin.analysis.assignment.solving import pair_households
from tuopin.assistance.selectors.proposals import lines_of, why
from tuopin.assistance.services.propose import AssignmentAsked, propose_assignment
from tuopin.assistance.services.units import UnitSaid, register_units
from tuopin.people.selectors import working_as
from tuopin.registry.models import VillageForm

CLASSES = ("party", "economic", "political_legal", "professional")
TAGS = ("weak", "poor", "disorderly", "difficult")
SECONDS = 3.0  # of processor time, on two cores of the day


@pytest.mark.django_db
def test_130_units_go_to_112_villages_through_the_room_proven_within_three_seconds():
    codes = villages_of_county(112)
    lay_out_villages(codes)
    for n, code in enumerate(codes):
        VillageForm.objects.filter(village_code=code).update(weakness=TAGS[n % 4])
    with working_as(head()):
        register_units(area_code=COUNTY, on=ON, actor=head(), units=[
            UnitSaid(f"U{n:03d}", f"单位{n}", unit_class=CLASSES[n * 7 % 4], seat_code=codes[n * 13 % 112][:9] + "000", persons=3 + n % 4, villages_most=1 + n % 2)
            for n in range(130)])
        begun = time.process_time()
        proposal = propose_assignment(asked=AssignmentAsked("units", COUNTY, date(2019, 1, 1)), actor=head(), on=ON)
        spent = time.process_time() - begun
        assert len(codes) == 112 and proposal.cost == proposal.bound, "proven"
        lines = list(lines_of(proposal))
        assert {line.village_code for line in lines} == set(codes) and len({line.unit_id for line in lines}) == 130, "no village and no unit is left out"
        line, others = why(head(), lines[0].pk)
        assert [other.extra for other in others if other.chosen] == [0] * sum(other.chosen for other in others) and any(other.chosen for other in others)
        assert all(other.extra >= 0 for other in others) and line.village_code == lines[0].village_code, "none is cheaper than what is proven"
        assert any(not other.chosen for other in others), "what it would cost to choose another"
    print(f"130 × 112 through the room: {spent:.2f} s of processor, {proposal.seconds} s in the solver")
    assert spent <= SECONDS


def test_8996_helpers_and_27394_households_are_proposed_over_all_246_million_pairs_within_three_seconds():
    rng = np.random.default_rng(8996)
    codes, kinds = [f"431129{200 + n // 5}{200 + n % 5}" for n in range(112)], (*CLASSES, "other")
    helpers, households = 8_996, 27_394
    asked = HouseholdsAsked(
        bases=[(codes[n],) if n < 112 else (COUNTY,) for n in rng.integers(0, 180, helpers)], skills=[kinds[n] for n in rng.integers(0, 5, helpers)], least=[1] * helpers,
        most=[5] * helpers, places=[codes[n] for n in np.sort(rng.integers(0, 112, households))], wanted=[frozenset({kinds[n]}) if n < 4 else frozenset() for n in rng.integers(0, 6, households)],
        now=[int(n) if n < helpers else None for n in rng.integers(0, helpers * 2, households)], forbidden=frozenset((n, n * 3) for n in range(20)))
    begun = time.process_time()
    found = propose_helpers(asked, Points((0, 10, 20, 30), 15, 5))
    spent = time.process_time() - begun
    load = np.bincount([one.who for one in found.choices], minlength=helpers)
    assert found.cost == found.bound and found.without == [] and (load.min(), load.max()) == (1, 5) and len(found.choices) == households
    assert not asked.forbidden & {(one.who, one.seat) for one in found.choices}
    print(f"8,996 × 27,394, every pair: {spent:.2f} s of processor, {found.seconds:.2f} s of the clock, cost {found.cost}")
    assert spent <= SECONDS


def test_8996_helpers_and_27394_households_are_paired_and_proven_within_three_seconds():
    rng = np.random.default_rng(8996)
    helpers, households, each = 8_996, 27_394, 8
    pair = np.unique(rng.integers(0, helpers, households * each) * households + np.repeat(np.arange(households), each))
    cost = Costs.of(distance=rng.integers(0, 60, len(pair)), skill=rng.integers(0, 30, len(pair)))
    problem = Pairing.of(households, pair // households, pair % households, cost, least=np.ones(helpers, np.int64), most=np.full(helpers, 5))
    begun = time.process_time()
    paired = pair_households(problem)
    spent = time.process_time() - begun
    assert Proof.of(paired) is not None and len(paired.unpaired) == 0
    load = np.bincount(problem.helper[paired.row], minlength=helpers)
    assert load.max() <= 5 and load.sum() == households
    print(f"8,996 × 27,394: {spent:.2f} s of processor, cost {paired.cost}")
    assert spent <= SECONDS

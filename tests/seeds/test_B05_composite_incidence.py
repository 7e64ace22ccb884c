"""B04, B05, B06 贫困发生率、综合贫困发生率、累计减少: the seed's own numbers, and the two incidences never mixed."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from identification.families import a_family
from procedure.cases import a_clock, an_official
from procedure.walking import walk
from register import COUNTY, VILLAGE, a_household, a_status, a_village_form
from tuopin.identification.selectors.reductions import reduction_ledger
from tuopin.identification.services import ChangeTold, apply_for, propose_change
from tuopin.people.selectors import operator
from tuopin.policy.services.judgement import judge
from tuopin.policy.services.sources import Register
from tuopin.procedure.services.clock import today

pytestmark = pytest.mark.django_db


def test_the_seeds_arithmetic():
    assert Decimal("24.1") - Decimal("0.38") == Decimal("23.72")
    assert (Decimal(111_434) / Decimal("0.2372")).quantize(Decimal(1), ROUND_HALF_UP) == 469_789
    assert (Decimal(1_080_000) / Decimal("0.019") / 1_000_000).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("56.84")
    assert (Decimal(111_434) / 27_394).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("4.07")


def test_江华_passes_with_a_composite_incidence_of_0_38_and_shows_the_simple_one_beside_it():
    a_village_form(persons=1000, agricultural_persons=1000, year=2019)
    a_household(persons=3, year=2019)
    given = {"composite_incidence": "0.38", "false_exit_rate": "0.1", "omission_rate": "0.1", "recognition_rate": "98"}
    told = judge(rule="county-exit", area=COUNTY, on=date(2019, 12, 31), by=None, source=Register(operator()), given=given)
    composite = next(c for c in told["conditions"] if c["name"] == "composite_incidence")
    assert (composite["holds"], composite["value"]) == (True, Decimal("0.38"))
    assert [(one["name"], one["value"]) for one in told["measures"]] == [("incidence", Decimal("0.30"))]  # 3 of 1000, kept apart


def test_the_ledger_of_reduction_is_exits_less_returns_with_natural_change():
    household = a_household(persons=4, status="exited", year=2018)
    a_household(persons=3, status="exited", year=2018)
    a_status(household, "returned", date(2019, 5, 1))
    clerk = an_official("county-clerk", ("431129000000", "clerk", ""))
    gone = household.memberships.order_by("pk").last().person.number
    with a_clock() as clock:
        walk(propose_change(told=ChangeTold(household.number, "death", date(2019, 8, 1), persons=(gone,)), actor=clerk, on=today()), clock)
        walk(apply_for(told=a_family(members=2), actor=an_official("village-clerk", (VILLAGE, "clerk", "")), on=today()), clock)
        rows = {row.year: row for row in reduction_ledger(operator(), VILLAGE)}
        assert rows[2018].exited == (2, 7) and rows[2018].reduced == 7
        assert (rows[2019].returned, rows[2019].less, rows[2019].reduced) == ((1, 4), 1, -3)
        assert rows[today().year].identified == (1, 2)

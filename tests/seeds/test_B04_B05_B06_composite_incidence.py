"""B04, B05, B06 贫困发生率、综合贫困发生率、累计减少: the seed's own numbers, and the two incidences never mixed."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from identification.families import a_family
from procedure.cases import a_clock, an_official
from procedure.walking import walk
from register import COUNTY, NEIGHBOUR, VILLAGE, a_household, a_status, a_village_form
from tuopin.identification.selectors.quality import exits_shown
from tuopin.identification.selectors.reductions import reduction_ledger
from tuopin.identification.services import ChangeTold, apply_for, propose_change
from tuopin.monitoring.selectors.after_exit import exited_households
from tuopin.people.selectors import operator
from tuopin.policy.models import Figure
from tuopin.policy.selectors.figures import figures_of
from tuopin.policy.services.judgement import judge
from tuopin.policy.services.sources import Register
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Household
from tuopin.registry.selectors.first_identified import first_identified

pytestmark = pytest.mark.django_db


def test_the_figures_tell_the_seeds_numbers_with_what_they_are_made_of():
    """24.1 % to 0.38 % is 23.72 points; 111,434 persons in 27,394 households are 4.07 each; 1.9 points of Hunan are 1.08 million of 56.84 million."""
    base = 469_789  # 111 434 / 0.2372, as the report implies
    assert round(Decimal(111_434) / base * 100, 2) == Decimal("23.72")
    said = {2013: {"poverty_incidence": (Decimal("0.241") * base, base)}, 2014: {
        "poverty_incidence": (Decimal("0.0038") * base, base), "persons_per_household": (111_434, 27_394), "registration_rate": (1_080_000, 56_842_105)}}
    for year, figures in said.items():
        for name, (top, bottom) in figures.items():
            Figure.objects.create(year=year, area_code=COUNTY, level=3, name=name, numerator=top, denominator=bottom)
    now, before = (figures_of(operator(), COUNTY, year) for year in (2014, 2013))
    shown = lambda value: value.quantize(Decimal("0.01"), ROUND_HALF_UP)  # noqa: E731
    assert (shown(before["poverty_incidence"].value), shown(now["poverty_incidence"].value)) == (Decimal("24.10"), Decimal("0.38"))
    assert shown(now["poverty_incidence"].trend) == Decimal("-23.72") and now["poverty_incidence"].denominator == base
    assert (shown(now["persons_per_household"].value), shown(now["registration_rate"].value)) == (Decimal("4.07"), Decimal("1.90"))
    assert "persons_per_household" not in before, "what nobody counted is not told as nought"


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


def test_nobody_leaves_the_register_twice_by_a_split_a_merge_or_a_move_inside_it():
    """Two exited households of 4 and 3: whoever splits off, is merged or marries inside the register changes no sum of the county."""
    first, second, third = (a_household(persons=n, status="exited", year=2018, village=place) for n, place in ((4, VILLAGE), (3, VILLAGE), (2, NEIGHBOUR)))
    clerk = an_official("county-clerk", (COUNTY, "clerk", ""))

    def change(household, kind, **more):
        walk(propose_change(told=ChangeTold(household.number, kind, date(2019, 8, 1), **more), actor=clerk, on=today()), clock)

    def members(household) -> tuple[str, ...]:
        return tuple(household.memberships.filter(ends_on=None).order_by("pk").values_list("person__number", flat=True))

    with a_clock() as clock:
        change(first, "split", persons=members(first)[2:])
        new = Household.objects.exclude(pk__in=(first.pk, second.pk, third.pk)).get()
        assert first_identified([new.pk, first.pk]) == dict.fromkeys((new.pk, first.pk), (date(2014, 1, 1), "day"))
        assert {one.first_identified_on for one in exited_households(operator(), VILLAGE, on=today())[:10]} == {date(2014, 1, 1)}
        assert [shown.number for shown in exits_shown(operator(), VILLAGE, on=today())] == [second.number, first.number]
        change(new, "merge", other=second.number, relation="sibling")
        change(third, "married_in", persons=members(first)[1:])
        county, village, neighbour = ({row.year: row for row in reduction_ledger(operator(), area)} for area in (COUNTY, VILLAGE, NEIGHBOUR))
    assert set(county) == {2014, 2018} and county[2018].exited == (3, 9) and sum(row.reduced for row in county.values()) == 9
    assert (village[2019].less, village[2019].more, village[2019].removed) == (1, 0, (0, 0))
    assert (neighbour[2019].less, neighbour[2019].more) == (0, 1)

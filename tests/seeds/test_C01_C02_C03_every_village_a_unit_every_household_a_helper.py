"""C01–C03 村村有帮扶单位、家家有帮扶人: 8,996 cadres, 27,394 households, 130 units, 347 cadres in 112 teams, counted live."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from helping import (
    BASIS,
    ON,
    SINCE,
    head,
    lay_out_helpers,
    lay_out_households,
    lay_out_villages,
    pair_all,
    villages_of_county,
)
from register import COUNTY, a_status
from tuopin.assistance.selectors.coverage import coverage
from tuopin.assistance.selectors.gaps import gaps
from tuopin.assistance.services.pairings import release_helper
from tuopin.assistance.services.teams import MemberSaid, TeamSaid, form_teams, post_members
from tuopin.assistance.services.units import RelationSaid, UnitSaid, register_units, stand_by
from tuopin.people.selectors import working_as
from tuopin.registry.models import Helper, Household, Pairing

pytestmark = pytest.mark.django_db


def rounded(value, digits: str = "0.01") -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal(digits), ROUND_HALF_UP)


def test_the_county_of_the_report_is_covered_and_what_is_taken_away_is_listed_at_once():
    codes = villages_of_county(200)
    lay_out_villages(codes, poor=112)
    households, helpers = lay_out_households(27394, codes), lay_out_helpers(8996)
    pair_all(households, helpers)
    with working_as(head()):
        before = coverage(head(), COUNTY, on=ON)
        assert (before.households, before.paired, before.cadres) == (27394, 27394, 8996)
        assert rounded(before.households_per_cadre) == Decimal("3.05") and before.overloaded == 0
        assert before.with_unit == 0 and not before.complete and len(gaps(head(), COUNTY, "unit", on=ON)) == 200

        Household.objects.create(number="Y1", village_code=codes[0])  # never on the register: it has no helper and wants none
        assert coverage(head(), COUNTY, on=ON).households == 27394
        units = register_units(
            area_code=COUNTY, units=[UnitSaid(f"U{n:03d}", f"单位{n}", head_name="主要负责人") for n in range(130)], actor=head(), on=ON)
        stand_by(relations=[RelationSaid(units[0].pk, codes[0], "leader", "县领导")], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        assert coverage(head(), COUNTY, on=ON).with_unit == 0, "a leader who stands by is no unit"
        stand_by(relations=[RelationSaid(units[n % 130].pk, code) for n, code in enumerate(codes)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        form_teams(teams=[TeamSaid(code, units[n].pk) for n, code in enumerate(codes[:112])], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        post_members(
            members=[MemberSaid(helpers[n], codes[n % 112], first_secretary=n < 112, team_leader=n < 112) for n in range(347)],
            starts_on=SINCE, basis=BASIS, actor=head(), on=ON)

        now = coverage(head(), COUNTY, on=ON)
        assert now.complete and (now.with_unit, len(now.villages)) == (200, 200)
        assert (now.with_team, len(now.poor), len(now.teams), now.members, now.first_secretaries) == (112, 112, 112, 347, 112)  # C03: 100 %
        assert rounded(Fraction(now.members, len(now.teams))) == Decimal("3.10") and now.small_teams == 0 and now.twice == 0  # C02: ≥ 3
        assert gaps(head(), COUNTY, "unpaired", on=ON) == gaps(head(), COUNTY, "unit", on=ON) == gaps(head(), COUNTY, "team", on=ON) == []

        left = release_helper(helper=helpers[8000], leaves_on=date(2018, 12, 1), cause="retired", basis=BASIS, actor=head(), on=ON)
        theirs = sorted(Household.objects.filter(pairings__helper=helpers[8000]).values_list("number", flat=True))
        assert left.gaps == theirs and len(theirs) == 3
        after = coverage(head(), COUNTY, on=ON)
        assert after.paired == 27391 and not after.complete
        assert sorted(gap.key for gap in gaps(head(), COUNTY, "unpaired", on=ON)) == theirs
        assert {gap.since for gap in gaps(head(), COUNTY, "unpaired", on=ON)} == {date(2018, 12, 1)}
        assert coverage(head(), COUNTY, on=date(2018, 11, 30)).paired == 27394  # on the day before nobody had gone


def test_a_village_sees_its_own_coverage_and_no_other():
    codes = villages_of_county(3)
    lay_out_villages(codes)
    households, helpers = lay_out_households(9, codes), lay_out_helpers(3)
    pair_all(households[:8], helpers)
    mine = head(codes[0], "村干部")
    with working_as(mine):
        found = coverage(mine, COUNTY, on=ON)
        assert [v.code for v in found.villages] == [codes[0]] and found.households == 3
        assert gaps(mine, COUNTY, "unpaired", on=ON) == []
    with working_as(head()):
        assert [gap.place for gap in gaps(head(), COUNTY, "unpaired", on=ON)] == [codes[2]]


def test_a_household_that_was_struck_off_asks_for_no_helper_from_that_day_on():
    codes = villages_of_county(1)
    lay_out_villages(codes)
    households, helpers = lay_out_households(3, codes), lay_out_helpers(1)
    pair_all(households[:1], helpers)
    a_status(Household.objects.get(pk=households[2]), "removed", ON)
    Pairing.objects.create(household_id=households[1], helper_id=helpers[0], starts_on=date(2015, 1, 1), ends_on=date(2015, 6, 1))
    Pairing.objects.create(household_id=households[1], helper_id=helpers[0], starts_on=date(2016, 1, 1), ends_on=date(2017, 6, 1))
    with working_as(head()):
        for on, counted in ((ON - timedelta(days=1), 3), (ON, 2)):
            assert (coverage(head(), COUNTY, on=on).households, len(gaps(head(), COUNTY, "unpaired", on=on))) == (counted, counted - 1)
        assert [(gap.key, gap.since) for gap in gaps(head(), COUNTY, "unpaired", on=ON)] == [("D0000001", date(2017, 6, 1))], "without one since the last left"


def test_a_helper_with_too_many_households_is_listed_and_no_more_can_be_given():
    from tuopin.assistance.services.pairings import pair_households
    from tuopin.kernel.refusals import Refusal

    codes = villages_of_county(1)
    lay_out_villages(codes)
    households, helpers = lay_out_households(7, codes), lay_out_helpers(2)
    pair_all(households[:6], helpers[:1])
    a_status(Household.objects.get(pk=households[5]), "removed", ON + timedelta(days=1))
    with working_as(head()):
        assert gaps(head(), COUNTY, "overload", on=ON + timedelta(days=1)) == [], "who was struck off is carried no more"
        [gap] = gaps(head(), COUNTY, "overload", on=ON)
        assert (gap.count, gap.row) == (6, helpers[0]) and coverage(head(), COUNTY, on=ON).overloaded == 1
        with pytest.raises(Refusal) as refused:
            pair_households(pairs=[(households[6], helpers[0])], starts_on=ON, basis=BASIS, actor=head(), on=ON)
        assert refused.value.code == "overloaded" and not Pairing.objects.filter(household=households[6]).exists()
        pair_households(pairs=[(households[0], helpers[1]), (households[6], helpers[1])], starts_on=ON, basis=BASIS, actor=head(), on=ON)
        spans = list(Pairing.objects.filter(household=households[0]).order_by("starts_on").values_list("helper_id", "starts_on", "ends_on"))
        assert spans == [(helpers[0], SINCE, ON), (helpers[1], ON, None)]  # the old span ends the day the new one begins
        assert gaps(head(), COUNTY, "overload", on=ON) == [] and Helper.objects.count() == 2

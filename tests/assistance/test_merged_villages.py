"""A village that went into another is no village of its own any more: not in coverage and not among the poor ones."""

from datetime import date

import pytest

from helping import BASIS, ON, SINCE, head, lay_out_helpers, lay_out_households, lay_out_villages, pair_all
from register import COUNTY, VILLAGE, a_village_form, an_actor
from tuopin.assistance.selectors.coverage import coverage
from tuopin.assistance.services.teams import MemberSaid, TeamSaid, form_teams, post_members
from tuopin.divisions.services import add_division
from tuopin.people.selectors import working_as
from tuopin.registry.services.merge_villages import Former, merge_villages
from tuopin.responsibility.selectors import poor_villages

pytestmark = pytest.mark.django_db
GONE, MERGED = "431129210901", date(2018, 5, 20)


@pytest.fixture
def merged(db):
    add_division(code=GONE, name="栗林村", starts_on=date(2013, 1, 1), basis="县志", actor=an_actor(), on=ON)
    lay_out_villages([GONE, VILLAGE], poor=1, year=2017)
    households, helpers = lay_out_households(4, [GONE, VILLAGE]), lay_out_helpers(4)
    pair_all(households, helpers)
    with working_as(head()):
        form_teams(teams=[TeamSaid(GONE)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        post_members(members=[MemberSaid(pk, GONE) for pk in helpers[:3]], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
    assert set(poor_villages(an_actor(), COUNTY, on=date(2018, 5, 1))) == {GONE}
    merge_villages(predecessors=[Former(code=GONE), Former(code=VILLAGE)], successor=VILLAGE, merged_on=MERGED, basis="江政发〔2018〕9号", actor=an_actor(), on=ON)


def test_coverage_counts_the_village_that_stands_with_all_that_went_into_it(merged):
    found = coverage(an_actor(), COUNTY, on=ON)
    (one,) = found.villages
    assert (one.code, one.poor, one.households, one.paired, one.members, one.team is None) == (VILLAGE, True, 4, 4, 3, False)
    assert (found.with_team, len(found.poor), found.small_teams) == (1, 1, 0)
    a_village_form(code=VILLAGE, year=2018, poor_village=False)
    (one,) = coverage(an_actor(), COUNTY, on=ON).villages
    assert one.poor is False, "its own form of since is what counts"


def test_the_village_that_stands_is_poor_until_a_form_of_since_says_otherwise(merged):
    assert set(poor_villages(an_actor(), COUNTY, on=ON)) == {VILLAGE}
    a_village_form(code=VILLAGE, year=2018, poor_village=False)
    assert poor_villages(an_actor(), COUNTY, on=ON) == {}

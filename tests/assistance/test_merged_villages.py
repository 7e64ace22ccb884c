"""A village that went into another is no village of its own any more: not in coverage and not among the poor ones."""

from datetime import date

import pytest

from helping import BASIS, ON, SINCE, head, lay_out_helpers, lay_out_households, lay_out_villages, pair_all
from register import COUNTY, VILLAGE, a_helper, a_village_form, an_actor
from tuopin.assistance.selectors.coverage import coverage
from tuopin.assistance.selectors.units import fits
from tuopin.assistance.services.teams import MemberSaid, TeamSaid, form_teams, post_members
from tuopin.assistance.services.units import RelationSaid, UnitSaid, register_units, stand_by
from tuopin.divisions.services import add_division
from tuopin.people.selectors import working_as
from tuopin.registry.models import Posting, VillageForm
from tuopin.registry.services.merge_villages import Former, merge_villages
from tuopin.responsibility.selectors import poor_villages
from web import kit

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


def test_the_units_of_the_former_village_stand_by_the_one_that_stands_and_suit_nobody_that_is_gone(merged):
    kit.lay_out_places()
    with working_as(head()):
        unit, = register_units(area_code=COUNTY, units=[UnitSaid("U1", "县水利局", unit_class="economic")], actor=head(), on=ON)
        stand_by(relations=[RelationSaid(unit.pk, GONE)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
    VillageForm.objects.filter(village_code__in=(GONE, VILLAGE)).update(weakness="weak")
    assert [fit.village_code for fit in fits(an_actor(), COUNTY, on=date(2018, 5, 1))] == [GONE] and fits(an_actor(), COUNTY, on=ON) == []
    client = kit.logged_in(kit.an_official(COUNTY, "head", username="looks"))
    assert "县水利局" in client.get(f"/villages/{VILLAGE}/help/").content.decode()


def test_a_stay_that_was_to_end_later_goes_on_in_the_village_that_stands_until_then(db):
    add_division(code=GONE, name="栗林村", starts_on=date(2013, 1, 1), basis="县志", actor=an_actor(), on=ON)
    helper = a_helper(name="何才", posted=GONE, first_secretary=True)
    Posting.objects.filter(helper=helper).update(ends_on=date(2018, 8, 1))
    gone_before = a_helper(name="早走", posted=GONE)
    Posting.objects.filter(helper=gone_before).update(ends_on=date(2018, 3, 1))
    merge_villages(predecessors=[Former(code=GONE), Former(code=VILLAGE)], successor=VILLAGE, merged_on=MERGED, basis="江政发〔2018〕9号", actor=an_actor(), on=ON)
    spans = list(Posting.objects.filter(helper=helper).order_by("starts_on").values_list("village_code", "first_secretary", "ends_on"))
    assert spans == [(GONE, True, MERGED), (VILLAGE, True, date(2018, 8, 1))]
    assert [posting.village_code for posting in Posting.objects.filter(helper=gone_before)] == [GONE], "who had left before stays where they were"


def test_the_village_that_stands_is_poor_until_a_form_of_since_says_otherwise(merged):
    assert set(poor_villages(an_actor(), COUNTY, on=ON)) == {VILLAGE}
    a_village_form(code=VILLAGE, year=2018, poor_village=False)
    assert poor_villages(an_actor(), COUNTY, on=ON) == {}

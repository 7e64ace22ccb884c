"""What is to begin or to end later counts too: loads to come, members who were to stay, a second team, a village merged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from helping import BASIS, ON, SINCE, head, lay_out_helpers, lay_out_households, lay_out_villages, villages_of_county
from register import COUNTY, a_household
from tuopin.assistance.selectors.gaps import gaps
from tuopin.assistance.selectors.teams import team_members
from tuopin.assistance.services.cadres import Appointed, appoint_cadre
from tuopin.assistance.services.pairings import end_pairing, pair_households
from tuopin.assistance.services.teams import (
    MemberSaid,
    TeamSaid,
    close_team,
    form_teams,
    move_station,
    post_members,
    recall_member,
)
from tuopin.divisions.services import Former
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import working_as
from tuopin.registry.models import Membership, Pairing, Posting, VillageForm
from tuopin.registry.services.merge_villages import merge_villages

pytestmark = pytest.mark.django_db


def test_a_helper_is_not_given_more_than_the_households_that_are_to_come_leave_room_for():
    codes = villages_of_county(1)
    lay_out_villages(codes)
    homes, [helper, other] = lay_out_households(8, codes), lay_out_helpers(2)
    later = ON + timedelta(days=60)

    def pair(households, starts_on):
        with working_as(head()):
            return pair_households(pairs=[(home, helper) for home in households], starts_on=starts_on, basis=BASIS, actor=head(), on=ON)

    assert (pair(homes[:2], ON), pair(homes[2:5], later)) == (2, 3)
    with pytest.raises(Refusal, match="overloaded") as refused:  # three today, six in two months
        pair(homes[5:6], ON)
    assert refused.value.params["load"] == 6 and not Pairing.objects.filter(household=homes[5]).exists()
    with working_as(head()):
        pair_households(pairs=[(homes[4], other)], starts_on=ON, basis=BASIS, actor=head(), on=ON)
    assert pair(homes[5:6], ON) == 1, "one of the three went to somebody else: there is room again"


def test_who_has_become_a_helper_since_is_not_undone_by_a_day_of_the_past():
    codes = villages_of_county(1)
    lay_out_villages(codes)
    [home], [first, second] = lay_out_households(1, codes), lay_out_helpers(2)
    act = lambda helper, day: pair_households(pairs=[(home, helper)], starts_on=day, basis=BASIS, actor=head(), on=ON)  # noqa: E731
    with working_as(head()):
        assert act(first, date(2016, 1, 1)) == act(second, date(2017, 1, 1)) == 1
        for refused in (lambda: act(first, date(2016, 12, 31)), lambda: end_pairing(number="D0000000", ends_on=date(2016, 12, 31), basis=BASIS, actor=head(), on=ON)):
            with pytest.raises(Refusal, match="paired-since") as said:
                refused()
            assert "2017-01-01" in said.value.say()[0]
        assert act(first, ON + timedelta(days=30)) == 1
        end_pairing(number="D0000000", ends_on=ON, basis=BASIS, actor=head(), on=ON)  # who was only to come never does
    spans = list(Pairing.objects.filter(household=home).order_by("starts_on").values_list("helper_id", "starts_on", "ends_on"))
    assert spans == [(first, date(2016, 1, 1), date(2017, 1, 1)), (second, date(2017, 1, 1), ON)]


def test_nobody_is_made_the_helper_of_a_household_that_died_out():
    [helper] = lay_out_helpers(1)
    gone, left = a_household(persons=2), a_household(persons=2)
    Membership.objects.filter(household=gone).update(ends_on=ON)
    Membership.objects.filter(pk=left.memberships.first().pk).update(ends_on=ON)
    pair = lambda household, day: pair_households(pairs=[(household.pk, helper)], starts_on=day, basis=BASIS, actor=head(), on=ON)  # noqa: E731
    with working_as(head()):
        with pytest.raises(Refusal, match="nobody-left") as said:
            pair(gone, ON)
        assert gone.number in said.value.say()[0] and (pair(left, ON), pair(gone, ON - timedelta(days=1))) == (1, 1), "the day before somebody lived there"


@pytest.fixture
def team():
    """A team of three in a village that is no poor village any more, with a fourth helper."""
    [code] = villages_of_county(1)
    lay_out_villages([code])
    helpers = lay_out_helpers(4)
    with working_as(head()):
        [made] = form_teams(teams=[TeamSaid(code)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        posted = post_members(members=[MemberSaid(helper, code, n == 0, n == 0) for n, helper in enumerate(helpers[:3])], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
    VillageForm.objects.filter(village_code=code).update(poor_village=False)
    return code, made, helpers, posted


def test_with_the_team_leaves_who_was_to_stay_longer_and_who_was_to_come_later_never_comes(team):
    code, made, helpers, posted = team
    with working_as(head()):
        recall_member(posting=posted[1].pk, ends_on=ON + timedelta(days=90), basis=BASIS, actor=head(), on=ON)
        post_members(members=[MemberSaid(helpers[3], code)], starts_on=ON + timedelta(days=10), basis=BASIS, actor=head(), on=ON)
        close_team(team=made.pk, ends_on=ON, basis=BASIS, actor=head(), on=ON)
        for day in (ON, ON + timedelta(days=30)):
            assert team_members(code, on=day) == []
        assert len(team_members(code, on=ON - timedelta(days=1))) == 3 and not Posting.objects.filter(helper=helpers[3]).exists()


def test_a_team_is_not_closed_before_the_day_on_which_it_moved_to_its_quarters(team):
    _code, made, _helpers, _posted = team
    moved = date(2018, 9, 1)
    with working_as(head()):
        move_station(team=made.pk, name="移民新村", moves_on=moved, basis=BASIS, actor=head(), on=ON)
        with pytest.raises(Refusal, match="ends-before-start"):
            close_team(team=made.pk, ends_on=moved, basis=BASIS, actor=head(), on=ON)
        made.refresh_from_db()
        close_team(team=made.pk, ends_on=moved + timedelta(days=1), basis=BASIS, actor=head(), on=ON)
    assert [(station.starts_on, station.ends_on) for station in made.stations.order_by("starts_on")] == [(SINCE, moved), (moved, moved + timedelta(days=1))]


def test_a_village_has_no_second_team_before_the_day_on_which_the_first_leaves(team):
    code, made, _helpers, _posted = team
    leaves = ON + timedelta(days=31)

    def form(starts_on):
        with working_as(head()):
            return form_teams(teams=[TeamSaid(code)], starts_on=starts_on, basis=BASIS, actor=head(), on=ON)

    with working_as(head()):
        close_team(team=made.pk, ends_on=leaves, basis=BASIS, actor=head(), on=ON)
    for starts_on in (ON, leaves - timedelta(days=1)):
        with pytest.raises(Refusal, match="team-there"):
            form(starts_on)
    assert len(form(leaves)) == 1


def test_a_village_that_went_into_another_wants_no_secretary_and_its_own_leads_the_other_no_more():
    first, second, third = villages_of_county(3)
    lay_out_villages([first, second], year=2017)
    merged = ON - timedelta(days=30)
    with working_as(head()):
        appoint_cadre(said=Appointed(first, "secretary", "甲", "appointed"), starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
    merge_villages(predecessors=[Former(code=first), Former(code=second)], successor=third, merged_on=merged, basis=BASIS, actor=head(), on=ON)
    vacant = lambda on: [gap.key for gap in gaps(head(), COUNTY, "vacant", on=on)]  # noqa: E731
    with working_as(head()):
        assert (vacant(merged - timedelta(days=1)), vacant(merged)) == ([second], [third])
        appoint_cadre(said=Appointed(third, "secretary", "乙", "appointed"), starts_on=ON, basis=BASIS, actor=head(), on=ON)
        assert (vacant(ON - timedelta(days=1)), vacant(ON)) == ([third], [])

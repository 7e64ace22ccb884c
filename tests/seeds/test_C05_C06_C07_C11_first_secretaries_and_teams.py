"""C05–C07, C11 第一书记、工作队: 2,112 first secretaries, never two in one village; who leads whose team; no closing before the exit."""

from datetime import date, timedelta

import pytest

from helping import BASIS, ON, SINCE, head, lay_out_helpers, lay_out_villages, villages_of_county
from identification.places import a_good_village
from procedure.cases import a_clock, an_official
from procedure.walking import officials_of, walk
from register import COUNTY, VILLAGE, a_household
from tuopin.assistance.selectors.coverage import coverage
from tuopin.assistance.selectors.exits import is_poor_village
from tuopin.assistance.selectors.gaps import gaps
from tuopin.assistance.selectors.teams import team_file, team_members, team_of_village, teams
from tuopin.assistance.services.teams import (
    MemberSaid,
    TeamSaid,
    close_team,
    form_teams,
    move_station,
    post_members,
    recall_member,
)
from tuopin.assistance.services.units import UnitSaid, register_units
from tuopin.kernel.areas import NATION
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.selectors import working_as
from tuopin.procedure.services import open_case
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Helper, Posting, VillageForm
from tuopin.trail.models import Entry
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db
XINZHOU = "140900000000"


@pytest.fixture
def village():
    """A poor village with a team of three, the first secretary being its leader."""
    [code] = villages_of_county(1)
    lay_out_villages([code])
    helpers = lay_out_helpers(5)
    with working_as(head()):
        [unit] = register_units(area_code=COUNTY, units=[UnitSaid("U1", "县委宣传部", unit_class="party", head_name="部长")], actor=head(), on=ON)
        [team] = form_teams(teams=[TeamSaid(code, unit.pk)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        post_members(members=[MemberSaid(helpers[n], code, n == 0, n == 0) for n in range(3)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
    return code, team, helpers


def test_two_thousand_one_hundred_and_twelve_first_secretaries_and_no_village_with_two():
    villages = [f"1409{county:02d}{town:03d}{n:03d}" for county in (22, 23, 25) for town in range(100, 108) for n in range(200, 288)]
    assert len(villages) == 2112
    Helper.objects.bulk_create(Helper(number=f"X{n:05d}", area_code=XINZHOU, name=f"书记{n}") for n in range(2113))
    helpers = list(Helper.objects.filter(area_code=XINZHOU).order_by("number").values_list("pk", flat=True))
    actor = head(XINZHOU)
    with working_as(actor):
        form_teams(teams=[TeamSaid(code) for code in villages], starts_on=SINCE, basis=BASIS, actor=actor, on=ON)
        post_members(members=[MemberSaid(helpers[n], code, True) for n, code in enumerate(villages)], starts_on=SINCE, basis=BASIS, actor=actor, on=ON)
        with pytest.raises(Refusal) as refused:
            post_members(members=[MemberSaid(helpers[2112], villages[7], True)], starts_on=ON, basis=BASIS, actor=actor, on=ON)
    assert refused.value.code == "two-first-secretaries"
    active = Posting.objects.filter(first_secretary=True, ends_on=None)
    assert active.count() == 2112 == active.values("village_code").distinct().count()


def test_a_second_first_secretary_is_refused_in_every_way_and_one_that_a_roster_brought_is_listed(village):
    code, _team, helpers = village
    with working_as(head()):
        for said in ([MemberSaid(helpers[3], code, True)], [MemberSaid(helpers[3], code, True), MemberSaid(helpers[4], code, True)]):
            with pytest.raises(Refusal) as refused:
                post_members(members=said, starts_on=date(2018, 6, 1), basis=BASIS, actor=head(), on=ON)
            assert refused.value.code == "two-first-secretaries"
        first = next(p for p in team_members(code, on=ON) if p.first_secretary)
        recall_member(posting=first.pk, ends_on=date(2018, 6, 1), basis=BASIS, actor=head(), on=ON)
        with pytest.raises(Refusal):  # from the day before there would have been two for a day
            post_members(members=[MemberSaid(helpers[3], code, True)], starts_on=date(2018, 5, 31), basis=BASIS, actor=head(), on=ON)
        with pytest.raises(Refusal, match="two-first-secretaries"):  # nor two at once where there is none
            post_members(members=[MemberSaid(helpers[3], code, True), MemberSaid(helpers[4], code, True)], starts_on=date(2018, 6, 1), basis=BASIS, actor=head(), on=ON)
        post_members(members=[MemberSaid(helpers[3], code, True)], starts_on=date(2018, 6, 1), basis=BASIS, actor=head(), on=ON)
        assert [p.helper_id for p in team_members(code, on=ON) if p.first_secretary] == [helpers[3]]
        assert [p.helper_id for p in team_members(code, on=date(2018, 5, 31)) if p.first_secretary] == [helpers[0]]
        assert gaps(head(), COUNTY, "twice", on=ON) == []
        Posting.objects.create(helper_id=helpers[4], village_code=code, first_secretary=True, starts_on=SINCE)  # as a roster said
        assert [(gap.key, gap.count) for gap in gaps(head(), COUNTY, "twice", on=ON)] == [(code, 2)]


def test_a_member_stays_two_years_unless_a_cause_is_named_and_the_page_says_until_when(village):
    """《指导意见》:每期驻村时间不少于2年 — begun on 29 February 2016, the term is full on 28 February 2018."""
    code, team, helpers = village
    with working_as(head()):
        [member] = post_members(members=[MemberSaid(helpers[3], code)], starts_on=date(2016, 2, 29), basis=BASIS, actor=head(), on=ON)
        with pytest.raises(Refusal) as refused:
            recall_member(posting=member.pk, ends_on=date(2018, 2, 27), basis=BASIS, actor=head(), on=ON)
        assert refused.value.code == "term-not-over" and "2018-02-28" in refused.value.say()[0]
        assert [m.term_ends_on for m in team_file(head(), team.pk, on=ON, month=(date(2018, 2, 1), date(2018, 3, 1))).members if m.posting.pk == member.pk] == [date(2018, 2, 28)]
        recall_member(posting=member.pk, ends_on=date(2018, 2, 27), basis=BASIS, actor=head(), on=ON, early="ill")
        assert Entry.objects.filter(verb="end_posting").latest("pk").detail["early"] == "ill"
        [member] = post_members(members=[MemberSaid(helpers[4], code)], starts_on=date(2016, 2, 29), basis=BASIS, actor=head(), on=ON)
        assert recall_member(posting=member.pk, ends_on=date(2018, 2, 28), basis=BASIS, actor=head(), on=ON).ends_on == date(2018, 2, 28)


def test_a_village_tells_who_leads_its_team_and_which_unit_sent_it(village):
    code, team, helpers = village
    with working_as(head()):
        [row] = teams(head(), COUNTY, on=ON)
        assert (row.leader, row.unit, row.members, row.first_secretary) == ("帮扶0", "县委宣传部", 3, "帮扶0")
        assert team_of_village(code, on=ON).unit.head_name == "部长"  # C07: who answers for the backing unit
        assert teams(head(), COUNTY, on=ON, lacks="small") == []
        small = lambda: team_file(head(), team.pk, on=ON, month=(date(2018, 12, 1), date(2019, 1, 1))).small  # noqa: E731
        assert not small(), "three are enough"
        recall_member(posting=team_members(code, on=ON)[-1].pk, ends_on=ON, basis=BASIS, actor=head(), on=ON)
        assert [found.pk for found in teams(head(), COUNTY, on=ON, lacks="small")] == [team.pk]
        assert coverage(head(), COUNTY, on=ON).small_teams == 1 and small()


def test_a_team_is_not_closed_while_its_village_has_not_exited_but_moves_with_it(village):
    code, team, _helpers = village
    with working_as(head()):
        with pytest.raises(Refusal) as refused:
            close_team(team=team.pk, ends_on=ON, basis=BASIS, actor=head(), on=ON)
        assert refused.value.code == "village-not-out"
        team.refresh_from_db()
        assert team.ends_on is None and len(team_members(code, on=ON)) == 3
        move_station(team=team.pk, name="广惠园移民新村", moves_on=date(2018, 9, 1), households=18, basis=BASIS, actor=head(), on=ON)
        now = team.stations.get(ends_on=None)
        assert (now.name, now.households) == ("广惠园移民新村", 18) and team.stations.count() == 2
        VillageForm.objects.filter(village_code=code).update(poor_village=False)
        close_team(team=team.pk, ends_on=ON, basis="退出批复", actor=head(), on=ON)
        assert team_members(code, on=ON) == [] and team_of_village(code, on=ON) is None
        with pytest.raises(Refusal) as refused:
            close_team(team=team.pk, ends_on=ON, basis=BASIS, actor=head(), on=ON)
        assert refused.value.code == "team-closed"
    assert [e.verb for e in entries_on(f"team:{team.pk}")] == ["close_team", "move_station", "form_team"]
    assert Entry.objects.filter(verb="end_posting").count() == 3


def test_a_village_that_exited_by_its_case_may_let_its_team_go():
    a_good_village(persons=689, agricultural_persons=689)
    a_household(status="exited")
    official = an_official("county-head", (COUNTY, "head", ""))
    with working_as(head()):
        [team] = form_teams(teams=[TeamSaid(VILLAGE)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        post_members(members=[MemberSaid(lay_out_helpers(1)[0], VILLAGE, True, True)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)

    def closing(ends_on: date, on: date):
        with working_as(head()):
            return close_team(team=team.pk, ends_on=ends_on, basis="退出批复", actor=head(), on=on)

    with a_clock() as clock:
        case = open_case(procedure="village-exit", number=VILLAGE, actor=official)
        who = officials_of(VILLAGE, case)
        case = walk(case, clock, until="announce", who=who)
        with pytest.raises(Refusal) as refused:  # the case runs, and is not completed
            closing(today(), today())
        assert refused.value.code == "village-not-out"
        case = walk(case, clock, who=who)
        out_on = today(case.ended_at)
    assert case.state == "completed" and is_poor_village(VILLAGE, on=out_on)  # its forms still call it poor: the case alone lets the team go
    for ends_on, on in ((out_on - timedelta(days=1), out_on), (out_on, out_on - timedelta(days=1))):
        with pytest.raises(Refusal) as refused:
            closing(ends_on, on)
        assert refused.value.code == "village-not-out"
    assert closing(out_on, out_on).ends_on == out_on and team_members(VILLAGE, on=out_on) == []


def test_a_team_is_not_withdrawn_for_a_day_on_which_its_village_was_not_yet_poor(village):
    code, team, _helpers = village
    VillageForm.objects.create(village_code=code, year=2016, poor_village=False, source="import:1")  # called poor in 2018 alone
    with working_as(head()):
        for ends_on in (date(2016, 6, 1), ON):
            with pytest.raises(Refusal) as refused:
                close_team(team=team.pk, ends_on=ends_on, basis=BASIS, actor=head(), on=ON)
            assert refused.value.code == "village-not-out"
        [unknown] = form_teams(teams=[TeamSaid(villages_of_county(2)[1])], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        with pytest.raises(Refusal, match="village-not-out"):  # of which there is no form at all: it counts as poor
            close_team(team=unknown.pk, ends_on=ON, basis=BASIS, actor=head(), on=ON)


def test_only_a_head_of_the_place_decides_and_a_second_team_is_refused(village):
    code, team, helpers = village
    clerk, stranger = head(), head("431128000000")
    clerk = type(clerk)("经办", ((COUNTY, frozenset({"read", "correct"})),))
    with working_as(clerk), pytest.raises(Forbidden):
        close_team(team=team.pk, ends_on=ON, basis=BASIS, actor=clerk, on=ON)
    with working_as(stranger), pytest.raises(NotFound):
        close_team(team=team.pk, ends_on=ON, basis=BASIS, actor=stranger, on=ON)
    with working_as(head()):
        beside = villages_of_county(3)[2]
        form_teams(teams=[TeamSaid(beside)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        for wrong, code_of in (
            (lambda: form_teams(teams=[TeamSaid(code)], starts_on=ON, basis=BASIS, actor=head(), on=ON), "team-there"),
            (lambda: form_teams(teams=[TeamSaid(code)], starts_on=ON, basis=" ", actor=head(), on=ON), "no-basis"),
            (lambda: form_teams(teams=[TeamSaid(NATION)], starts_on=ON, basis=BASIS, actor=head(), on=ON), "no-such-village"),
            (lambda: post_members(members=[MemberSaid(helpers[0], code)], starts_on=ON, basis=BASIS, actor=head(), on=ON), "posted-elsewhere"),
            (lambda: post_members(members=[MemberSaid(helpers[0], beside)], starts_on=ON, basis=BASIS, actor=head(), on=ON), "posted-elsewhere"),
            (lambda: post_members(members=[MemberSaid(helpers[4], code), MemberSaid(helpers[4], beside)], starts_on=ON, basis=BASIS, actor=head(), on=ON), "posted-twice"),
            (lambda: post_members(members=[MemberSaid(helpers[4], villages_of_county(2)[1])], starts_on=ON, basis=BASIS, actor=head(), on=ON), "no-team"),
            (lambda: post_members(members=[MemberSaid(0, code)], starts_on=ON, basis=BASIS, actor=head(), on=ON), "no-such-helper"),
        ):
            with pytest.raises(Refusal) as refused:
                wrong()
            assert refused.value.code == code_of

"""C08–C10 同吃同住、扶贫日记、帮扶台账: nights counted by month, an entry each working week, leave decided at its level, an idle ledger flagged."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from helping import BASIS, SINCE, head, lay_out_helpers, lay_out_households, lay_out_villages, villages_of_county
from register import COUNTY
from tuopin.assistance.models import DiaryEntry, DutyDay
from tuopin.assistance.selectors.gaps import gaps
from tuopin.assistance.selectors.households import household_helped
from tuopin.assistance.selectors.teams import diary, duty_report, team_file
from tuopin.assistance.services.diary import withdraw_diary, write_diary
from tuopin.assistance.services.duty import DaySaid, ask_leave, decide_leave, sign_duty
from tuopin.assistance.services.households import (
    MeasureSaid,
    VisitSaid,
    finish_measure,
    make_plan,
    pair_peer,
    record_visit,
    solve_problem,
)
from tuopin.assistance.services.teams import MemberSaid, TeamSaid, form_teams, post_members, recall_member
from tuopin.assistance.states.weeks import weeks_without_entry, working_weeks
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.selectors import working_as
from tuopin.registry.models import Helper, Household
from web import kit

pytestmark = pytest.mark.django_db
JUNE, JULY, ON = date(2018, 6, 1), date(2018, 7, 1), date(2018, 7, 2)


@pytest.fixture
def village():
    """A village with a team of one and three households."""
    [code] = villages_of_county(1)
    lay_out_villages([code])
    lay_out_households(3, [code])
    [helper] = lay_out_helpers(1)
    with working_as(head()):
        [team] = form_teams(teams=[TeamSaid(code)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        [posting] = post_members(members=[MemberSaid(helper, code, True)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
    return code, team, posting


def test_days_and_nights_of_a_month_are_counted_and_what_is_said_again_replaces(village):
    code, team, posting = village
    days = [DaySaid(posting.pk, JUNE + timedelta(days=n), night=n % 2 == 0) for n in range(19)]
    with working_as(head()):
        sign_duty(days=days, actor=head(), on=ON, late=True)
        assert [(d, n) for _p, d, n, _leave in duty_report(head(), COUNTY, month=(JUNE, JULY), on=ON)] == [(19, 10)]
        assert [m.enough for m in team_file(head(), team.pk, on=ON, month=(JUNE, JULY)).members] == [False]  # fewer than 20
        sign_duty(days=[DaySaid(posting.pk, date(2018, 6, 30), night=True)], actor=head(), on=ON)
        sign_duty(days=[DaySaid(posting.pk, date(2018, 6, 1), night=False)], actor=head(), on=ON, late=True)
        assert [(d, n) for _p, d, n, _leave in duty_report(head(), COUNTY, month=(JUNE, JULY), on=ON)] == [(20, 10)]
        assert [m.enough for m in team_file(head(), team.pk, on=ON, month=(JUNE, JULY)).members] == [True]
        sign_duty(days=[DaySaid(posting.pk, JULY, night=True)], actor=head(), on=ON)
        assert [[(d, n) for _p, d, n, _leave in duty_report(head(), COUNTY, month=month, on=ON)] for month in ((JUNE, JULY), (JULY, date(2018, 8, 1)))] == [[(20, 10)], [(1, 1)]], "a month ends before the first day of the next"


def test_C09_who_was_posted_twice_in_a_month_has_each_postings_own_days_and_each_villages():
    here, there = villages_of_county(2)
    lay_out_villages([here, there])
    helper, mate = lay_out_helpers(2)
    spans = ((here, 1, 11), (there, 11, 16), (here, 16, None))
    with working_as(head()):
        made = form_teams(teams=[TeamSaid(here), TeamSaid(there)], starts_on=SINCE, basis=BASIS, actor=head(), on=JULY)
        for code, first, last in spans:
            [posting] = post_members(members=[MemberSaid(helper, code)], starts_on=date(2018, 6, first), basis=BASIS, actor=head(), on=JULY)
            sign_duty(days=[DaySaid(posting.pk, date(2018, 6, day), night=True) for day in range(first, min(last or 31, 26))], actor=head(), on=JULY, late=True)
            if last:
                recall_member(posting=posting.pk, ends_on=date(2018, 6, last), basis=BASIS, actor=head(), on=JULY, early="ill")
        [posting] = post_members(members=[MemberSaid(mate, here)], starts_on=SINCE, basis=BASIS, actor=head(), on=JULY)
        sign_duty(days=[DaySaid(posting.pk, date(2018, 6, day), kind) for day, kind in ((3, "village"), (4, "duty"), (5, "absent"))], actor=head(), on=JULY, late=True)
        told = [(posting.village_code, posting.starts_on.day, days, nights) for posting, days, nights, _leave in duty_report(head(), COUNTY, month=(JUNE, JULY), on=JULY)]
        assert sorted(told) == sorted([(here, 1, 10, 10), (here, 16, 10, 10), (there, 11, 5, 5), (here, 1, 1, 0)]), "25 days in all, none of them twice"
        [member] = [one for one in team_file(head(), made[0].pk, on=JULY, month=(JUNE, JULY)).members if one.posting.helper_id == helper]
    assert (member.village_days, member.nights, sorted(day.day for day in member.days)) == (10, 10, list(range(16, 26))) and member.enough, "25 days of the month, wherever"


def test_C09_a_day_on_leave_is_one_that_was_granted_and_counts_without_being_signed():
    [code] = villages_of_county(1)
    lay_out_villages([code])
    [helper] = lay_out_helpers(1)
    with working_as(head()):
        [made] = form_teams(teams=[TeamSaid(code)], starts_on=SINCE, basis=BASIS, actor=head(), on=JULY)
        [posting] = post_members(members=[MemberSaid(helper, code)], starts_on=SINCE, basis=BASIS, actor=head(), on=JULY)
        sick = DaySaid(posting.pk, date(2018, 6, 28), DutyDay.Kind.LEAVE)
        with pytest.raises(Refusal, match="leave-not-granted") as refused:
            sign_duty(days=[sick], actor=head(), on=JULY)
        assert "2018-06-28" in refused.value.say()[0]
        leave = ask_leave(posting=posting.pk, starts_on=date(2018, 6, 28), ends_on=date(2018, 7, 4), reason="看病", actor=head(), on=JULY)
        with pytest.raises(Refusal, match="leave-not-granted"):  # asked for is not granted
            sign_duty(days=[sick], actor=head(), on=JULY)
        assert [row[3] for row in duty_report(head(), COUNTY, month=(JUNE, JULY), on=JULY)] == [0], "nor counted"
        assert [member.leave_days for member in team_file(head(), made.pk, on=JULY, month=(JUNE, JULY)).members] == [0], "nor on the team's page"
        with pytest.raises(Refusal, match="bad-duty-day"):  # a night is slept in the village
            sign_duty(days=[DaySaid(posting.pk, date(2018, 6, 27), DutyDay.Kind.DUTY, night=True)], actor=head(), on=JULY)
    other = head(name="另一负责人")
    with working_as(other):
        decide_leave(leave=leave.pk, granted=True, actor=other, on=JULY)
    with working_as(head()):
        assert [row[3] for row in duty_report(head(), COUNTY, month=(JUNE, JULY), on=JULY)] == [3]
        sign_duty(days=[sick, DaySaid(posting.pk, date(2018, 6, 30), night=True)], actor=head(), on=JULY)  # back for a day
        for month, on, days in (((JUNE, JULY), JULY, 2), ((JULY, date(2018, 8, 1)), JULY, 1), ((JULY, date(2018, 8, 1)), date(2018, 7, 20), 3)):
            assert [row[3] for row in duty_report(head(), COUNTY, month=month, on=on)] == [days], (month, on)
            assert [member.leave_days for member in team_file(head(), made.pk, on=on, month=month).members] == [days], (month, on)


def test_a_day_ahead_long_ago_or_before_the_posting_is_refused(village):
    _code, _team, posting = village
    with working_as(head()):
        for day, late, refusal in (
            (ON + timedelta(days=1), False, "day-ahead"), (ON - timedelta(days=8), False, "signed-too-late"), (SINCE - timedelta(days=1), True, "not-posted-then"),
        ):
            with pytest.raises(Refusal) as refused:
                sign_duty(days=[DaySaid(posting.pk, day)], actor=head(), on=ON, late=late)
            assert refused.value.code == refusal


def test_the_diary_is_sealed_read_by_the_village_and_each_working_week_asks_for_an_entry(village):
    code, team, posting = village
    with working_as(head()):
        write_diary(posting=posting.pk, day=date(2018, 6, 5), text="到赵家看屋顶", households=["D0000001"], actor=head(), on=ON)
        second = write_diary(posting=posting.pk, day=date(2018, 6, 20), text="修水管", actor=head(), on=ON)
        assert b"\xe5\xb1\x8b" not in bytes(DiaryEntry.objects.first().text_sealed)  # nothing of the text lies there in clear
        assert [e.text for e in diary(head(), household="D0000001")] == ["到赵家看屋顶"]
        [member] = team_file(head(), team.pk, on=ON, month=(JUNE, JULY)).members
        assert member.weeks_without == [date(2018, 6, 11), date(2018, 6, 25)]
        with pytest.raises(Refusal, match="others-diary"):  # nobody takes back what somebody else wrote
            withdraw_diary(entry=second.pk, because="记错了日期", actor=replace(head(), name="somebody-else"), on=ON)
        withdraw_diary(entry=second.pk, because="记错了日期", actor=head(), on=ON)
        with pytest.raises(Refusal, match="diary-withdrawn"):
            withdraw_diary(entry=second.pk, because="再撤", actor=head(), on=ON)
        assert len(diary(head(), village=code)) == 1 and DiaryEntry.objects.count() == 2
        with pytest.raises(NotFound):
            write_diary(posting=posting.pk, day=ON, text="x", households=["D9"], actor=head(), on=ON)
    other = head("431128000000")
    with working_as(other):
        assert diary(other, village=code) == []


def test_weeks_wholly_on_leave_ask_for_nothing():
    assert working_weeks(date(2018, 6, 1), date(2018, 7, 1)) == [date(2018, 6, n) for n in (4, 11, 18, 25)]
    away = [(date(2018, 6, 11), date(2018, 6, 18))]
    assert weeks_without_entry(date(2018, 6, 1), date(2018, 7, 1), [date(2018, 6, 4)], away) == [date(2018, 6, 18), date(2018, 6, 25)]


def test_a_short_leave_is_the_townships_and_a_long_one_the_countys_and_nobody_grants_their_own(village):
    code, _team, posting = village
    town = head(code[:9] + "000", "乡镇负责人")
    with working_as(head()):
        short = ask_leave(posting=posting.pk, starts_on=date(2018, 7, 3), ends_on=date(2018, 7, 6), reason="看病", actor=head(), on=ON)
        long = ask_leave(posting=posting.pk, starts_on=date(2018, 7, 10), ends_on=date(2018, 7, 14), reason="家事", actor=head(), on=ON)
        assert (short.level, long.level) == (4, 3)
        with pytest.raises(Refusal) as refused:
            decide_leave(leave=short.pk, granted=True, actor=head(), on=ON)
        assert refused.value.code == "own-leave"
    with working_as(town):
        assert decide_leave(leave=short.pk, granted=True, actor=town, on=ON).state == "granted"
        again = {"posting": posting.pk, "starts_on": date(2018, 7, 5), "ends_on": date(2018, 7, 7), "reason": "复查", "actor": town, "on": ON}
        with pytest.raises(Refusal, match="leave-twice"):  # its last day is granted already
            ask_leave(**again)
        later = ask_leave(**again | {"starts_on": date(2018, 7, 6)})
    other = head(code[:9] + "000", "另一负责人")
    with working_as(other):
        decide_leave(leave=later.pk, granted=False, actor=other, on=ON)
    with working_as(town):
        assert ask_leave(**again | {"starts_on": date(2018, 7, 6)}).state == "asked", "what was refused is asked for anew"
        with pytest.raises((Forbidden, NotFound)):
            decide_leave(leave=long.pk, granted=True, actor=town, on=ON)


def test_a_household_without_plan_or_with_a_ledger_empty_for_more_than_thirty_days_is_flagged(village):
    _code, _team, _posting = village
    number = Household.objects.order_by("number").first().number
    due = MeasureSaid("industry", "养猪两头", date(2018, 9, 1), cause="funds", expected_yuan=Decimal(3000))
    with working_as(head()):
        assert household_helped(head(), number, on=ON, year=2018).flagged and len(gaps(head(), COUNTY, "plan", on=ON)) == 3
        plan = make_plan(number=number, year=2018, goal="年底脱贫", measures=[due], actor=head(), on=ON)
        seen = record_visit(number=number, visit=VisitSaid(ON - timedelta(days=30), "户主", "屋顶漏雨", True), actor=head(), on=ON)
        file = household_helped(head(), number, on=ON, year=2018)
        assert not file.flagged and len(file.open_problems) == 1
        assert len(gaps(head(), COUNTY, "plan", on=ON)) == len(gaps(head(), COUNTY, "idle", on=ON)) == 2
        assert household_helped(head(), number, on=ON + timedelta(days=1), year=2018).ledger_idle  # on the 31st day
        solve_problem(visit=seen.pk, solved_on=ON, solution="换了瓦", actor=head(), on=ON)
        finish_measure(measure=plan.measures.get().pk, done_on=ON, outcome="已出栏", actor=head(), on=ON)
        assert household_helped(head(), number, on=ON, year=2018).open_problems == []
        with pytest.raises(Refusal) as refused:
            make_plan(number=number, year=2018, goal="再来", measures=[due], actor=head(), on=ON)
        assert refused.value.code == "plan-there"


def test_a_household_that_helps_another_is_no_pairing_with_a_cadre(village):
    first, second, _third = Household.objects.order_by("number").values_list("number", flat=True)
    with working_as(head()):
        pair_peer(number=first, giver=second, kin=True, starts_on=SINCE, actor=head(), on=ON)  # A24
        pair_peer(number=first, giver_name="邻居赵", starts_on=SINCE, actor=head(), on=ON)
        file = household_helped(head(), first, on=ON, year=2018)
        assert len(file.peers) == 2 and file.helpers == [] and first in {gap.key for gap in gaps(head(), COUNTY, "unpaired", on=ON)}
        with pytest.raises(Refusal) as refused:
            pair_peer(number=first, giver=first, starts_on=SINCE, actor=head(), on=ON)
        assert refused.value.code == "peer-is-self"


def test_C10_the_diary_of_a_first_secretary_is_a_page_of_its_own_to_be_printed_or_kept_as_pdf(village):
    code, team, posting = village
    with working_as(head()):
        other = Helper.objects.create(number="Z1", area_code=COUNTY, name="队员乙").pk
        [second] = post_members(members=[MemberSaid(other, code)], starts_on=SINCE, basis=BASIS, actor=head(), on=ON)
        for who, day, text in ((posting, JUNE, "到赵家看屋顶"), (second, JULY, "修水管")):
            write_diary(posting=who.pk, day=day, text=text, households=["D0000001"], actor=head(), on=ON)
    client = kit.logged_in(kit.an_official(COUNTY, username="reader"))
    asked = lambda **more: client.get(f"/teams/{team.pk}/diary/", more).content.decode()  # noqa: E731
    assert [("屋顶" in page, "水管" in page) for page in (asked(), asked(who=posting.helper_id), asked(month="2018-07"), asked(month="2018-08"))] == [
        (True, True), (True, False), (False, True), (False, False)]
    assert "另存为 PDF" in asked() and "D0000001" in asked()
    for odd in ("²", "9" * 5000, "-1", "x"):
        assert client.get(f"/teams/{team.pk}/diary/", {"who": odd}).status_code == 200, odd[:5]
    assert kit.logged_in(kit.an_official("431128000000", username="stranger")).get(f"/teams/{team.pk}/diary/").status_code == 404

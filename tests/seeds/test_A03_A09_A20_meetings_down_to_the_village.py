"""A03 会议开到村一级, A09 专题听取汇报, A20 决议: what was held, how far down, how often, and what it binds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from register import COUNTY
from tuopin.kernel.refusals import Refusal
from tuopin.ledger.models import Task
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.people.selectors import operator, working_as
from tuopin.responsibility.selectors import briefings, meetings_of, years_in_a_row
from tuopin.responsibility.services import NewMeeting, NewPledge, draft_pledges, record_meetings

pytestmark = pytest.mark.django_db
HUNAN, ON = "430000000000", date(2019, 4, 27)


def test_the_conference_reached_the_village_two_years_running_and_its_tasks_are_tracked():
    with working_as(operator()):
        *_earlier, last = record_meetings([
            NewMeeting("conference", HUNAN, "全省脱贫攻坚推进会", date(2016, 4, 20), "county"),
            NewMeeting("conference", HUNAN, "全省脱贫攻坚推进会", date(2018, 4, 20), "village", venues=1940, attendance=100_000),
            NewMeeting("briefing", HUNAN, "专题汇报到村", date(2017, 5, 2), "village", topic="兜底扶贫"),
            NewMeeting("conference", COUNTY, "县推进会", date(2017, 5, 3), "village"),
            NewMeeting("conference", HUNAN, "全省脱贫攻坚推进会", date(2019, 4, 26), "village"),
        ], actor=operator(), on=ON)
        assert years_in_a_row(operator(), HUNAN, lowest_level="village", until=2019) == 2
        assert years_in_a_row(operator(), HUNAN, lowest_level="village", until=2020) == 0
        assert years_in_a_row(operator(), COUNTY, lowest_level="village", until=2017) == 1, "a county's conference is its own, and neither it nor a briefing the province's"
        issue_tasks([NewTask(title="贯彻会议精神", area=COUNTY, owner=Seat(COUNTY, "head", "secretary"), due_on=date(2019, 6, 1), source=f"meeting:{last.pk}", code="1")],
                    actor=operator(), on=ON)
    assert Task.objects.filter(source=f"meeting:{last.pk}").count() == 1


def test_leaders_heard_of_the_safety_net_five_times_in_one_year():
    day = date(2018, 1, 15)
    with working_as(operator()):
        record_meetings([
            NewMeeting("briefing", HUNAN, f"听取兜底扶贫汇报({n})", day + timedelta(days=60 * n), topic="兜底扶贫") for n in range(5)
        ] + [NewMeeting("briefing", HUNAN, "听取产业扶贫汇报", day, topic="产业扶贫"), NewMeeting("briefing", COUNTY, "县听取汇报", day, topic="兜底扶贫"),
             NewMeeting("conference", HUNAN, "兜底扶贫推进会", day, "county", topic="兜底扶贫"), NewMeeting("briefing", HUNAN, "听取兜底扶贫汇报", date(2017, 3, 1), topic="兜底扶贫")],
            actor=operator(), on=ON)
        assert briefings(operator(), HUNAN, topic="兜底扶贫", year=2018) == 5


def test_a_resolution_is_stored_dated_and_linked_to_the_countys_exit_target():
    title = "关于切实肩负如期脱贫摘帽政治责任历史责任的决议"
    with working_as(operator()):
        with pytest.raises(Refusal, match="resolution-without-target"):
            record_meetings([NewMeeting("resolution", COUNTY, title, ON)], actor=operator(), on=ON)
        (pledge,) = draft_pledges([NewPledge(COUNTY, "431100000000", 2019, date(2019, 12, 31), {"county-exit": (Decimal(1), "县")})], actor=operator(), on=ON)
        (other,) = draft_pledges([NewPledge("431128000000", "431100000000", 2019, date(2019, 12, 31), {"county-exit": (Decimal(1), "县")})], actor=operator(), on=ON)
        for target in (f"pledge:{other.pk}", f"pledge:{other.pk + 1000}", "pledge:", f"meeting:{pledge.pk}"):
            with pytest.raises(Refusal, match="target-of-another"):
                record_meetings([NewMeeting("resolution", COUNTY, title, ON, target=target)], actor=operator(), on=ON)
        record_meetings([NewMeeting("resolution", COUNTY, title, ON, target=f"pledge:{pledge.pk}")], actor=operator(), on=ON)
        (found,) = meetings_of(operator(), COUNTY, kind="resolution")
    assert (found.title, found.held_on, found.target) == (title, ON, f"pledge:{pledge.pk}")

"""Who was responsible for a household and what they did: its watch, the changes of its members and every visit to its door belong to it."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from click.testing import CliRunner

from monitoring.watching import a_case_done, a_check, a_clue
from procedure.cases import officials
from register import a_household
from tuopin.assistance.services.households import VisitSaid
from tuopin.assistance.services.households import record_visit as record_help
from tuopin.identification.services.record_visit import VisitTold, record_visit
from tuopin.monitoring import services as monitoring
from tuopin.monitoring.services.care_for_watch import Visit
from tuopin.people.models import Account
from tuopin.people.selectors import operator, working_as
from tuopin.procedure.services.clock import today
from tuopin.responsibility.commands import responsible
from web import kit
from web.test_case_pages import client_of, page
from web.test_case_told import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    kit.lay_out_places()
    found = officials()
    for name, shown in (("clerk", "盘明"), ("county_head", "周批")):
        Account.objects.filter(username=name).update(name=shown)
    return found


@pytest.fixture
def watched(who, clock):
    """A household that left, was told of, checked, put under watch by six persons and visited three times for three reasons."""
    household = a_household(status="exited")
    watch = a_clue(household, who["head"])
    monitoring.check_clue(watch=watch.pk, check=a_check("unstable", 20000), actor=who["head"], on=today())
    case = a_case_done(monitoring.open_admission(watch=watch.pk, actor=who["clerk"]), who, clock)
    monitoring.record_follow_up(number=household.number, visit=Visit(today(), "stable", "身体恢复"), actor=who["clerk"], on=today())
    record_visit(told=VisitTold(f"household:{household.number}", "county", "刘县长", today(), "看住房"), actor=who["county_head"], on=today())
    record_help(number=household.number, visit=VisitSaid(today(), "户主", "谈务工"), actor=who["clerk"], on=today())
    return household, watch, case


def test_the_page_tells_the_steps_of_the_watch_and_each_visit_with_who_went(who, watched):
    household, watch, case = watched
    client = client_of(who["county_head"])
    text = words_of(page(client, f"/households/{household.number}/responsible/?on={today()}"))
    done = text.partition("办理事项")[2]
    assert re.search(rf"办理 · 周批 [^#]*#{case.pk}\b", done), "who decided on the watch"
    assert "跟踪回访 · 盘明 稳定 身体恢复" in text and "县级走访 · 刘县长 看住房" in text and "帮扶走访 · 盘明" in text
    assert "没有走访记录" not in text and "提出纳入监测 · " in text, "the trail of the watch is the household's too"
    before = words_of(page(client, f"/households/{household.number}/responsible/?on={today() - timedelta(days=400)}"))
    assert f"#{case.pk}" not in before and "刘县长" not in before


def test_the_command_tells_the_same_for_a_program(watched):
    household, watch, case = watched
    with working_as(operator()):
        done = CliRunner().invoke(responsible, [household.number, "--on", str(today()), "--json"], obj={"actor": lambda on: operator()})
    told = json.loads(done.output)
    assert [act["step"] for act in told["cases"] if act["case"] == case.pk][-1] == "decide" and len(told["cases"]) == 6
    assert {(one["word"], one["by"]) for one in told["at_home"]} == {("跟踪回访", "盘明"), ("县级走访", "刘县长"), ("帮扶走访", "盘明")}
    assert "report-clue" in {event["verb"] for event in told["trail"]}

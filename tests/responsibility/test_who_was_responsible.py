"""Who answered for a household on a day, and what they had done by then; heads who stay until the county is out."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.utils import timezone

from ledger.tasks import a_task, evidence_for, somebody
from register import COUNTY, VILLAGE, a_helper, a_household
from responsible import signatures
from tuopin.divisions.selectors import names_of
from tuopin.divisions.services import Former, add_division
from tuopin.evidence.models import EvidenceFile
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.ledger import services as ledger
from tuopin.ledger.states import Seat
from tuopin.people.models import Account, Post
from tuopin.people.selectors import operator, persons_told, working_as
from tuopin.people.services import Office, appoint_offices, end_post
from tuopin.registry.services.merge_villages import merge_villages
from tuopin.registry.services.part_villages import part_villages
from tuopin.responsibility.commands import responsible
from tuopin.responsibility.selectors import who_was_responsible
from tuopin.responsibility.services import (
    NewDuty,
    NewPledge,
    NewVisit,
    draft_pledges,
    give_duties,
    grant_exemption,
    record_visits,
    settle_pledge,
    sign_pledges,
)
from tuopin.responsibility.services.pledges import report_target
from web import kit

pytestmark = pytest.mark.django_db
ON, CITY, PROVINCE, TOWN = date(2018, 6, 1), "431100000000", "430000000000", "431129210000"


@pytest.fixture
def household():
    """A household with the five levels above it, a helper, a first secretary, a duty, a visit and a task that was done."""
    household = a_household()
    a_helper(name="李帮扶", of=household)
    a_helper(name="陈第一", posted=VILLAGE, first_secretary=True)
    appoint_offices([
        Office(code, "secretary", f"sj{code}", name, date(2016, 1, 1)) for code, name in ((PROVINCE, "省"), (CITY, "市"), (COUNTY, "县"), (TOWN, "乡"), (VILLAGE, "村"))
    ], actor=operator(), on=ON)
    with working_as(operator()):
        give_duties([NewDuty("lead", VILLAGE, "县领导甲", date(2017, 1, 1))], actor=operator(), on=ON)
        record_visits([NewVisit("visit", VILLAGE, "县领导甲", date(2018, 5, 1))], actor=operator(), on=ON)
    return household


def test_the_page_names_the_chain_of_that_day_and_the_work_up_to_it(household):
    village, town = somebody("village", VILLAGE, office="chief"), somebody("town", TOWN)
    task = a_task(town, owner=Seat(VILLAGE, "head", "chief"), subject=f"household:{household.number}", title="修危房")
    ledger.accept_task(task=task.pk, actor=village, on=date(2018, 6, 2))
    evidence_for(task, village)
    ledger.submit_task(task=task.pk, actor=village, on=date(2018, 6, 20))
    end_post(post_id=Post.objects.get(area_code=VILLAGE, office="secretary").pk, ends_on=date(2018, 6, 10), actor=operator(), on=ON)
    with working_as(town):
        before, after = (who_was_responsible(town, household.number, on=day) for day in (date(2018, 6, 9), date(2018, 6, 20)))
    assert [posts[0].account.name for _code, _name, posts in before.chain] == ["省", "市", "县", "乡", "村"] and before.unheaded == []
    assert after.unheaded == [after.chain[-1][1]] and after.chain[-1][2][0].office == "chief"
    assert [p.helper.name for p in before.helpers] == ["李帮扶"] and before.team[0].first_secretary
    assert [act.kind for act in before.task_acts] == ["issue", "accept"] and [act.kind for act in after.task_acts] == ["issue", "accept", "submit"]
    assert (before.duties[0].holder, before.visits[0].visitor) == ("县领导甲", "县领导甲")
    client = kit.logged_in(Account.objects.get(username="town"))
    page = client.get(f"/households/{household.number}/responsible/?on=2018-06-09").content.decode()
    assert f"/tasks/{task.pk}/" in page and "李帮扶" in page and "陈第一" in page and "修危房" in page
    assert client.get(f"/households/{household.number}/responsible/?on=9.6.").status_code == 200


@pytest.mark.parametrize("area", [PROVINCE, COUNTY, TOWN, VILLAGE])
def test_a_place_of_the_chain_is_a_link_only_for_whom_it_opens_and_is_named_for_all(household, area):
    somebody("asker", area)
    client = kit.logged_in(Account.objects.get(username="asker"))
    page = client.get(f"/households/{household.number}/responsible/").content.decode()
    linked = set(re.findall(r'href="(/responsibility/\?area=\d+)"', page))
    levels = (PROVINCE, CITY, COUNTY, TOWN, VILLAGE)
    assert linked == {f"/responsibility/?area={code}" for code in levels[levels.index(area):]}
    assert {client.get(address).status_code for address in linked} == {200}
    assert all(f'<span class="name">{name}</span>' in page for code, name in names_of(levels, on=timezone.localdate()).items() if code in levels[:levels.index(area)])


def test_the_command_tells_the_same_as_json_and_the_neighbour_finds_nothing(household):
    with working_as(operator()):
        done = CliRunner().invoke(responsible, [household.number, "--on", "2018-06-01", "--json"], obj={"actor": lambda on: operator()})
    told = json.loads(done.output)
    assert [place["posts"][0]["office"] for place in told["chain"]] == ["secretary"] * 5 and told["without_secretary"] == []
    assert told["helpers"][0]["name"] == "李帮扶" and told["team"][0]["first_secretary"] is True
    stranger = somebody("stranger", "431129210214")
    with working_as(stranger), pytest.raises(NotFound):
        who_was_responsible(stranger, household.number, on=ON)


def test_who_did_it_is_told_by_name_and_post_and_the_acts_of_what_the_village_was_given_are_told_too(household):
    village = somebody("cunzhi", VILLAGE, office="chief")
    Account.objects.filter(username="cunzhi").update(name="赵村长")
    task = a_task(operator(), owner=Seat(VILLAGE, "head", "chief"), title="清理河道", area=VILLAGE)  # given to the village as such
    of_the_household = a_task(operator(), owner=Seat(VILLAGE, "head", "chief"), subject=f"household:{household.number}", title="修危房")
    ledger.accept_task(task=task.pk, actor=village, on=date(2018, 6, 2))
    ledger.accept_task(task=of_the_household.pk, actor=village, on=date(2018, 6, 3))
    done = lambda *more: CliRunner().invoke(responsible, [household.number, "--on", "2018-06-20", *more], obj={"actor": lambda on: operator()}).output  # noqa: E731
    person = persons_told([("cunzhi", date(2018, 6, 2))])["cunzhi", date(2018, 6, 2)]
    told = json.loads(done("--json"))["acts"]
    assert [(act["task"], act["act"], act["by"]) for act in told if act["act"] == "accept"] == [(task.pk, "accept", "cunzhi"), (of_the_household.pk, "accept", "cunzhi")], "in the order of their days"
    assert {act["who"] for act in told} == {person, "系统管理员"} and " · " in person
    spoken = done()
    assert person in spoken and "系统管理员" in spoken and "cunzhi" not in spoken and "operator" not in spoken
    page = kit.logged_in(Account.objects.get(username="cunzhi")).get(f"/households/{household.number}/responsible/?on=2018-06-20").content.decode()
    assert page.count(person) >= 2 and "系统管理员" in page and " · operator" not in page


def test_the_secretary_of_a_poor_county_leaves_only_when_it_is_out_or_a_document_says_so(household):
    from tuopin.people.selectors import actor_for

    people = {code: actor_for(Account.objects.get(username=f"sj{code}"), on=ON) for code in (CITY, COUNTY)}
    post = Post.objects.get(area_code=COUNTY, office="secretary")
    with working_as(operator()):
        (pledge,) = draft_pledges([NewPledge(COUNTY, CITY, 2018, date(2018, 12, 31), {"county-exit": (Decimal(1), "县")})], actor=operator(), on=ON)
        for side, code in (("below", COUNTY), ("above", CITY)):
            sign_pledges(signatures([pledge], side), side=side, actor=people[code], on=ON)
        with pytest.raises(Refusal, match="not-before-exit"):
            end_post(post_id=post.pk, ends_on=date(2018, 7, 1), actor=operator(), on=ON)
        file = EvidenceFile.objects.create(
            area_code=COUNTY, subject=f"post:{post.pk}", kind="scan", media_type="image/png", original_digest="e" * 64, digest="f" * 64, size_bytes=1, original_bytes=1,
            actor="t", happened_on=ON)
        with pytest.raises(Refusal, match="exemption-own"):
            grant_exemption(post_id=post.pk, document="市组〔2018〕1号", evidence=file.uid, actor=people[COUNTY], on=ON)
        grant_exemption(post_id=post.pk, document="市组〔2018〕1号", evidence=file.uid, actor=people[CITY], on=ON)
        assert end_post(post_id=post.pk, ends_on=date(2018, 7, 1), actor=operator(), on=ON).ends_on == date(2018, 7, 1)


def test_once_the_countys_pledge_is_met_its_head_may_leave(household):
    from tuopin.people.selectors import actor_for

    people = {code: actor_for(Account.objects.get(username=f"sj{code}"), on=ON) for code in (CITY, COUNTY)}
    with working_as(operator()):
        (pledge,) = draft_pledges([NewPledge(COUNTY, CITY, 2018, date(2018, 12, 31), {"county-exit": (Decimal(1), "县")})], actor=operator(), on=ON)
        for side, code in (("below", COUNTY), ("above", CITY)):
            sign_pledges(signatures([pledge], side), side=side, actor=people[code], on=ON)
        report_target(pledge=pledge.pk, measure="county-exit", done=Decimal(1), actor=operator(), on=ON)
        settle_pledge(pledge=pledge.pk, outcome="met", note="省政府批复", actor=people[CITY], on=ON)
        end_post(post_id=Post.objects.get(area_code=COUNTY, office="secretary").pk, ends_on=date(2018, 7, 1), actor=operator(), on=ON)


def test_a_duty_and_a_visit_are_recorded_and_refused_in_the_pages():
    client = kit.logged_in(kit.an_official(COUNTY))
    form = {"kind": "lead", "area": VILLAGE, "holder": "县领导乙", "starts_on": "2018-01-01"}
    assert client.post(f"/duties/record/?area={COUNTY}", form).status_code == 302
    assert "县领导乙" in client.get(f"/duties/?area={COUNTY}").content.decode()
    again = client.post(f"/duties/record/?area={COUNTY}", form)
    assert again.status_code == 422 and "已经登记过" in again.content.decode()
    today = timezone.localdate().isoformat()
    told = {"kind": "unannounced", "area": VILLAGE, "visitor": "县领导乙", "visited_on": today, "arrived_at": f"{today}T09:00", "notified_at": f"{today}T08:00"}
    assert "四不两直不发通知" in client.post(f"/visits/record/?area={COUNTY}", told).content.decode()
    assert client.post(f"/duties/record/?area={COUNTY}", form | {"area": "431128100001"}).status_code == 404


@pytest.mark.parametrize("back", [False, True])
def test_after_a_merger_the_heads_of_the_village_that_stands_answer_and_what_was_done_before_stays(household, back):
    old, merged_on = "431129210902", date(2019, 3, 1)
    add_division(code=old, name="龙安村", starts_on=date(2013, 1, 1), basis="县志", actor=operator(), on=ON)
    appoint_offices([Office(old, "secretary", "sj-old", "原任", date(2016, 1, 1))], actor=operator(), on=ON)
    home, town = a_household(village=old), somebody("town", TOWN)
    a_helper(name="黄驻村", posted=old)
    task = a_task(town, area=old, on=ON, title="走访全村")
    with working_as(operator()):
        record_visits([NewVisit("visit", old, "县领导乙", date(2018, 5, 2))], actor=operator(), on=ON)
        links = merge_villages(predecessors=[Former(code=VILLAGE), Former(code=old)], successor=VILLAGE, merged_on=merged_on, basis="县政发〔2019〕3号", actor=operator(), on=merged_on).successions
        if back:
            part_villages(succession=next(link.pk for link in links if link.predecessor_code == old), basis="县政发〔2019〕4号", actor=operator(), on=date(2019, 4, 1))
    with working_as(town):
        before, after = (who_was_responsible(town, home.number, on=day) for day in (date(2019, 2, 28), date(2019, 6, 1)))
    assert (before.village, before.chain[-1][2][0].account.name, [visit.visitor for visit in before.visits]) == (old, "原任", ["县领导乙"])
    assert (after.village, after.chain[-1][2][0].account.name) == ((old, "原任") if back else (VILLAGE, "村"))
    assert [posting.helper.name for posting in before.team] == ["黄驻村"]
    assert {posting.helper.name for posting in after.team} == (set() if back else {"陈第一", "黄驻村"})
    assert {visit.visitor for visit in after.visits} == ({"县领导乙"} if back else {"县领导甲", "县领导乙"})
    assert task in before.tasks and task in after.tasks, "what was issued to the village as such is told, and stays told"

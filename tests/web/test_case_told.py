"""What a case says of itself, on its page, its papers, its notices, in the household's history and on the command line: who, from which post, when, about whom."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.utils import timezone

from monitoring.watching import a_check, a_clue, an_ordinary
from procedure.cases import DAY, EXIT, a_file, an_exit, evidence, officials, said
from procedure.test_commands import told
from register import a_household, a_status
from tuopin.kernel.refusals import Refusal
from tuopin.monitoring import services as monitoring
from tuopin.people.models import Account
from tuopin.procedure.selectors import case_file, gathered
from tuopin.procedure.selectors.handed_in import wanted_now
from tuopin.procedure.services import Said, close_notice, object_to, open_case, publish_notice, take_step, withdraw
from tuopin.procedure.services.clock import now, today
from web import kit
from web.test_case_pages import client_of, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


@pytest.fixture
def who():
    found = officials()
    Account.objects.filter(username="head").update(name="赵书")
    return found


def words_of(text: str) -> str:
    """The main part of a page as a reader sees it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.partition("<main")[2]))


def test_page_paper_history_and_command_name_the_person_and_the_post_at_the_same_minute(who, clock):
    household = a_household()
    case = an_exit(household.number, who, clock)
    act = case.acts.get(step="verify")
    minute, client = f"{timezone.localtime(act.recorded_at):%Y-%m-%d %H:%M}", client_of(who["county_head"])
    for text in (page(client, f"/cases/{case.pk}/"), page(client, f"/cases/{case.pk}/paper/verify/")):
        assert "赵书 · 栗安村村委会 村主任" in words_of(text) and minute in text
    line = next(line for line in told("county_head", "show", case.pk).splitlines() if line.lstrip().startswith(f"{act.seq}."))
    assert minute in line and "村两委和驻村工作队核实、户主认可" in line and "赵书 · 栗安村村委会 村主任" in line and "符合条件" in line
    assert "+00:00" not in told("county_head", "show", case.pk) and "应到 60,实到 45,同意 40" in told("county_head", "show", case.pk)
    a_file("photo", f"household:{household.number}")
    history = words_of(page(client, f"/households/{household.number}/")).partition("沿革与痕迹")[2]
    assert f"办理事项 #{case.pk}" in history and "case:" not in history


def test_the_paper_of_an_appraisal_that_was_held_has_its_votes_and_a_blank_one_has_lines(who, clock):
    case, client = an_exit(a_household().number, who, clock, until=0), client_of(who["clerk"])
    assert words_of(page(client, f"/cases/{case.pk}/paper/appraise/")).count("________ ") >= 5
    take_step(case=case.pk, step="appraise", actor=who["clerk"], said=said("appraise", case.subject))
    votes = words_of(page(client, f"/cases/{case.pk}/paper/appraise/"))
    assert re.search(r"应到人数 60 实到人数 45 同意人数 40 反对人数 ________ 弃权人数 ________", votes), votes


def test_a_notice_says_from_when_to_when_it_hangs_and_afterwards_when_it_came_down(who, clock):
    case, client = an_exit(a_household().number, who, clock, until=2), client_of(who["town_clerk"])
    before = words_of(page(client, f"/cases/{case.pk}/notice/"))
    assert "公示开始:________________" in before and "公示期满" not in before
    publish_notice(case=case.pk, actor=who["town_clerk"], said=said("publish", case.subject))
    hung = words_of(page(client, f"/cases/{case.pk}/notice/"))
    begins, ends = re.findall(r"(\d{4}-\d\d-\d\d \d\d:\d\d)", hung)[:2]
    assert f"公示开始:{begins}" in hung and f"公示期满:{ends}" in hung
    assert (datetime.fromisoformat(ends) - datetime.fromisoformat(begins)).days == EXIT.step("publish").notice.days
    clock(7 * DAY)
    close_notice(case=case.pk, actor=who["town_clerk"], said=said("publish", case.subject, closing=True))
    down = words_of(page(client, f"/cases/{case.pk}/notice/"))
    assert "公示结束:" in down and "公示期满" not in down


def test_of_two_notices_each_can_be_printed_and_one_that_is_none_is_not_found(who):
    case, client = open_case(procedure="household-identification", number=an_ordinary().number, actor=who["clerk"]), client_of(who["clerk"])
    assert "第二次公示" in page(client, f"/cases/{case.pk}/notice/?step=publish")
    assert "公示 · 第二次公示" in words_of(page(client, f"/cases/{case.pk}/notice/?step=publish-second"))
    assert client.get(f"/cases/{case.pk}/notice/?step=check").status_code == 404


def test_the_paper_shows_the_household_as_it_was_on_the_day_of_the_step(who, clock):
    household = a_household()
    case = an_exit(household.number, who, clock, until=1)
    day = case.acts.get().happened_on
    text = words_of(page(client_of(who["clerk"]), f"/cases/{case.pk}/paper/appraise/"))
    assert f"年龄按 {day} 计算" in text


def test_what_was_shown_for_leaving_does_not_serve_for_coming_back(who):
    household = a_household()
    subject = f"household:{household.number}"
    minutes = a_file("document", subject, note="评议会议记录")
    case = open_case(procedure="household-exit", number=household.number, actor=who["clerk"])
    others = [(name, uid) for name, uid in said("appraise", subject).evidence if name != "minutes"]
    take_step(case=case.pk, step="appraise", actor=who["clerk"], said=said("appraise", subject, evidence=(*others, ("minutes", minutes.uid))))
    withdraw(case=case.pk, actor=who["clerk"], said=Said(note="改日再办"))
    a_status(household, "exited", today())
    back = open_case(procedure="household-return", number=household.number, actor=who["clerk"])
    asked = {one.requirement.name: one for one in gathered(who["clerk"], back, at=now())}
    assert asked["minutes"].files == [], "the minutes of the meeting that let it go are not offered"
    step = wanted_now(back)
    fresh = [(name, uid) for name, uid in evidence(step, back.subject) if name != "minutes"]
    votes = {"entitled": 60, "present": 45, "in_favour": 40}
    with pytest.raises(Refusal) as refusal:
        take_step(case=back.pk, step=back.due, actor=who["clerk"], said=Said(evidence=(*fresh, ("minutes", minutes.uid)), **votes))
    assert refusal.value.code == "evidence-spent"
    assert take_step(case=back.pk, step=back.due, actor=who["clerk"], said=Said(evidence=evidence(step, back.subject), **votes))


def test_what_was_shown_in_a_case_that_was_withdrawn_serves_when_it_is_opened_again(who):
    household = a_household()
    own = said("appraise", f"household:{household.number}")
    for _ in range(2):
        case = open_case(procedure="household-exit", number=household.number, actor=who["clerk"])
        take_step(case=case.pk, step="appraise", actor=who["clerk"], said=own)
        withdraw(case=case.pk, actor=who["clerk"], said=Said(note="户主改日再办"))


def test_a_watch_has_its_household_on_page_paper_and_list_and_names_who_reported(who):
    household = a_household(status="exited")
    watch = a_clue(household, who["head"])
    monitoring.check_clue(watch=watch.pk, check=a_check("unstable", 20000), actor=who["head"], on=today())
    case, client = monitoring.open_admission(watch=watch.pk, actor=who["clerk"]), client_of(who["clerk"])
    for address in (f"/cases/{case.pk}/", f"/cases/{case.pk}/paper/check/", "/cases/?tab=running"):
        assert household.number in words_of(page(client, address)), address
    assert "家庭成员" in page(client, f"/cases/{case.pk}/paper/check/")
    shown = words_of(page(client, f"/monitoring/{watch.pk}/"))
    assert shown.count("赵书") == 2 and " head " not in shown
    assert household.number in client.get("/cases/?tab=running&csv=1").content.decode()


def test_an_objection_is_told_as_one_by_whoever_asks_who_was_responsible_in_any_language(who, clock):
    household = a_household()
    case = an_exit(household.number, who, clock, until=3)
    object_to(case=case.pk, text="他家有车", actor=who["head"])
    client = client_of(who["county_head"])
    assert "异议 · 赵书" in words_of(page(client, f"/households/{household.number}/responsible/"))
    client.cookies["language"] = "en"
    Account.objects.filter(username="county_head").update(language="en")
    english = words_of(page(client, f"/households/{household.number}/responsible/"))
    assert "Objection · 赵书" in english and "登记异议" not in english


def test_a_notice_is_written_in_the_language_of_the_place_whoever_prints_it(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    Account.objects.filter(username="county_head").update(language="en")
    client = client_of(who["county_head"])
    client.cookies["language"] = "en"
    text = page(client, f"/cases/{case.pk}/notice/")
    article = text.partition("<article")[2].partition("</article")[0]
    assert 'lang="zh-hans"' in article and "贫困户退出公示" in article and "公示开始" in article and "Notice" not in article
    assert "Public notice" in text, "the page around it speaks the reader's language"


def test_a_notice_whose_case_was_withdrawn_while_it_hung_says_that_it_ended_and_asks_to_be_taken_down(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    client = client_of(who["town_clerk"])
    assert "公示终止" not in page(client, f"/cases/{case.pk}/notice/")
    withdraw(case=case.pk, actor=who["clerk"], said=Said(note="户主撤回"))
    text = words_of(page(client, f"/cases/{case.pk}/notice/"))
    assert "公示终止:" in text and "已撤回" in text and "请把张贴的公示撤下" in text and "公示期满" not in text


def test_a_change_of_members_says_on_its_page_and_on_each_form_what_changes_and_who(who):
    clerk = client_of(who["clerk"])
    number = a_household().number
    answer = clerk.post(f"/households/{number}/changes/propose/", {"kind": "birth", "happened_on": today().isoformat(), "name": "盘新生", "relation": "son",
                                                                  "born_on": today().isoformat(), "note": "在县医院出生"})
    assert answer.status_code == 302, words_of(answer.content.decode())[:600]
    for address in (answer.url, f"{answer.url}paper/propose/", f"{answer.url}paper/effect/"):
        text = words_of(page(clerk, address))
        assert "变动类型 新生儿" in text and "盘新生 · 之子" in text and f"{today().isoformat()} 出生" in text and "在县医院出生" in text, (address, text[:800])


def test_a_notice_left_hanging_says_when_it_was_full_and_not_the_moment_at_which_one_looks(who, clock):
    case, client = an_exit(a_household().number, who, clock, until=3), client_of(who["town_clerk"])
    until = case_file(who["town_clerk"], case.pk, at=now()).due_at
    clock(20 * DAY)
    moment = f"{timezone.localtime(until):%Y-%m-%d %H:%M}"
    assert f"期满时间 {moment}" in page(client, f"/cases/{case.pk}/") and moment in words_of(page(client, f"/cases/{case.pk}/notice/"))


@pytest.mark.parametrize(("procedure", "words"), [("household-identification", "已驳回;对方可以申诉。"), ("household-exit", "已驳回。")])
def test_a_rejection_promises_an_appeal_only_where_there_is_one(who, procedure, words):
    number = (an_ordinary() if "identification" in procedure else a_household()).number
    case = open_case(procedure=procedure, number=number, actor=who["clerk"])
    client = client_of(who["clerk"])
    client.post(f"/cases/{case.pk}/reject/", {"note": "评议未通过"})
    assert re.search(rf">\s*{words}\s*<", client.get(f"/cases/{case.pk}/").content.decode())

"""The pages of monitoring, as a cadre works on them: a clue is told, checked, brought to its case; a sweep is ticked on a phone."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pictures
from monitoring.watching import VOTES, a_case_done, a_clue, a_later_year, an_exited, an_ordinary
from procedure.cases import a_clock, evidence, officials
from register import VILLAGE, a_helper, a_household, a_village_form
from tuopin.monitoring.models import FollowUp, HouseholdClass, Signal, Sweep, SweepLine, Watch
from tuopin.monitoring.selectors.after_exit import exited_households
from tuopin.monitoring.selectors.lists import ListAsked, watch_rows
from tuopin.monitoring.states.terms import check_due_on
from tuopin.people.models import Account
from tuopin.procedure.models import Case
from tuopin.procedure.services import Said, open_case, take_step
from tuopin.procedure.states import procedure_named
from tuopin.trail.models import Entry
from web import kit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    kit.lay_out_places()


@pytest.fixture
def who():
    return officials()


def client_of(who: dict, name: str):
    return kit.logged_in(Account.objects.get(pk=who[name].account_id))


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_clue_is_told_checked_admitted_helped_and_visited_on_the_pages(who):
    household, today = an_exited(), timezone.localdate()
    clerk = client_of(who, "clerk")
    told = {"channel": "self_report", "medium": "phone", "clue_on": today.isoformat(), "said": "住院花费大", "risks": ["ill"]}
    page = clerk.post(reverse("report-clue", args=[household.number]), told, follow=True)
    assert "已登记线索" in said(page) and page.redirect_chain[-1][0] == reverse("household-monitoring", args=[household.number])
    assert "已有未结束的线索" in said(clerk.post(reverse("report-clue", args=[household.number]), told, follow=True))
    watch = Watch.objects.get()
    row = clerk.get(reverse("monitoring") + "?tab=clue").content.decode()
    assert household.number in row and "入户核查" in row
    check = {"kind": "marginal", "risks": ["ill"], "persons": "3", "net_yuan": "20000", "claims_yuan": "0", "self_pay_yuan": "0"}
    assert "边缘易致贫户须是" in said(clerk.post(reverse("watch-check", args=[watch.pk]), check, follow=True))
    assert "已登记核查结果" in said(clerk.post(reverse("watch-check", args=[watch.pk]), check | {"kind": "unstable"}, follow=True))
    way = procedure_named("watch-admit").edition_on(today, household.village_code)
    page = clerk.get(reverse("watch", args=[watch.pk])).content.decode()
    assert f"至少由 {way.persons} 个不同的人" in page and all(f"<li>{step.title}" in page for step in way.steps), "the steps of the pack's own procedure"
    assert [f"({step.notice.days} 天)" in page for step in way.steps if step.notice] == [True]
    assert clerk.post(reverse("watch-admit", args=[watch.pk])).url == reverse("case", args=[Case.objects.get().pk])
    with a_clock() as clock:
        a_case_done(Case.objects.get(), who, clock)
    watch.refresh_from_db()
    days = watch.decided_on
    Watch.objects.filter(pk=watch.pk).update(clue_on=today)
    page = clerk.post(reverse("watch-measure", args=[watch.pk]), {"risk": "ill", "kind": "industry", "starts_on": today, "note": "养羊"}, follow=True)
    assert "不对应所选的风险" in said(page)
    page = clerk.post(reverse("watch-measure", args=[watch.pk]), {"risk": "ill", "kind": "health", "starts_on": today, "note": "慢病签约"}, follow=True)
    assert "已登记措施" in said(page) and "慢病签约" in page.content.decode()
    page = clerk.post(reverse("follow-up", args=[household.number]), {"visited_on": today, "finding": "eased", "note": "已出院"}, follow=True)
    assert "已登记回访" in said(page) and (days - today).days == 5
    remove = lambda: said(clerk.post(reverse("watch-remove", args=[watch.pk]), {"way": "assisted", "why": "好转"}, follow=True))  # noqa: E731
    assert f"最近的采集信息是 2018 年的,{days.year} 年才纳入监测" in remove()
    a_later_year(household, days.year)
    assert "还没有做到" in remove()


def test_what_is_due_stands_in_my_day_and_on_the_home_page_and_climbs_when_it_is_late(who):
    """The village reads its cases and its checks, late first; the township what is late there; the county only what is later still."""
    late, new, today = a_clue(an_exited(), who["clerk"], days_ago=30), a_clue(an_exited(), who["clerk"]), timezone.localdate()
    case = open_case(procedure="household-exit", number=a_household().number, actor=who["clerk"])
    village, town, county = (client_of(who, name) for name in ("clerk", "town_clerk", "county_head"))
    page = village.get("/my-day/").content.decode()
    assert page.index(f"/monitoring/{late.pk}/") < page.index(f"/monitoring/{new.pk}/") < page.index(f"/cases/{case.pk}/")
    assert f"逾期 {(today - check_due_on(late.clue_on, VILLAGE)).days} 天" in page and "没有要办的任务" not in page
    told = town.get("/my-day/").content.decode()
    assert f"/monitoring/{late.pk}/" in told and f"/monitoring/{new.pk}/" not in told and f"/cases/{case.pk}/" not in told
    assert f"/monitoring/{late.pk}/" in county.get("/my-day/").content.decode()
    Watch.objects.filter(pk=late.pk).update(clue_on=new.clue_on - timedelta(days=(check_due_on(new.clue_on, VILLAGE) - new.clue_on).days + 1))
    assert f"/monitoring/{late.pk}/" not in county.get("/my-day/").content.decode(), "one day late: the township presses, not the county"
    home = village.get("/").content.decode()
    assert re.search(r'href="/cases/">等您办理的事项</a></span><span class="value">1<', home)
    assert re.search(r'tab=clue">待入户核查的监测线索</a></span><span class="value">2<', home)
    step = procedure_named("household-exit").editions[0].steps[0]
    take_step(case=case.pk, step=step.name, actor=who["clerk"], said=Said(evidence=evidence(step.evidence, case.subject), **(VOTES if step.present else {})))
    assert "等您办理的事项" not in village.get("/").content.decode() and f"/cases/{case.pk}/" not in village.get("/my-day/").content.decode()


def test_what_is_late_is_listed_with_the_level_that_presses_for_it_and_goes_out_as_a_file(who):
    a_clue(an_exited(), who["clerk"], days_ago=9)
    head = client_of(who, "county_head")
    page = head.get(reverse("monitoring") + "?tab=late").content.decode()
    assert "逾期 4 天" in page and "报县督办" in page
    table = head.post(reverse("export-monitoring") + "?tab=clue", {"purpose": "督办", "suffix": "csv"})
    assert "自然消除" not in table.content.decode("utf-8-sig")
    assert Entry.objects.filter(verb="export").count() == 1
    assert head.post(reverse("export-monitoring") + "?tab=clue", {"purpose": "", "suffix": "csv"}).status_code == 422


def test_each_tab_of_monitoring_says_how_many_stand_in_it(who, monkeypatch):
    a_clue(an_exited(), who["clerk"], days_ago=9)
    a_clue(an_exited(), who["clerk"], days_ago=1)
    head = client_of(who, "county_head")

    def tabs() -> dict[str, str]:
        page = head.get(reverse("monitoring")).content.decode().partition('class="tabs"')[2].partition("</nav>")[0]
        return dict(re.findall(r"tab=(\w+)\"[^>]*>\s*[^<\d]*?\s*(\d*)</a>", page))

    assert tabs() == {"watched": "0", "clue": "2", "late": "1", "removed": "0", "returned": "0", "dismissed": "0"}
    monkeypatch.setattr("tuopin.monitoring.selectors.watches.LOOKED_AT", 1)  # of a whole province nobody waits for a number beside a name
    assert tabs()["late"] == ""


def test_a_sweep_is_ticked_on_a_phone_and_closed_when_none_is_left(who):
    first, second = a_household(), an_ordinary()
    today = timezone.localdate()
    head, clerk = client_of(who, "head"), client_of(who, "clerk")
    plan = {"place": kit.VILLAGE, "title": "秋季排查", "asks": "住房、饮水", "starts_on": today, "due_on": today + timedelta(days=20)}
    assert head.post(reverse("open-sweep"), plan).url == reverse("sweep", args=[Sweep.objects.get().pk])
    pk = Sweep.objects.get().pk
    tick = lambda home, **form: clerk.post(reverse("tick", args=[pk, home.number]), form, follow=True)  # noqa: E731
    assert "已排查" in said(tick(first, result="fine"))
    assert "未遇到人" in said(tick(second, result="not_met"))
    assert "还有 1 户没有排查" in said(head.post(reverse("sweep-complete", args=[pk]), follow=True))
    left = clerk.get(reverse("sweep", args=[pk])).content.decode()
    assert second.number in left and first.number not in left and "未遇 1 次" in left
    assert "没有写明发现了什么" in said(tick(second, result="risk"))
    assert "已排查" in said(tick(second, result="risk", note="屋顶漏雨"))
    assert Watch.objects.get(household=second).channel == "sweep"
    assert "没有新登记的户" in said(head.post(reverse("sweep-newcomers", args=[pk]), follow=True))
    third = an_ordinary()
    assert "新登记的 1 户还不在名单上" in said(head.post(reverse("sweep-complete", args=[pk]), follow=True))
    page = head.post(reverse("sweep-newcomers", args=[pk]), follow=True)
    assert "已补入新登记的 1 户" in said(page) and third.number in page.content.decode()
    tick(third, result="fine")
    assert "排查已办结" in said(head.post(reverse("sweep-complete", args=[pk]), follow=True))
    table = head.post(reverse("export-sweep", args=[pk]), {"purpose": "存档", "suffix": "csv"}).content.decode("utf-8-sig")
    assert "屋顶漏雨" in table and len(table.splitlines()) == 4 and SweepLine.objects.filter(result="").count() == 0


def test_sweeps_are_listed_by_state_with_the_days_they_are_late_page_by_page(who):
    today = timezone.localdate()
    made = {name: Sweep.objects.create(area_code=kit.VILLAGE, title=name, asks="住房", starts_on=today - timedelta(days=60), due_on=today - timedelta(days=late), opened_by="t",
                                       completed_on=today - timedelta(days=5) if name == "办完的" else None)
            for name, late in (("在办的", 0), ("拖着的", 3), ("办完的", 7))}
    clerk = client_of(who, "clerk")
    shown = lambda query="": clerk.get(reverse("sweeps") + query).content.decode()  # noqa: E731
    for query, names in (("", {*made}), ("?state=open", {"在办的", "拖着的"}), ("?state=late", {"拖着的"}), ("?state=completed", {"办完的"}), ("?state=x", {*made})):
        assert {name for name in made if name in shown(query)} == names, query
    assert "逾期 3 天" in shown("?state=late") and "逾期 2 天" in shown("?state=completed") and "逾期" not in shown("?state=open").replace("已逾期", "").replace("逾期 3 天", "")
    Sweep.objects.bulk_create(Sweep(area_code=kit.VILLAGE, title=f"排查{n:03d}", asks="住房", starts_on=today, due_on=today, opened_by="t") for n in range(60))
    first, second = shown("?state=open"), shown("?state=open&after=2")
    assert "排查059" in first and "排查000" not in first and "排查000" in second and "在办的" in second, "nothing falls off the end"


def test_a_signal_is_explained_away_only_with_a_paper(who):
    household = an_ordinary(house_grade="D")
    head = client_of(who, "county_head")
    assert "已按规则重新比对" in said(head.post(reverse("recompute-signals"), {"area": kit.COUNTY}, follow=True))
    page = head.get(reverse("signals") + "?family=omission").content.decode()
    assert household.number in page and "两不愁三保障有缺项而未建档立卡" in page
    signal = Signal.objects.get(family="omission")
    settle = lambda **more: head.post(reverse("settle-signal", args=[signal.pk]), {"finding": "reasonable", "note": "县城有房", "seen": ""} | more, follow=True)  # noqa: E731
    assert "须附这一户的证据" in said(settle())
    import io

    assert "已记录核实结论" in said(settle(file=io.BytesIO(pictures.a_photo(1))))
    assert head.get(reverse("signals") + "?settled=yes").content.decode().count("县城有房") == 1


def test_the_classes_of_a_village_add_up_on_its_page(who):
    a_village_form(households=3)
    a_household()
    rich = an_ordinary()
    clerk = client_of(who, "clerk")
    page = clerk.get(reverse("village-classes", args=[kit.VILLAGE])).content.decode()
    assert "还差 1 户没有登记" in page and "未分类" in page
    form = {"number": rich.number, "economic": "rich", "why": "经营农家乐", "which": "none"}
    assert "已记录分类" in said(clerk.post(reverse("classify", args=[kit.VILLAGE]), form, follow=True))
    assert "带动发展" in clerk.get(reverse("household-monitoring", args=[rich.number])).content.decode()
    assert HouseholdClass.objects.get().economic == "rich"


def test_an_exited_household_without_a_visit_in_time_is_listed_until_it_is_visited(who, monkeypatch):
    household, visited = an_exited(), an_exited()  # on 1 June 2018
    a_helper(of=household)
    clerk, late = client_of(who, "clerk"), reverse("after-exit") + "?late=yes"
    listed = lambda url=late: [home.number for home in (household, visited) if home.number in clerk.get(url).content.decode()]  # noqa: E731
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2018, 9, 1))
    assert listed() == [] and listed(reverse("after-exit")) == [household.number, visited.number], "92 days after the exit nobody is late"
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2018, 9, 2))
    assert listed() == [household.number, visited.number]
    visit = {"visited_on": "2018-09-02", "finding": "stable", "policies_kept": "true", "note": "蜂箱十二个"}
    assert "已登记回访" in said(clerk.post(reverse("follow-up", args=[visited.number]), visit, follow=True))
    assert listed() == [household.number] and listed(reverse("after-exit")) == [household.number, visited.number]
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2021, 1, 1))
    assert listed() == [household.number, visited.number], "the visit of 2018 is long ago"
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 1, 1))
    assert listed() == [], "the transition is over"


def test_of_a_list_no_more_is_read_than_the_page_shows(who):
    exited = [an_exited() for _ in range(3)]
    watches = [a_clue(household, who["clerk"], days_ago=n) for n, household in enumerate(exited)]
    with CaptureQueriesContext(connection) as queries:
        (row,) = watch_rows(who["clerk"], ListAsked(kit.VILLAGE, "clue"), on=timezone.localdate())[1:2]
    assert row.watch == watches[1] and len(queries) == 1 and "LIMIT 1 OFFSET 1" in queries[0]["sql"]
    assert len(watch_rows(who["clerk"], ListAsked(kit.VILLAGE, "clue"), on=timezone.localdate())) == 3
    FollowUp.objects.create(household=exited[1], visited_on=date(2018, 8, 1), finding="stable", note="入户", actor="clerk")
    found = exited_households(who["clerk"], kit.VILLAGE, on=date(2018, 10, 1))
    assert [one.household for one in found] == [exited[0], exited[2], exited[1]] and [one.household for one in found.late] == [exited[0], exited[2]]
    with CaptureQueriesContext(connection) as queries:
        (one,) = found[2:]
    assert one.household == exited[1] and one.visited_on == date(2018, 8, 1)
    assert not any(f"({exited[0].pk}" in query["sql"] or f"{exited[2].pk})" in query["sql"] for query in queries)


def test_what_is_late_is_found_by_the_name_of_the_head_too(who):
    late, other = a_clue(an_ordinary(), who["clerk"], days_ago=9), a_clue(an_exited(), who["clerk"], days_ago=9)
    clerk = client_of(who, "clerk")
    for text, found in (("钱一", [late]), ("赵一", [other]), (other.household.number, [other]), ("无此人", [])):
        page = clerk.get(clerk.post(reverse("monitoring"), {"tab": "late", "text": text}).url).content.decode()
        assert [watch for watch in (late, other) if watch.household.number in page.partition("<tbody>")[2]] == found, text


def test_nobodys_name_stands_in_the_address_of_a_search(who):
    a_clue(an_exited(), who["clerk"])
    clerk = client_of(who, "clerk")
    found = clerk.post(reverse("monitoring"), {"tab": "clue", "text": "赵一"})
    assert found.status_code == 302 and "赵一" not in found.url and "%E8%B5%B5" not in found.url
    page = clerk.get(found.url).content.decode()
    assert Watch.objects.get().household.number in page
    missing = clerk.get(clerk.post(reverse("monitoring"), {"tab": "clue", "text": "无此人"}).url).content.decode()
    assert "没有符合条件的户" in missing


def test_forms_offer_today_in_every_language(who):
    household = an_exited()
    today = timezone.localdate().isoformat()
    assert f'value="{today}"' in client_of(who, "clerk").get(reverse("household-monitoring", args=[household.number])).content.decode()

"""Households that were under watch before a place began with the system: their list, four eyes, and what it may not do."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from monitoring.test_lists_and_years import head_of
from monitoring.watching import a_clue, an_exited, an_ordinary
from procedure.cases import an_official, officials
from register import COUNTY, VILLAGE, a_household
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.monitoring import services
from tuopin.monitoring.commands.monitor import monitor
from tuopin.monitoring.models import Signal, Watch, WatchMeasure, WatchRoster
from tuopin.monitoring.selectors.lists import ListAsked, watch_rows
from tuopin.monitoring.selectors.watches import rates_of
from tuopin.monitoring.services.care_for_watch import Planned
from tuopin.monitoring.services.export_watches import export_watches
from tuopin.monitoring.services.receive_watch_roster import agree_to_watch_roster, receive_watch_roster, refuse_watch_roster
from tuopin.monitoring.services.recompute_signals import recompute_signals
from tuopin.people.models import Account
from tuopin.people.selectors import working_as
from tuopin.trail.services import Asked, verify_trail
from web import kit

pytestmark = pytest.mark.django_db
HEADS = ("户编号", "证件号码", "户主姓名", "家庭人口数", "监测对象类别", "致贫返贫风险", "发现渠道", "线索日期", "识别日期", "帮扶措施", "措施落实日期", "风险是否已消除", "消除方式", "风险消除日期")


@pytest.fixture
def who():
    return officials() | {"county_clerk": an_official("county_clerk", (COUNTY, "clerk", ""))}


def a_row(household, kind: str = "脱贫不稳定户", decided: str = "2021-06-15", **more: str) -> dict[str, str]:
    return {"户编号": household.number, "监测对象类别": kind, "致贫返贫风险": "因病、缺劳力", "识别日期": decided} | more


def a_list(tmp_path: Path, *rows: dict, heads: tuple[str, ...] = HEADS, name: str = "监测对象.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heads, *([row.get(head, "") for head in heads] for row in rows)])
    return path


def hand_in(who: dict, path: Path, *, by: str = "county_clerk", area: str = COUNTY, basis: str = "县乡村振兴局〔2025〕3号"):
    return receive_watch_roster(path=path, file_name=path.name, area=area, basis=basis, actor=who[by], on=timezone.localdate())


def brought(who: dict, tmp_path: Path, *rows: dict, **more) -> list[Watch]:
    """The rows handed in by one and agreed to by another."""
    told = hand_in(who, a_list(tmp_path, *rows, **more))
    assert told.faults == []
    agree_to_watch_roster(roster=told.roster.pk, actor=who["county_head"], on=timezone.localdate())
    return list(Watch.objects.filter(roster=told.roster).order_by("pk"))


def code_of(act) -> str:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        assert act() is None, "not refused"
    return refusal.value.code


def faults_of(who: dict, tmp_path: Path, *rows: dict) -> list[tuple[int, str]]:
    told = hand_in(who, a_list(tmp_path, *rows))
    assert told.roster is None, "one faulty row, and nothing is put away"
    return [(n, code) for n, code, _params in told.faults]


def test_a_county_brings_its_watched_households_along_and_nobody_is_watched_before_a_second_person_agrees(who, tmp_path):
    exited, ordinary, struck = an_exited(), an_ordinary(), an_exited()
    rows = (
        a_row(exited, 家庭人口数="3", 发现渠道="部门筛查预警", 线索日期="2021-06-01", 帮扶措施="健康、公益岗位", 措施落实日期="2021-06-20", 风险是否已消除="否"),
        a_row(ordinary, "边缘户", "2021年9月1日", 户编号="", 证件号码=head_of(ordinary), 户主姓名="钱一"),
        a_row(struck, "突发严重困难户", "2021-02-01", 致贫返贫风险="因自然灾害", 风险是否已消除="是", 消除方式="帮扶消除", 风险消除日期="2022-03-31"),
        a_row(struck, decided="2023-05-01", 风险是否已消除="是", 风险消除日期="2023-12-20"),
    )
    with working_as(who["county_clerk"]):
        told = hand_in(who, a_list(tmp_path, *rows))
    assert (told.rows, told.known, told.faults, told.roster.rows) == (4, 0, [], 4)
    assert not Watch.objects.exists() and head_of(ordinary).encode() not in bytes(told.roster.sealed)
    assert code_of(lambda: agree_to_watch_roster(roster=told.roster.pk, actor=who["county_clerk"], on=timezone.localdate())) == "act-not-allowed"
    with working_as(who["county_head"]):
        agree_to_watch_roster(roster=told.roster.pk, actor=who["county_head"], on=timezone.localdate())
    first, second, third, fourth = Watch.objects.order_by("pk")
    assert (first.household, first.state, first.kind, first.risks, first.channel, first.clue_on, first.decided_on, first.persons) == (
        exited, "watched", "unstable", "ill,labour", "department", date(2021, 6, 1), date(2021, 6, 15), 3)
    assert [(m.kind, m.risk, m.starts_on) for m in first.measures.order_by("pk")] == [("health", "ill", date(2021, 6, 20)), ("public_post", "labour", date(2021, 6, 20))]
    assert (second.household, second.kind, second.decided_on, second.clue_on, second.channel) == (ordinary, "marginal", date(2021, 9, 1), date(2021, 9, 1), "")
    assert [(w.state, w.way, w.decided_on, w.ended_on) for w in (third, fourth)] == [
        ("removed", "assisted", date(2021, 2, 1), date(2022, 3, 31)), ("removed", "", date(2023, 5, 1), date(2023, 12, 20))]
    assert all(w.roster_id == told.roster.pk and w.admission_id is None and w.taken_over_on == timezone.localdate() and "〔2025〕3号" in w.said for w in (first, second, third, fourth))
    roster = WatchRoster.objects.get()
    assert (roster.state, roster.sealed, roster.settled_by) == ("agreed", None, who["county_head"].name)
    rates = rates_of(who["county_head"], COUNTY)
    assert (rates.watched, rates.ever, rates.removed) == (2, 4, 2)
    found = verify_trail(Asked(replay=True)).findings
    assert [one for one in found if one.subject.startswith("watch")] == [], "what came in stands in the trail of its village"
    Watch.objects.filter(pk=first.pk).update(kind="sudden")
    found = verify_trail(Asked(replay=True)).findings
    assert [one.subject for one in found if one.subject.startswith("watch")] == [f"watch:{first.pk}"], "and whoever alters it is found"


def test_whoever_handed_it_in_never_agrees_and_a_list_is_settled_once(who, tmp_path):
    path = a_list(tmp_path, a_row(an_exited()))
    told, today = hand_in(who, path, by="county_head"), timezone.localdate()
    assert code_of(lambda: agree_to_watch_roster(roster=told.roster.pk, actor=who["county_head"], on=today)) == "same-person"
    for name in ("head", "town_head"):
        with pytest.raises(NotFound):
            agree_to_watch_roster(roster=told.roster.pk, actor=who[name], on=today)
    assert code_of(lambda: hand_in(who, path)) == "list-known"
    assert code_of(lambda: refuse_watch_roster(roster=told.roster.pk, why=" ", actor=who["county_head"], on=today)) == "reason-missing"
    refuse_watch_roster(roster=told.roster.pk, why="没有盖章", actor=who["county_head"], on=today)
    assert code_of(lambda: refuse_watch_roster(roster=told.roster.pk, why="x", actor=who["county_head"], on=today)) == "roster-settled"
    assert WatchRoster.objects.get().sealed is None and not Watch.objects.exists()
    assert hand_in(who, path).roster, "what was sent back may be handed in again"


FAULTY = {
    "who-missing": {"户编号": ""}, "household-unknown": {"户编号": "H404"}, "name-differs": {"户主姓名": "孙悟空"}, "kind-unknown": {"监测对象类别": "困难户"},
    "risks-unknown": {"致贫返贫风险": "因懒"}, "measures-unknown": {"帮扶措施": "健康、慰问"}, "channel-unknown": {"发现渠道": "听说"}, "persons-unknown": {"家庭人口数": "三"},
    "state-unknown": {"风险是否已消除": "差不多"}, "decided-missing": {"识别日期": ""}, "bad-cell": {"识别日期": "2021-02-30"}, "ended-missing": {"风险是否已消除": "是"},
    "ended-unsaid": {"风险是否已消除": "否", "风险消除日期": "2022-01-01"}, "way-unknown": {"风险消除日期": "2022-01-01", "消除方式": "自动"},
    "no-line": {"识别日期": "2017-01-01"}, "days-out-of-order": {"风险消除日期": "2021-06-14"}, "kind-does-not-fit": {"监测对象类别": "边缘易致贫户"},
    "day-ahead": {"措施落实日期": (date.today() + timedelta(days=2)).isoformat()},
}


@pytest.mark.parametrize("code", FAULTY)
def test_a_faulty_row_is_named_with_what_is_wrong_and_nothing_comes_in(who, tmp_path, code):
    assert faults_of(who, tmp_path, a_row(an_exited()), a_row(an_exited(), **FAULTY[code])) == [(3, code)]


def test_what_does_not_fit_the_register_is_named(who, tmp_path):
    poor, ordinary, exited, later = a_household(), an_ordinary(), an_exited(), an_exited()
    assert faults_of(who, tmp_path, a_row(poor), a_row(ordinary), a_row(exited, 证件号码=head_of(later)),
                     a_row(later, decided="2021-01-01", 风险消除日期="2022-01-01"), a_row(later, decided="2021-12-31")) == [
        (2, "poor-then"), (3, "kind-does-not-fit"), (4, "household-differs"), (5, "spans-overlap"), (6, "spans-overlap")]
    a_clue(exited, who["clerk"])
    assert faults_of(who, tmp_path, a_row(exited)) == [(2, "watched-here")]
    assert faults_of(who, tmp_path, a_row(ordinary, "边缘易致贫户", timezone.localdate().isoformat(), 风险消除日期=(timezone.localdate() + timedelta(days=1)).isoformat())) == [(2, "day-ahead")]


def test_a_list_is_no_way_around_the_procedure_for_what_came_after_the_household_came_here(who, tmp_path):
    household = an_exited()
    with transaction.atomic():
        from django.db import connection
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE registry_household DISABLE TRIGGER household_stays_itself")
            cursor.execute("UPDATE registry_household SET registered_at = '2024-03-05 12:00+08' WHERE id = %s", [household.pk])
            cursor.execute("ALTER TABLE registry_household ENABLE TRIGGER household_stays_itself")
    told = hand_in(who, a_list(tmp_path, a_row(household, decided="2024-03-06")))
    assert [(n, code, params["on"]) for n, code, params in told.faults] == [(2, "after-registration", "2024-03-05")]
    told = hand_in(who, a_list(tmp_path, a_row(household, decided="2021-03-05", 风险消除日期="2024-03-06")))
    assert [code for _n, code, _params in told.faults] == ["after-registration"]
    (watch,) = brought(who, tmp_path, a_row(household, decided="2024-03-05"))
    assert watch.state == "watched"


@pytest.mark.parametrize("wrong", [{"roster": None}, {"decided_on": date(2999, 1, 1)}, {"state": "dismissed", "ended_on": date(2024, 1, 1), "ended_why": "x"}])
def test_the_database_takes_no_watch_that_no_list_of_two_tells(who, tmp_path, wrong):
    exited, other = an_exited(), an_exited()
    (watch,) = brought(who, tmp_path, a_row(exited))
    told = {name: getattr(watch, name) for name in ("state", "channel", "medium", "clue_on", "said", "reported_by", "kind", "decided_on", "roster", "taken_over_on")}
    Watch.objects.create(household=other, **told)  # in the very transaction of the agreement it could be
    with pytest.raises(Error), transaction.atomic():
        Watch.objects.create(household=an_exited(), **told | wrong | ({"taken_over_on": None} if "roster" in wrong else {}))
    with pytest.raises(Error), transaction.atomic():
        Watch.objects.filter(pk=watch.pk).update(roster=None, taken_over_on=None)
    with pytest.raises(Error), transaction.atomic():
        WatchRoster.objects.filter(pk=watch.roster_id).update(state="waiting")
    with pytest.raises(Error), transaction.atomic():
        WatchRoster.objects.create(area_code=COUNTY, file_name="x", digest="1" * 64, basis="x", rows=1, state="agreed", actor="a", settled_by="a",
                                   settled_on=date(2024, 1, 1), settled_at=timezone.now())


def test_what_is_due_counts_from_the_day_it_came_here_and_signals_tell_only_what_somebody_can_still_do(who, tmp_path):
    exited, removed = an_exited(), an_exited()
    watch, _ended = brought(who, tmp_path, a_row(exited, 线索日期="2021-01-01", 致贫返贫风险="因病"), a_row(removed, 风险消除日期="2021-07-01"))
    (row,) = watch_rows(who["county_head"], ListAsked(COUNTY), on=timezone.localdate())
    assert row.due == "measure" and row.due_on > timezone.localdate() and row.days_late == 0
    recompute_signals(area=COUNTY, actor=who["county_head"], on=timezone.localdate())
    assert not Signal.objects.exclude(watch=None).exists(), "years before nobody here was late"
    recompute_signals(area=COUNTY, actor=who["county_head"], on=timezone.localdate() + timedelta(days=40))
    found = set(Signal.objects.filter(gone_at=None).exclude(watch=None).values_list("watch", "check_code"))
    assert found == {(watch.pk, code) for code in ("W03-measure", "W04-no-measure", "W06-follow-up", "W08-risk-unmet")}


def test_it_goes_on_here_like_any_other_watch_and_ends_by_its_own_procedure_alone(who, tmp_path):
    (watch,) = brought(who, tmp_path, a_row(an_exited()))
    today = timezone.localdate()
    services.plan_measure(watch=watch.pk, planned=Planned("health", "ill", today, "签约医生"), actor=who["clerk"], on=today)
    assert code_of(lambda: services.propose_removal(watch=watch.pk, way="assisted", why="收入稳定", actor=who["clerk"])) == "facts-before-watch"
    with pytest.raises(Error), transaction.atomic():
        Watch.objects.filter(pk=watch.pk).update(state="removed", ended_on=today, way="assisted")


def test_the_list_taken_out_reads_back_in_elsewhere_and_here_brings_nothing_new(who, tmp_path):
    exited, ordinary = an_exited(), an_ordinary()
    brought(who, tmp_path, a_row(exited, 线索日期="2021-06-01", 帮扶措施="健康帮扶、公益岗位帮扶", 措施落实日期="2021-06-20", 发现渠道="农户自主申报"),
            a_row(ordinary, "边缘易致贫户", 风险消除日期="2022-03-31", 消除方式="自然消除", 帮扶措施="产业"))
    before = [list(Watch.objects.order_by("pk").values_list(*TOLD)), list(WatchMeasure.objects.order_by("pk").values_list("watch__household", "kind", "risk", "starts_on"))]
    for language in ("zh-hans", "zh-hant", "en"):
        with override(language):
            paths = [_written(tmp_path / f"{tab}-{language}.csv", *export_watches(
                asked=ListAsked(COUNTY, tab), purpose="移交", actor=who["county_head"], on=timezone.localdate())) for tab in ("watched", "removed")]
        for path in paths:
            assert code_of(lambda path=path: hand_in(who, path)) == "nothing-new"
    _take_away_all()
    for path in paths:
        told = hand_in(who, path)
        assert told.faults == []
        agree_to_watch_roster(roster=told.roster.pk, actor=who["county_head"], on=timezone.localdate())
    assert [list(Watch.objects.order_by("pk").values_list(*TOLD)), list(WatchMeasure.objects.order_by("pk").values_list("watch__household", "kind", "risk", "starts_on"))] == before


TOLD = ("household", "state", "kind", "risks", "channel", "clue_on", "decided_on", "way", "ended_on")


def _written(path: Path, headings: list[str], rows: list[list]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def _take_away_all() -> None:
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE monitoring_watch, monitoring_watchmeasure, monitoring_watchroster, monitoring_followup, monitoring_signal CASCADE")


def test_the_register_may_have_changed_until_somebody_agrees(who, tmp_path):
    household = an_exited()
    told = hand_in(who, a_list(tmp_path, a_row(household)))
    a_clue(household, who["clerk"])
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        agree_to_watch_roster(roster=told.roster.pk, actor=who["county_head"], on=timezone.localdate())
    assert refusal.value.code == "rows-changed" and "第 2 行" in " ".join(refusal.value.say(str)) and WatchRoster.objects.get().state == "waiting"


def test_a_township_brings_its_own_and_knows_of_no_household_elsewhere(who, tmp_path):
    elsewhere = COUNTY[:6] + "999201"
    mine, other = an_exited(), a_household(status="exited", village=elsewhere)
    path = a_list(tmp_path, a_row(mine), a_row(other))
    told = hand_in(who, path, by="town_clerk", area=VILLAGE[:9] + "000")
    assert [(n, code) for n, code, _p in told.faults] == [(3, "household-unknown")]
    with pytest.raises((Forbidden, NotFound)):
        hand_in(who, path, by="town_clerk")


def test_on_the_pages_a_clerk_hands_in_and_a_head_looks_it_over_and_agrees(who, tmp_path):
    kit.lay_out_places()
    household = an_exited()
    clerk, head = (kit.logged_in(Account.objects.get(pk=who[name].account_id)) for name in ("county_clerk", "county_head"))
    template = openpyxl.load_workbook(io.BytesIO(b"".join(clerk.get(reverse("watch-roster-template")).streaming_content)))
    assert [cell.value for cell in template.worksheets[0][1]] == list(HEADS)
    send = lambda *rows: clerk.post(reverse("watch-rosters"), {  # noqa: E731
        "file": SimpleUploadedFile("监测.csv", a_list(tmp_path, *rows).read_bytes()), "basis": "县文〔2025〕3号"}, follow=True)
    bad = send(a_row(household, 监测对象类别="贫困户"))
    assert bad.status_code == 422 and "监测对象类别须是" in bad.content.decode()
    page = send(a_row(household, 帮扶措施="健康"))
    roster = WatchRoster.objects.get()
    assert page.redirect_chain[-1][0] == reverse("watch-roster", args=[roster.pk]) and "须由提交人以外的负责人审核" in page.content.decode()
    looked = head.get(reverse("watch-roster", args=[roster.pk])).content.decode()
    assert household.number in looked and "脱贫不稳定户" in looked and "同意接收" in looked and "健康帮扶" in looked
    assert clerk.post(reverse("watch-roster-agree", args=[roster.pk])).status_code == 403
    done = head.post(reverse("watch-roster-agree", args=[roster.pk]), follow=True).content.decode()
    assert "已接收" in done and household.number not in done, "what was waiting is no longer kept there"
    watch = Watch.objects.get()
    shown = clerk.get(reverse("watch", args=[watch.pk])).content.decode()
    assert "历史记录" in shown and "县文〔2025〕3号" in shown and "审定期限" not in shown
    village = kit.logged_in(Account.objects.get(pk=who["clerk"].account_id))
    assert "县文〔2025〕3号" in village.get(reverse("watch", args=[watch.pk])).content.decode(), "the village reads where its history came from"
    assert "监测对象名单" in village.get(reverse("household", args=[household.number])).content.decode()


def test_by_command_it_is_handed_in_listed_and_agreed_to(who, tmp_path):
    household = an_exited()
    path, names = a_list(tmp_path, a_row(household)), {name: Account.objects.get(pk=who[name].account_id).username for name in ("county_clerk", "county_head")}
    run = lambda name, *words: CliRunner().invoke(monitor, words, obj={"account": names[name]}, catch_exceptions=False)  # noqa: E731
    bad = a_list(tmp_path, a_row(household, 监测对象类别="x"), name="bad.csv")
    assert "第 2 行" in run("county_clerk", "bring", COUNTY, str(bad), "--basis", "文件").output
    told = json.loads(run("county_clerk", "bring", COUNTY, str(path), "--basis", "文件", "--json").output)
    assert told[0]["rows"] == 1 and json.loads(run("county_head", "rosters", "--json").output)[0]["state"] == "waiting"
    assert run("county_head", "agree", str(told[0]["roster"])).output.strip() == "1" and Watch.objects.get().state == "watched"

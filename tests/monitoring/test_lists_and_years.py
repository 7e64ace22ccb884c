"""Lists that come in, and years that are frozen."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.utils import timezone

from monitoring.watching import an_exited, an_ordinary
from procedure.cases import officials
from register import COUNTY, VILLAGE, a_certificate, a_household, a_status
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.monitoring.commands.monitor import monitor, residents
from tuopin.monitoring.models import DepartmentRow, Signal, Watch
from tuopin.monitoring.selectors.classes import classes_of_village
from tuopin.monitoring.selectors.signals import signals_in
from tuopin.monitoring.selectors.years import corrected_after, freezes_for
from tuopin.monitoring.services.freeze_year import Freeze, freeze_year
from tuopin.monitoring.services.receive_lists import ListTold, receive_department_list, receive_residents
from tuopin.monitoring.services.recompute_signals import recompute_signals
from tuopin.monitoring.services.settle_signal import Settled, settle_signal
from tuopin.monitoring.states.lists import FAULTS
from tuopin.people.selectors import working_as
from tuopin.registry.models import Household, HouseholdForm, Membership
from tuopin.trail.services import Asked, verify_trail

pytestmark = pytest.mark.django_db
ON = date(2018, 12, 31)


@pytest.fixture
def who():
    return officials()


def a_list(tmp_path: Path, name: str, *rows: str) -> Path:
    path = tmp_path / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    return path


def head_of(household) -> str:
    person = Membership.objects.filter(household=household).order_by("pk").first().person
    return keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}")


def code_of(act) -> str:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    return refusal.value.code


def test_the_other_households_of_a_village_come_in_with_their_classes_and_known_heads_keep_theirs(who, tmp_path):
    poor = a_household()
    new = [a_certificate(date(1970 + n, 3, 3), 600 + n) for n in range(3)]
    rows = ["户主姓名,证件号码,村民小组,家庭人口数,分类,干部户,分类理由", f"李大,{new[0]},一组,5,富裕户,,经营农家乐", f"李二,{new[1]},二组,,边缘贫困户,否,务工不稳",
            f"李三,{new[2]},二组,3,中等户,是,村会计", f"赵一,{head_of(poor)},一组,3,建档立卡贫困户,是,村民组长"]
    take = lambda name, *lines: receive_residents(path=a_list(tmp_path, name, *lines), village=VILLAGE, year=2018, actor=who["clerk"], on=ON)  # noqa: E731
    assert take("bad.csv", *rows, "王五,,一组,,大户,,x").faults == [(6, "class-unknown")] and classes_of_village(who["clerk"], VILLAGE, on=ON).classed == 1
    with working_as(who["clerk"]):
        told = take("residents.csv", *rows)
    assert (told.rows, told.new, told.found, told.faults) == (4, 3, 4, [])
    found = classes_of_village(who["clerk"], VILLAGE, on=ON)
    assert dict(found.counts) == {"rich": 1, "marginal": 1, "cadre": 2} and found.poor == 1, "a registered household stays poor whoever lives in it"
    assert {row.head_name: row.persons for row in found.rows if row.status == ""} == {"李大": 5, "李二": 1, "李三": 3}
    again = take("residents.csv", *rows)
    assert (again.new, again.found) == (0, 0), "the same list again changes nothing"


def test_a_list_makes_no_household_twice_and_nobody_poor(who, tmp_path):
    ordinary, struck_off, registered = an_ordinary(), a_household(), a_household()
    second = Membership.objects.filter(household=registered).order_by("-pk").first().person
    second = keyring().open(second.certificate_sealed, f"registry.person|certificate|{second.number}")
    a_status(struck_off, "removed", date(2018, 3, 1))
    new = [a_certificate(date(1970 + n, 3, 3), 700 + n) for n in range(3)]
    before = Household.objects.count()
    rows = ["户主姓名,证件号码,分类", "李大,,富裕户", f"李二,{new[0]},中等户", f"李二,{new[0]},富裕户", f"李三,{new[1]},建档立卡贫困户", f"李四,{new[2]},脱贫户",
            f"赵一,{head_of(ordinary)},建档立卡贫困户", f"赵一,{head_of(struck_off)},脱贫户", f"赵一,{head_of(registered)},建档立卡贫困户", f"赵三,{second},建档立卡贫困户"]
    take = lambda *lines: receive_residents(path=a_list(tmp_path, "list.csv", *lines), village=VILLAGE, year=2018, actor=who["clerk"], on=ON)  # noqa: E731
    for _ in range(2):
        assert take(*rows).faults == [
            (2, "certificate-missing"), (4, "certificate-twice"), (5, "not-on-register"), (6, "not-on-register"), (7, "not-on-register"), (8, "not-on-register"), (10, "household-twice")]
    assert Household.objects.count() == before and {code for _, code in take(*rows).faults} <= set(FAULTS)
    said = CliRunner().invoke(residents, [VILLAGE, str(a_list(tmp_path, "list.csv", *rows)), "--year", "2018"], obj={"actor": who["clerk"], "on": ON}, catch_exceptions=False)
    assert said.output.splitlines()[:2] == ["9\t0\t0", "第 2 行:没有证件号码,不能核对是否已登记,请补填"] and len(said.output.splitlines()) == 1 + 7
    told = take(rows[0], rows[2], f"赵一,{head_of(struck_off)},中等户", rows[8])
    assert (told.faults, told.new, told.found) == ([], 1, 2) and Household.objects.count() == before + 1, "who was struck off is classed like any other"


def test_a_departments_list_finds_people_by_their_keyed_number_and_a_warning_becomes_a_clue(who, tmp_path):
    exited, ordinary = an_exited(), an_ordinary()
    rows = ["姓名,证件号码,自付金额,说明", f"赵一,{head_of(exited)},35000.00,住院", "钱一,431129195501011234,500,查无此人"]
    told = ListTold(COUNTY, "self_pay", "县医保局", date(2018, 12, 1), "医保预警.csv")
    hand_in = lambda path, said=told: receive_department_list(path=path, told=said, actor=who["county_head"], on=ON)  # noqa: E731
    path = a_list(tmp_path, "warn.csv", *rows)
    with working_as(who["county_head"]):
        kept, received = hand_in(path)
    assert (kept.rows, received.found, received.new) == (2, 1, 1)
    clue = Watch.objects.get(household=exited)
    assert (clue.channel, clue.medium, clue.clue_on) == ("department", "list", date(2018, 12, 1))
    assert code_of(lambda: hand_in(path)) == "list-known"
    listed = a_list(tmp_path, "dibao.csv", "姓名,身份证号", f"钱一,{head_of(ordinary)}")
    hand_in(listed, ListTold(COUNTY, "subsistence", "县民政局", date(2018, 12, 1), "低保.csv"))
    recompute_signals(area=VILLAGE, actor=who["county_head"], on=ON)
    checks = {(s.household, s.check_code) for s in signals_in(who["county_head"], VILLAGE)}
    assert {(exited, "R02-self-pay"), (ordinary, "O03-list")} <= checks
    assert not any(b"4311" in bytes(row.certificate_index) for row in DepartmentRow.objects.exclude(certificate_index=None)), "no number is kept"
    assert not {f.subject for f in verify_trail(Asked(replay=True)).findings if f.subject.startswith("department-list:")}


def test_a_list_handed_in_at_the_county_counts_for_whoever_recomputes_below_and_keeps_their_findings(who, tmp_path):
    listed, spent = an_ordinary(), an_exited()
    heads = [a_list(tmp_path, "dibao.csv", "姓名,身份证号", f"钱一,{head_of(listed)}"), a_list(tmp_path, "warn.csv", "姓名,证件号码,自付金额", f"赵一,{head_of(spent)},35000")]
    with working_as(who["county_head"]):
        for path, kind in zip(heads, ("subsistence", "self_pay"), strict=True):
            receive_department_list(path=path, told=ListTold(COUNTY, kind, "县民政局", date(2018, 12, 1), path.name), actor=who["county_head"], on=ON)
        recompute_signals(area=COUNTY, actor=who["county_head"], on=ON)
    signal = Signal.objects.get(household=listed, check_code="O03-list")
    settle_signal(signal=signal.pk, settled=Settled("problem", "已入户,情况属实"), actor=who["clerk"], on=ON)
    before = set(Signal.objects.values_list("pk", "check_code", "gone_at", "finding"))
    assert {check for _, check, *_ in before} >= {"O03-list", "R02-self-pay"}
    with working_as(who["clerk"]):
        assert not DepartmentRow.objects.exists(), "the list itself stays closed to the village"
        told = recompute_signals(area=VILLAGE, actor=who["clerk"], on=ON)
        assert not DepartmentRow.objects.exists()
    assert (told.raised, told.gone) == (0, 0) and set(Signal.objects.values_list("pk", "check_code", "gone_at", "finding")) == before


def test_self_pay_on_lists_is_summed_over_persons_and_a_list_counts_for_a_year(who, tmp_path):
    household = an_exited()
    people = [stay.person for stay in Membership.objects.filter(household=household).order_by("pk")[:2]]
    numbers = [keyring().open(person.certificate_sealed, f"registry.person|certificate|{person.number}") for person in people]
    hand_in = lambda name, as_of, *rows: receive_department_list(  # noqa: E731
        path=a_list(tmp_path, name, "姓名,证件号码,自付金额", *rows), told=ListTold(COUNTY, "self_pay", "县医保局", as_of, name), actor=who["county_head"], on=ON)
    raised = lambda on: Signal.objects.filter(household=household, check_code="R02-self-pay", gone_at=None).exists() if (  # noqa: E731
        recompute_signals(area=VILLAGE, actor=who["county_head"], on=on)) else None
    hand_in("spring.csv", date(2018, 3, 1), f"赵一,{numbers[0]},9000", f"赵二,{numbers[1]},9000")
    assert raised(ON) is False, "18000 of two persons is not above 20000"
    hand_in("autumn.csv", date(2018, 9, 1), f"赵一,{numbers[0]},11000.00")
    assert raised(ON) is False, "what a person paid until autumn contains what was paid until spring: 20000 in all"
    hand_in("winter.csv", date(2018, 12, 1), f"赵二,{numbers[1]},9000.01")
    assert raised(ON) is True, "20000.01 of two persons, neither of them above it alone"
    assert raised(date(2019, 8, 31)) is True and raised(date(2019, 9, 1)) is False, "the list of 1 September 2018 counts for a year"


def test_a_year_is_frozen_once_with_its_root_and_what_is_corrected_later_is_listed(who):
    household, head = a_household(persons=3), who["county_head"]
    an_exited(persons=2)
    a_status(later := an_ordinary(), "identified", date(2019, 3, 1))  # not on the register of 2018, whatever was collected of it then
    assert HouseholdForm.objects.filter(household=later, year=2018).exists()
    act = lambda on=ON, **said: freeze_year(freeze=Freeze(**{"county": COUNTY, "year": 2018, "basis": "省扶贫办通知"} | said), actor=head, on=on)  # noqa: E731
    assert code_of(lambda: act(date(2018, 12, 30))) == "too-early"
    assert code_of(lambda: act(county=VILLAGE)) == "not-a-county" and code_of(lambda: act(year=2016)) == "nothing-to-freeze"
    with working_as(head):
        row = act()
    assert (row.households, row.persons, len(row.root)) == (2, 5, 64) and code_of(act) == "frozen-already"
    assert list(freezes_for(who["clerk"])) == [row], "seen from below"
    assert corrected_after(head, row) == []
    HouseholdForm.objects.filter(household=household).update(superseded_at=timezone.now())
    form = HouseholdForm.objects.filter(household=household).first()
    form.pk, form.superseded_at, form.source, form.house_grade, form.recorded_at = None, None, "page:clerk", "B", timezone.now()
    form.save()
    (later,) = corrected_after(head, row)
    assert (later.kind, later.subject, later.by) == ("householdform", household.number, "page:clerk")
    with pytest.raises(Refusal) as told, transaction.atomic():
        act()
    _, _, command = told.value.say()[1].partition("tuopin monitor ")
    words = command.rstrip("。").split()
    run = lambda *words: CliRunner().invoke(monitor.commands[words[0]], list(words[1:]), obj={"actor": head, "on": ON}, catch_exceptions=False)  # noqa: E731
    assert run(*words).output.split("\t")[:2] == [household.number, "householdform"], "what the refusal says to do does it"
    assert json.loads(run(*words, "--json").output)[0]["by"] == "page:clerk"
    assert code_of(lambda: run("corrections", COUNTY, "2017")) == "not-frozen"
    with pytest.raises(NotFound):
        run("corrections", "110101000000", "2018")
    assert not {f.subject for f in verify_trail(Asked(replay=True)).findings if f.subject.startswith("freeze:")}

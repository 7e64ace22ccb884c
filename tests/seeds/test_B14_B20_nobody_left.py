"""B14, B20: 不落一人、应保尽保: who is perhaps left out is found by rule and by departments' lists, until the list is 0 or explained."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from incomes import an_income
from monitoring.watching import a_clue, a_watched, an_exited, an_ordinary
from procedure.cases import a_clock, a_file, officials
from register import COUNTY, VILLAGE, a_certificate, a_household, a_person, a_status
from tuopin.kernel.refusals import Refusal
from tuopin.monitoring.models import DepartmentRow, Signal
from tuopin.monitoring.selectors.signals import signals_counted, signals_in
from tuopin.monitoring.selectors.unfound import people_in_no_household
from tuopin.monitoring.services.explain_row import explain_row
from tuopin.monitoring.services.receive_lists import ListTold, receive_department_list
from tuopin.monitoring.services.recompute_signals import recompute_signals
from tuopin.monitoring.services.settle_signal import Settled, settle_signal
from tuopin.people.selectors import working_as
from tuopin.procedure.services.clock import today
from tuopin.registry.models import HouseholdForm, MemberForm, Membership
from tuopin.registry.services.record_household import HouseholdTold, MemberTold, record_households
from tuopin.trail.selectors import entries_on
from tuopin.trail.services import Asked, record, verify_trail

pytestmark = pytest.mark.django_db
ON, LOW = date(2018, 12, 31), {"wage": 8000, "business_income": 500, "business_expense": 0, "property_other": 0, "transfer_other": 484}  # 8984 < 3 × 2995


@pytest.fixture
def who():
    return officials()


def found(who, family: str) -> list[tuple[str, str]]:
    return [(signal.household.number, signal.check_code) for signal in signals_in(who["county_head"], VILLAGE, family=family)]


def test_the_list_of_omissions_is_empty_or_each_line_of_it_is_explained_by_a_person_with_a_paper(who):
    a_household(income={"wage": 1})  # registered: helped already
    just, below, unsafe = an_ordinary(income=LOW | {"transfer_other": 485}), an_ordinary(income=LOW), an_ordinary(house_grade="D")
    with working_as(who["county_head"]):
        told = recompute_signals(area=VILLAGE, actor=who["county_head"], on=ON)
    assert told.households == 4 and just.number not in {number for number, _ in found(who, "omission")}
    assert found(who, "omission") == [(below.number, "O01-income"), (unsafe.number, "O02-guarantee")]
    one, other = signals_in(who["county_head"], VILLAGE, family="omission")
    say = lambda finding, evidence=None: settle_signal(  # noqa: E731
        signal=one.pk, settled=Settled(finding, "长年在外务工,县城有房", evidence), actor=who["clerk"], on=ON)
    for file in (None, a_file("photo", f"household:{unsafe.number}").uid):
        with pytest.raises(Refusal, match="evidence-missing"), transaction.atomic():
            say("reasonable", file)
    settled = say("reasonable", a_file("scan", f"household:{below.number}").uid)
    assert (settled.found_by, len(settled.evidence)) == ("clerk", 64)
    HouseholdForm.objects.filter(household=unsafe).update(house_grade="B")
    record(area_code=VILLAGE, verb="correct", subject=f"household:{unsafe.number}", actor="clerk", on=ON)
    recompute_signals(area=VILLAGE, actor=who["county_head"], on=ON)
    assert found(who, "omission") == [], "0 or explained"
    other.refresh_from_db()
    unsafe.refresh_from_db()
    assert other.gone_at and other.gone_by == f"trail:{unsafe.trail_chain}/{unsafe.trail_seq}", "closed by the fact that ended it"
    assert signals_in(who["county_head"], VILLAGE, family="omission", settled=True).get().pk == one.pk, "the explained one stays on record"
    assert not {f.subject for f in verify_trail(Asked(replay=True)).findings if f.subject.startswith("signal:")}


def test_who_is_on_a_departments_list_and_in_no_household_is_listed_until_recorded_or_explained(who, tmp_path):
    here, elsewhere = (a_certificate(date(1950 + n, 3, 3), 800 + n) for n in range(2))
    path = tmp_path / "dibao.csv"
    path.write_text(f"姓名,身份证号\n李大,{here}\n李二,{elsewhere}\n无证,\n", encoding="utf-8")
    told = ListTold(COUNTY, "subsistence", "县民政局", date(2018, 12, 1), "dibao.csv")
    receive_department_list(path=path, told=told, actor=who["county_head"], on=ON)
    missing = lambda on=ON, actor="county_head": [row.name for row in people_in_no_household(who[actor], who[actor].home, on=on)]  # noqa: E731
    with working_as(who["county_head"]):
        assert missing() == ["李大", "李二", "无证"] and missing(date(2019, 12, 1)) == [], "a list counts for a year"
    with working_as(who["clerk"]):
        assert missing(actor="clerk") == [], "the county's list is the county's"
    (home,) = record_households(told=[HouseholdTold(VILLAGE, 2018, (MemberTold("李大", "head", here),))], actor=who["clerk"], on=ON)
    assert missing() == ["李二", "无证"]
    with working_as(who["clerk"]):
        recompute_signals(area=VILLAGE, actor=who["clerk"], on=ON)
    assert found(who, "omission") == [(home.number, "O03-list")], "on the list and not on the register"
    for day, said in ((date(2018, 11, 30), []), (date(2019, 11, 30), ["O03-list"]), (date(2019, 12, 1), []), (ON, ["O03-list"])):  # from its day, for a year
        with working_as(who["clerk"]):
            recompute_signals(area=VILLAGE, actor=who["clerk"], on=day)
        assert [check for _, check in found(who, "omission")] == said, day
    first, second, third = DepartmentRow.objects.order_by("pk")
    say = lambda row, why="已随子女迁往县城", actor="county_head": explain_row(row=row.pk, why=why, actor=who[actor], on=ON)  # noqa: E731
    for act, code in ((lambda: say(second, " "), "note-missing"), (lambda: say(second, actor="clerk"), "no-such-row")):
        with pytest.raises(Refusal, match=code), transaction.atomic():
            act()
    assert say(second).explained_by == "county_head" and say(second).explained == "已随子女迁往县城" and missing() == ["无证"]
    with pytest.raises(Refusal, match="explained-already"), transaction.atomic():
        say(second, "别的说法")
    say(third, "已去世")
    assert missing() == [] and [entry.verb for entry in entries_on(f"department-list:{first.list_id}")] == ["explain-row"] * 2 + ["receive-department-list"]
    assert not {f.subject for f in verify_trail(Asked(replay=True)).findings if f.subject.startswith("department-list:")}


def test_who_was_struck_off_the_register_is_asked_about_like_any_household_that_is_not_on_it(who):
    struck_off, died_out = a_household(income=LOW), a_household(income=LOW)
    for household in (struck_off, died_out):
        a_status(household, "removed", date(2018, 6, 1))
    Membership.objects.filter(household=died_out).update(ends_on=date(2018, 5, 1))
    recompute_signals(area=VILLAGE, actor=who["county_head"], on=ON)
    assert found(who, "omission") == [(struck_off.number, "O01-income")]
    recompute_signals(area=VILLAGE, actor=who["county_head"], on=date(2021, 10, 31))
    assert found(who, "risk") == [(struck_off.number, "R01-income")], "it may be watched as a marginal household"


def test_who_qualifies_for_the_safety_net_and_is_not_covered_is_listed(who):
    """B20."""
    able, unable, covered, unasked = (a_household(income=LOW) for _ in range(4))
    MemberForm.objects.filter(household=unasked).exclude(relation="head").update(labour="none")
    MemberForm.objects.filter(household=unasked, relation="head").update(labour="")
    MemberForm.objects.filter(household__in=(unable, covered)).update(labour="none")
    MemberForm.objects.filter(household=covered, relation="head").update(subsistence_allowance=True)
    recompute_signals(area=VILLAGE, actor=who["county_head"], on=ON)
    assert found(who, "cover") == [(unable.number, "C01-no-labour")] and able, "of whom it was not asked whether they can work nothing is said"
    MemberForm.objects.filter(household=unable, relation="head").update(extreme_poverty=True)
    recompute_signals(area=VILLAGE, actor=who["county_head"], on=ON)
    assert found(who, "cover") == [], "eligible but uncovered: none"


def test_risks_of_households_that_nobody_watches_are_raised_with_their_reason_and_close_by_themselves(who):
    """The public check rules of provinces, on a household that left the register and on an ordinary one."""
    on = date(2021, 10, 31)
    exited, ordinary, poor = an_exited(house_grade="C", water_safe=False), an_ordinary(income=LOW), a_household(house_grade="D")
    MemberForm.objects.filter(household=exited, relation="head").update(health="serious", critical_illness=False)
    an_income(exited, {"wage": 40000}, year=2017)
    for member in MemberForm.objects.filter(household=exited):
        member.pk, member.year = None, 2017
        member.save(force_insert=True)
    recompute_signals(area=VILLAGE, actor=who["county_head"], on=on)
    assert {check for number, check in found(who, "risk") if number == exited.number} == {
        "R03-income-drop", "R04-house", "R05-water", "R07-insurance"}
    assert [check for number, check in found(who, "risk") if number == ordinary.number] == ["R01-income"]
    assert poor.number not in {number for number, _ in found(who, "risk")}, "who is on the register is helped as it is"
    reason = Signal.objects.get(household=ordinary, check_code="R01-income").reason
    assert reason.startswith("8984.00 / 18000.00")
    MemberForm.objects.filter(household=exited, year=2017).update(superseded_at=timezone.now())
    recompute_signals(area=VILLAGE, actor=who["county_head"], on=on)
    assert "R03-income-drop" not in {check for number, check in found(who, "risk")}, "over how many the year before is not known"
    someone = MemberForm.objects.filter(household=exited, year=2017).first()
    for n in range(5):  # five persons lived on 40000 then: 8000 each, as three do on 24000 now
        someone.pk, someone.superseded_at, someone.person = None, None, a_person(name=f"周{n}")
        someone.save(force_insert=True)
    recompute_signals(area=VILLAGE, actor=who["county_head"], on=on)
    assert "R03-income-drop" not in {check for number, check in found(who, "risk")}, "a head counts over the persons of its own year"
    before = Signal.objects.count()
    assert recompute_signals(area=VILLAGE, actor=who["county_head"], on=on).raised == 0 and Signal.objects.count() == before


def test_a_household_under_watch_raises_no_risk_but_what_lacks_in_its_care(who):
    with a_clock() as clock:
        watch = a_watched(an_exited(house_grade="D"), who, clock, risks=("labour", "ill"))
        recompute_signals(area=VILLAGE, actor=who["county_head"], on=today())
        assert found(who, "risk") == [] and [check for _, check in found(who, "care")] == ["W07-labour-share"], "three of three can work"
        late = today().replace(year=today().year + 1)
        recompute_signals(area=VILLAGE, actor=who["county_head"], on=late)
        assert {check for _, check in found(who, "care")} == {
            "W03-measure", "W04-no-measure", "W05-no-development", "W06-follow-up", "W07-labour-share", "W08-risk-unmet"}
        signal = Signal.objects.get(check_code="W03-measure")
        assert (signal.watch, (signal.late_on - watch.decided_on).days) == (watch, 11), "the first late day is the eleventh"
    assert signals_counted(who["county_head"], VILLAGE)["W08-risk-unmet"] == 1


def test_who_is_watched_is_not_left_out(who):
    household = an_ordinary(house_grade="D")
    with a_clock() as clock:
        recompute_signals(area=VILLAGE, actor=who["county_head"], on=today())
        assert found(who, "omission") == [(household.number, "O02-guarantee")]
        a_watched(household, who, clock, kind="marginal")
        recompute_signals(area=VILLAGE, actor=who["county_head"], on=today())
        assert found(who, "omission") == []


def test_a_clue_past_its_term_is_a_signal_until_it_is_decided(who):
    watch = a_clue(an_exited(), who["clerk"], days_ago=16)
    recompute_signals(area=VILLAGE, actor=who["county_head"], on=today())
    assert [check for _, check in found(who, "care")] == ["W01-check", "W02-decision"] and watch.state == "clue"

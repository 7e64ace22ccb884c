"""A signal says what is so now: renewed while it stands, another one for the next term missed, of an ended watch on the facts of its end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from incomes import set_line
from monitoring.watching import a_case_done, a_clue, a_later_year, a_watched, an_exited, an_ordinary
from procedure.cases import DAY, a_file, officials
from register import VILLAGE
from tuopin.kernel.refusals import Refusal
from tuopin.monitoring import services
from tuopin.monitoring.models import Signal, Watch
from tuopin.monitoring.selectors.watches import due_next, visit_due_on, watch_dated
from tuopin.monitoring.services.care_for_watch import Planned, Visit
from tuopin.monitoring.services.recompute_signals import recompute_signals
from tuopin.monitoring.services.settle_signal import Settled, settle_signal
from tuopin.procedure.services.clock import today
from tuopin.registry.models import MemberForm

pytestmark = pytest.mark.django_db
LOW = {"wage": 8000, "business_income": 500, "business_expense": 0, "property_other": 0, "transfer_other": 484}


@pytest.fixture
def who():
    return officials()


def recompute(who, on: date):
    return recompute_signals(area=VILLAGE, actor=who["clerk"], on=on)


def test_a_signal_that_stays_says_what_it_goes_by_now_and_keeps_its_finding(who):
    on, household = date(2018, 12, 31), an_ordinary(income=LOW)
    recompute(who, on)
    signal = Signal.objects.get(check_code="O01-income")
    assert signal.reason.startswith("8984.00 / 8985.00")
    paper = a_file("scan", f"household:{household.number}").uid
    settle_signal(signal=signal.pk, settled=Settled("reasonable", "县城有房", paper), actor=who["clerk"], on=on)
    set_line("wage", 1000, household=household)
    told = recompute(who, on)
    signal.refresh_from_db()
    assert (told.raised, told.gone, signal.gone_at, signal.finding) == (0, 0, None, "reasonable")
    assert signal.reason.startswith("1984.00 / 8985.00")


def test_the_next_visit_that_is_missed_is_another_signal(who, clock):
    watch = a_watched(an_exited(), who, clock)
    missed = lambda: Signal.objects.filter(check_code="W06-follow-up", gone_at=None)  # noqa: E731
    late = watch.decided_on + timedelta(days=32)
    recompute(who, late)
    first = missed().get()
    assert first.late_on == late, "31 days after the decision was the last day in time"
    settle_signal(signal=first.pk, settled=Settled("problem", "大雪封山"), actor=who["clerk"], on=late)
    recompute(who, late + DAY)
    assert missed().get().pk == first.pk and missed().get().late_on == late, "the same visit, a day later"
    clock(33 * DAY)
    services.record_follow_up(number=watch.household.number, visit=Visit(today(), "stable", "入户"), actor=who["clerk"], on=today())
    recompute(who, today() + timedelta(days=32))  # nobody asked the rules in between
    second = missed().get()
    first.refresh_from_db()
    assert second.pk != first.pk and second.finding == "" and second.late_on == today() + timedelta(days=32)
    assert first.gone_at and first.finding == "problem" and first.gone_by.startswith("trail:")


def test_a_decision_that_came_late_stays_said_and_is_no_lateness_that_grows(who, clock):
    watch = a_clue(an_exited(), who["clerk"], days_ago=20)
    recompute(who, today())
    signal = Signal.objects.get(check_code="W02-decision")
    assert signal.late_on == watch.clue_on + timedelta(days=16)
    Watch.objects.filter(pk=watch.pk).update(decided_on=today(), checked_on=today())
    for days in (0, 1, 40):
        told = recompute(who, today() + timedelta(days=days))
        signal.refresh_from_db()
        assert (signal.gone_at, signal.late_on, signal.reason) == (None, None, f"{watch.clue_on} / {today()}"), days
    assert told.gone == 0


def let_go(who, clock) -> Watch:
    """A watch that ended by help, on 24000 yuan of three persons: their line to the yuan."""
    watch = a_watched(an_exited(), who, clock)
    a_later_year(watch.household, watch.decided_on.year)
    services.plan_measure(watch=watch.pk, planned=Planned("health", "ill", today(), "慢病签约"), actor=who["clerk"], on=today())
    clock(62 * DAY)
    services.record_follow_up(number=watch.household.number, visit=Visit(today(), "stable", "复工"), actor=who["clerk"], on=today())
    a_case_done(services.propose_removal(watch=watch.pk, way="assisted", why="收入稳定", actor=who["clerk"]), who, clock)
    watch.refresh_from_db()
    return watch


def test_what_befalls_a_household_later_does_not_make_its_removal_wrong(who, clock):
    watch = let_go(who, clock)
    removal = lambda: set(Signal.objects.filter(watch=watch, gone_at=None).values_list("check_code", flat=True))  # noqa: E731
    later = date(watch.ended_on.year + 1, 6, 1)
    a_later_year(watch.household, later.year)
    set_line("wage", 1, household=watch.household, year=later.year)
    MemberForm.objects.filter(household=watch.household, year=later.year).update(labour="none")
    recompute(who, later)
    assert removal() == set(), "poor and unable to work a year later, not when it was let go"
    assert Signal.objects.filter(household=watch.household, watch=None, check_code="R01-income", gone_at=None).exists(), "what befell it is a risk of today"
    then = {"household": watch.household, "year__lte": watch.ended_on.year}
    set_line("wage", 17999, **then)
    MemberForm.objects.filter(**then).update(labour="none")
    recompute(who, later)
    assert removal() == {"W10-removed-under-line", "W11-removed-no-labour"}, "facts of then, corrected later"
    Watch.objects.filter(pk=watch.pk).update(claims_yuan=1)
    MemberForm.objects.filter(**then).update(superseded_at=timezone.now())
    recompute(who, later)
    assert removal() == set(), "who lived there and could work is not known: nothing is said"
    MemberForm.objects.filter(**then).update(superseded_at=None, labour="ordinary")
    recompute(who, later)
    assert removal() == set(), "with a claim of one yuan it was on the line"


def test_a_risk_that_is_true_becomes_a_clue_and_one_that_is_not_does_not(who):
    on, household, other = date(2021, 10, 31), an_exited(house_grade="C", water_safe=False), an_exited(house_grade="C")
    recompute(who, on)
    settle = lambda of, check, finding: settle_signal(  # noqa: E731
        signal=Signal.objects.get(household=of, check_code=check).pk, settled=Settled(finding, "已入户查看"), actor=who["clerk"], on=on)
    settle(other, "R04-house", "data_error")
    assert not Watch.objects.exists()
    settle(household, "R04-house", "problem")
    clue = Watch.objects.get()
    assert (clue.household, clue.state, clue.channel, clue.clue_on, clue.said) == (household, "clue", "rule", on, "住危房而未监测:已入户查看")
    settle(household, "R05-water", "problem")
    assert Watch.objects.get() == clue, "one clue is open already"


def test_a_visit_of_before_the_watch_neither_hurries_the_next_nor_lets_anybody_go(who, clock):
    watch = a_watched(an_exited(), who, clock)
    a_later_year(watch.household, watch.decided_on.year)
    services.plan_measure(watch=watch.pk, planned=Planned("health", "ill", today(), "慢病签约"), actor=who["clerk"], on=today())
    visit = lambda on: services.record_follow_up(  # noqa: E731
        number=watch.household.number, visit=Visit(on, "stable", "补记"), actor=who["clerk"], on=today())
    assert visit(watch.clue_on - DAY).watch is None and visit(watch.clue_on).watch == watch
    dated_watch = watch_dated(who["clerk"], watch.pk)
    assert due_next(dated_watch) == ("visit", watch.decided_on + timedelta(days=31)) and visit_due_on(dated_watch) == watch.decided_on + timedelta(days=31)
    recompute(who, watch.decided_on + timedelta(days=31))
    assert not Signal.objects.filter(check_code="W06-follow-up").exists()
    recompute(who, watch.decided_on + timedelta(days=32))
    assert Signal.objects.get(check_code="W06-follow-up").late_on == watch.decided_on + timedelta(days=32)
    clock(62 * DAY)
    with pytest.raises(Refusal, match="verdict-fails") as refusal, transaction.atomic():
        services.propose_removal(watch=watch.pk, way="natural", why="好转", actor=who["clerk"])
    assert refusal.value.params["unknown"] == ["最近一次回访稳定或风险减轻,没有新的风险"], "nobody was there since it is watched"

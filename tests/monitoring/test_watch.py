"""A household under watch: from the clue to the decision, its measures and visits, and out again."""

from __future__ import annotations

from datetime import UTC, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from monitoring.watching import a_case_done, a_check, a_clue, a_later_year, a_watched, an_exited, an_ordinary
from procedure.cases import DAY, an_official, officials
from procedure.pure import COUNTY, VILLAGE
from register import NEIGHBOUR, a_household
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.monitoring import services
from tuopin.monitoring.models import Watch
from tuopin.monitoring.selectors.watches import due_next, late_watches, rates_of
from tuopin.monitoring.services.care_for_watch import Planned, Visit
from tuopin.people.selectors import working_as
from tuopin.procedure.services.clock import now, today
from tuopin.procedure.services.publish_notice import notice_text
from tuopin.registry.models import HouseholdForm, MemberForm, Membership
from tuopin.trail.selectors import entries_on
from tuopin.trail.services import Asked, verify_trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return officials()


def code_of(act) -> str:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert all(refusal.value.say())
    return refusal.value.code


def test_a_household_comes_under_watch_by_five_persons_and_five_days_of_notice(who, clock):
    watch = a_watched(an_exited(), who, clock)
    assert (watch.state, watch.kind, watch.decided_on) == ("watched", "unstable", today())
    assert (watch.decided_on - watch.clue_on).days == 5
    said = [entry.verb for entry in entries_on(f"watch:{watch.pk}") if "evidence" not in entry.verb]
    assert said == ["change-watch", "propose-watch", "check-clue", "report-clue"]
    found = {(one.field, one.subject) for one in verify_trail(Asked(replay=True)).findings}
    assert not {subject for _, subject in found} & {f"watch:{watch.pk}", f"case:{watch.admission_id}"}


def test_the_kind_follows_from_status_and_income_and_no_other_is_taken(who):
    exited, ordinary, poor = an_exited(), an_ordinary(), a_household()
    line = 3 * 8000  # of three persons
    for household, kind, net, fits in (
        (exited, "unstable", line - 1, True), (exited, "unstable", line, False), (exited, "sudden", line, True), (exited, "marginal", line - 1, False),
        (ordinary, "marginal", line - 1, True), (ordinary, "unstable", line - 1, False), (ordinary, "sudden", line, True), (poor, "unstable", 1, False),
    ):
        watch = Watch.objects.filter(household=household).first() or a_clue(household, who["clerk"])
        act = lambda: services.check_clue(watch=watch.pk, check=a_check(kind, net), actor=who["clerk"], on=today())  # noqa: B023, E731
        if fits:
            assert act().kind == kind
        else:
            assert code_of(act) == ("registered-poor" if household == poor else "kind-does-not-fit")


def test_claims_and_self_pay_count_in_the_reference_income(who):
    watch = a_clue(an_exited(), who["clerk"])
    sick = a_check("unstable", 30000, self_pay_yuan=Decimal("6000.01"))
    assert services.check_clue(watch=watch.pk, check=sick, actor=who["clerk"], on=today()).kind == "unstable"
    paid = a_check("unstable", 30000, self_pay_yuan=Decimal("6000.01"), claims_yuan=Decimal("0.01"))
    assert code_of(lambda: services.check_clue(watch=watch.pk, check=paid, actor=who["clerk"], on=today())) == "kind-does-not-fit"


def test_a_household_has_one_open_clue_and_strangers_find_none(who):
    household = an_exited()
    with working_as(who["clerk"]):
        watch = a_clue(household, who["clerk"])
    assert code_of(lambda: a_clue(household, who["clerk"])) == "already-watched"
    neighbour = an_official("neighbour", (NEIGHBOUR, "head", ""))
    with pytest.raises(NotFound), working_as(neighbour):
        services.open_admission(watch=watch.pk, actor=neighbour)
    reader = an_official("reader", (VILLAGE, "reader", ""))
    with pytest.raises(Forbidden):
        services.check_clue(watch=watch.pk, check=a_check("unstable", 1), actor=reader, on=today())
    assert code_of(lambda: services.open_admission(watch=watch.pk, actor=who["clerk"])) == "not-checked"


def test_a_clue_is_dismissed_by_a_head_who_neither_reported_nor_checked_it(who):
    watch = a_clue(an_exited(), who["clerk"])
    services.check_clue(watch=watch.pk, check=a_check("unstable", 1), actor=who["head"], on=today())
    dismiss = lambda actor, why="已核实,住院费已全额报销": services.dismiss_clue(watch=watch.pk, why=why, actor=who[actor], on=today())  # noqa: E731
    with pytest.raises(Forbidden):
        dismiss("clerk")
    assert code_of(lambda: dismiss("head")) == "same-person"
    assert code_of(lambda: dismiss("town_head", " ")) == "note-missing"
    assert dismiss("town_head").state == "dismissed"
    assert a_clue(watch.household, who["clerk"]).pk != watch.pk, "another clue may come"


def test_nothing_makes_a_household_watched_but_its_completed_case(who, clock):
    watch = a_clue(an_exited(), who["clerk"])
    services.check_clue(watch=watch.pk, check=a_check("unstable", 1), actor=who["clerk"], on=today())
    case = a_case_done(services.open_admission(watch=watch.pk, actor=who["clerk"]), who, clock, until=4)
    with pytest.raises(DatabaseError, match="without its case"), transaction.atomic():
        Watch.objects.filter(pk=watch.pk).update(state="watched", decided_on=today())
    assert "病" not in notice_text(case) and watch.household.number not in notice_text(case)


def test_terms_run_from_the_clue_to_the_decision_to_measures_and_monthly_visits(who, clock):
    household = an_exited()
    old = a_clue(household, who["clerk"], days_ago=6)
    (late,) = late_watches(who["county_head"], area=COUNTY, on=today())
    assert (late.watch, late.due, late.days_late, late.level) == (old, "check", 1, "township")
    services.check_clue(watch=old.pk, check=a_check("unstable", 1), actor=who["clerk"], on=today())
    assert not late_watches(who["county_head"], area=COUNTY, on=today())
    for days, level in ((9, ""), (10, "township"), (12, "township"), (13, "county"), (19, "county"), (20, "city")):
        found = late_watches(who["county_head"], area=COUNTY, on=today() + timedelta(days=days))
        assert [row.level for row in found] == ([level] if level else []), days
    assert len(late_watches(who["county_head"], area=COUNTY, on=today() + timedelta(days=13), level="county")) == 1
    assert not late_watches(who["county_head"], area=COUNTY, on=today() + timedelta(days=13), level="city")
    a_case_done(services.open_admission(watch=old.pk, actor=who["clerk"]), who, clock)
    old.refresh_from_db()
    old.measured, old.visited_on = 0, None
    assert due_next(old) == ("measure", old.decided_on + timedelta(days=10))
    old.measured = 1
    assert due_next(old) == ("visit", old.decided_on + timedelta(days=31))


def test_a_measure_answers_a_risk_of_the_household(who, clock):
    watch = a_watched(an_exited(), who, clock)
    plan = lambda kind, risk="ill", note="办理慢病卡": services.plan_measure(  # noqa: E731
        watch=watch.pk, planned=Planned(kind, risk, today(), note), actor=who["clerk"], on=today())
    assert code_of(lambda: plan("industry")) == "measure-misses-risk"
    assert code_of(lambda: plan("health", "schooling")) == "bad-measure"
    row = plan("health")
    assert code_of(lambda: services.withdraw_measure(measure=row.pk, why="", actor=who["clerk"], on=today())) == "reason-missing"
    services.withdraw_measure(measure=row.pk, why="录错户", actor=who["clerk"], on=today())
    assert watch.measures.filter(withdrawn_at=None).count() == 0 and watch.measures.count() == 1


def a_household_out_of_risk(who, clock) -> Watch:
    """A watched household whose facts were collected anew and are sound, helped and visited, two months later."""
    watch = a_watched(an_exited(), who, clock)
    a_later_year(watch.household, watch.decided_on.year)
    services.plan_measure(watch=watch.pk, planned=Planned("health", "ill", today(), "慢病签约"), actor=who["clerk"], on=today())
    clock(62 * DAY)
    services.record_follow_up(number=watch.household.number, visit=Visit(today(), "stable", "身体恢复,复工"), actor=who["clerk"], on=today())
    return watch


def test_a_watch_ends_by_the_same_way_with_notice_when_the_rule_finds_no_risk(who, clock):
    watch = a_household_out_of_risk(who, clock)
    case = services.propose_removal(watch=watch.pk, way="assisted", why="收入稳定", actor=who["clerk"])
    a_case_done(case, who, clock)
    watch.refresh_from_db()
    assert (watch.state, watch.way, watch.ended_on) == ("removed", "assisted", today())
    rates = rates_of(who["county_head"], COUNTY)
    assert (rates.ever, rates.removed, rates.removal_rate) == (1, 1, 1.0)


def test_who_is_still_at_risk_is_not_let_go(who, clock):
    watch = a_household_out_of_risk(who, clock)
    propose = lambda way="assisted": services.propose_removal(watch=watch.pk, way=way, why="收入稳定", actor=who["clerk"])  # noqa: E731
    new = {"household": watch.household, "year": watch.decided_on.year}
    HouseholdForm.objects.filter(**new).update(house_grade="D")
    assert code_of(propose) == "verdict-fails"
    HouseholdForm.objects.filter(**new).update(house_grade="A")
    MemberForm.objects.filter(**new).update(labour="none")
    assert code_of(propose) == "verdict-fails", "without anybody able to work they stay under the safety net"
    case = propose("natural")
    a_case_done(case, who, clock, until=5)
    HouseholdForm.objects.filter(**new).update(water_safe=False)
    assert code_of(lambda: a_case_done_last(case, who)) == "verdict-fails", "asked again on the day of the decision"


def a_case_done_last(case, who) -> None:
    from procedure.cases import evidence
    from tuopin.procedure.services import Said, take_step
    from tuopin.procedure.states import procedure_named

    step = procedure_named(case.procedure).editions[0].step("decide")
    take_step(case=case.pk, step="decide", actor=who["county_head"], said=Said(evidence=evidence(step.evidence, case.subject)))


def test_a_watch_does_not_end_in_its_month_nor_the_next_unless_naturally(who, clock):
    watch = a_watched(an_exited(), who, clock)
    a_later_year(watch.household, watch.decided_on.year)
    services.plan_measure(watch=watch.pk, planned=Planned("health", "ill", today(), "慢病签约"), actor=who["clerk"], on=today())
    services.record_follow_up(number=watch.household.number, visit=Visit(today(), "stable", "好转"), actor=who["clerk"], on=today())
    propose = lambda way: services.propose_removal(watch=watch.pk, way=way, why="好转", actor=who["clerk"])  # noqa: E731
    assert code_of(lambda: propose("assisted")) == "verdict-fails"
    assert propose("natural").procedure == "watch-removal"


def refused(watch: Watch, who, *, way: str = "assisted") -> str:
    """Why the household is not let go: the code, and what the rule misses; it still is watched."""
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        services.propose_removal(watch=watch.pk, way=way, why="收入稳定", actor=who["clerk"])
    watch.refresh_from_db()
    assert watch.state == "watched" and watch.removal_id is None
    return f"{refusal.value.code}: {refusal.value.params.get('why', '')}"


def test_nobody_is_let_go_on_facts_from_before_they_came_under_watch(who, clock):
    watch = a_watched(an_exited(), who, clock)
    services.plan_measure(watch=watch.pk, planned=Planned("health", "ill", today(), "慢病签约"), actor=who["clerk"], on=today())
    clock(62 * DAY)
    services.record_follow_up(number=watch.household.number, visit=Visit(today(), "stable", "复工"), actor=who["clerk"], on=today())
    a_later_year(watch.household, watch.decided_on.year - 1)
    for way in ("assisted", "natural"):
        assert refused(watch, who, way=way).startswith("facts-before-watch")
    a_later_year(watch.household, watch.decided_on.year)
    assert services.propose_removal(watch=watch.pk, way="assisted", why="收入稳定", actor=who["clerk"])


def test_the_self_pay_and_claims_of_the_check_count_when_a_household_is_to_be_let_go(who, clock):
    watch = a_household_out_of_risk(who, clock)  # on 24000, its line to the yuan
    Watch.objects.filter(pk=watch.pk).update(self_pay_yuan=Decimal("0.01"))
    assert "收入稳定超过当年监测线" in refused(watch, who)
    Watch.objects.filter(pk=watch.pk).update(claims_yuan=Decimal("0.01"))
    assert services.propose_removal(watch=watch.pk, way="assisted", why="已报销", actor=who["clerk"])


def test_who_was_found_at_risk_at_the_last_visit_is_not_let_go_and_who_was_not_is(who, clock):
    watch = a_household_out_of_risk(who, clock)
    visit = lambda finding: services.record_follow_up(  # noqa: E731
        number=watch.household.number, visit=Visit(today(), finding, "入户所见"), actor=who["clerk"], on=today())
    for finding in ("new_risk", "remains"):
        clock(DAY)
        visit(finding)
        for way in ("assisted", "natural"):
            assert "最近一次回访稳定或风险减轻" in refused(watch, who, way=way)
    clock(DAY)
    visit("eased")
    assert services.propose_removal(watch=watch.pk, way="assisted", why="已缓解", actor=who["clerk"])


def test_a_household_of_which_everybody_has_left_is_gone_and_one_without_forms_of_its_members_is_not(who, clock):
    watch = a_household_out_of_risk(who, clock)
    MemberForm.objects.filter(household=watch.household).update(superseded_at=watch.recorded_at)
    assert refused(watch, who).startswith("verdict-fails") and refused(watch, who, way="natural").startswith("verdict-fails")
    stays = Membership.objects.filter(household=watch.household).order_by("pk")
    stays.update(ends_on=today() + DAY)
    assert refused(watch, who, way="natural").startswith("verdict-fails"), "they leave tomorrow"
    Membership.objects.filter(pk__in=[stay.pk for stay in stays][1:]).update(ends_on=today())
    assert refused(watch, who, way="natural").startswith("verdict-fails"), "the head still lives there"
    stays.update(ends_on=today())
    HouseholdForm.objects.filter(household=watch.household).update(superseded_at=watch.recorded_at)
    assert services.propose_removal(watch=watch.pk, way="natural", why="整户搬迁", actor=who["clerk"]), "of a household that is gone no form is asked"


def test_a_second_visit_of_the_same_day_that_says_something_else_is_not_lost_in_silence(who, clock):
    watch = a_watched(an_exited(), who, clock)
    visit = lambda finding="stable", note="在家", by="clerk", **more: services.record_follow_up(  # noqa: E731
        number=watch.household.number, visit=Visit(today(), finding, note, **more), actor=who[by], on=today())
    first = visit()
    assert visit() == visit(note=" 在家 ") == first, "sent twice it is one visit"
    for other in ({"finding": "new_risk"}, {"note": "又来,户主住院"}, {"policies_kept": False}):
        assert code_of(lambda: visit(**other)) == "visited-already"  # noqa: B023
    assert visit("new_risk", by="head").pk != first.pk and watch.follow_ups.count() == 2, "another person's visit is another"


def test_the_day_of_a_proposal_is_that_of_the_office_and_not_of_greenwich(who, clock):
    watch = a_clue(an_exited(), who["clerk"])
    services.check_clue(watch=watch.pk, check=a_check("unstable", 1), actor=who["clerk"], on=today())
    at = now().astimezone(UTC)
    clock(at.replace(hour=20, minute=0) + DAY - at)  # four in the morning of the next day at the office
    case = services.open_admission(watch=watch.pk, actor=who["clerk"])
    assert case.opened_at.astimezone(UTC).date() == today() - DAY
    (entry,) = [entry for entry in entries_on(f"watch:{watch.pk}") if entry.verb == "propose-watch"]
    assert entry.happened_on == today()

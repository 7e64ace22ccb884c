"""A family asks to be registered: application, meeting, comparison, and what holds a case back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from identification.families import a_family, a_member, families
from procedure.cases import a_file, an_official
from procedure.walking import officials_of, pieces_of, walk
from register import VILLAGE, a_household
from tuopin.identification.models import Ballot, Comparison, Meeting
from tuopin.identification.services import (
    MeetingTold,
    Votes,
    apply_for,
    apply_many,
    hold_meeting,
    record_comparisons,
    reply_to_comparison,
    settle_comparison,
)
from tuopin.identification.services.compare import Hit
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.selectors import working_as
from tuopin.procedure.models import Act, Case
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.services import Said, take_step, take_steps
from tuopin.procedure.services.clock import today
from tuopin.registry.models import Household, HouseholdForm, MemberForm, Membership, StatusEvent
from tuopin.registry.services.record_household import HouseholdTold, record_household

pytestmark = pytest.mark.django_db


def code_of(act) -> str:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert all(refusal.value.say())
    return refusal.value.code


@pytest.fixture
def clerk():
    return an_official("village-clerk", (VILLAGE, "clerk", ""))


def test_a_family_applies_and_is_registered_with_a_number_a_day_and_a_cause(clerk, clock):
    with working_as(clerk):
        case = apply_for(told=a_family(), actor=clerk, on=today())
    household = Household.objects.get(number=case.subject.partition(":")[2])
    assert household.number.startswith("T431129") and not StatusEvent.objects.filter(household=household).exists()
    assert [m.person.number for m in Membership.objects.filter(household=household).order_by("id")] == [f"{household.number}{n:02d}" for n in (1, 2, 3)]
    case = walk(case, clock)
    event = StatusEvent.objects.get(household=household)
    assert (case.state, event.kind, event.on, event.case_id) == ("completed", "identified", today(case.ended_at), case.pk)
    assert HouseholdForm.objects.get(household=household).main_cause == "ill"


def test_the_same_application_sent_twice_is_one(clerk):
    key = uuid4()
    assert len({apply_for(told=a_family(), actor=clerk, on=today(), key=key).pk for _ in range(2)}) == 1
    assert Household.objects.count() == 1


def test_what_an_import_would_not_take_an_application_does_not_either(clerk):
    told = a_family()
    head = told.members[0]
    wrong = [
        HouseholdTold(VILLAGE, 2018, (a_member("other"),)),
        HouseholdTold(VILLAGE, 2018, (head, a_member("head"))),
        HouseholdTold(VILLAGE, 2018, (type(head)(head.name, "head", certificate="431129197005010001"),)),
        HouseholdTold(VILLAGE, 2018, told.members, {"house_grade": "很差很差"}),
        HouseholdTold(VILLAGE, 2018, told.members, {"registered_at": "2018"}),
        HouseholdTold(VILLAGE, 2018, (head, type(head)("盘重", "other", certificate=head.certificate))),
    ]
    for one in wrong:
        assert code_of(lambda one=one: record_household(told=one, actor=clerk, on=today())), one
    assert not Household.objects.exists()


def test_who_lives_in_another_household_cannot_apply_with_a_second_one(clerk):
    first = a_family()
    record_household(told=first, actor=clerk, on=today())
    again = HouseholdTold(VILLAGE, 2018, (first.members[0],), first.facts)
    assert code_of(lambda: record_household(told=again, actor=clerk, on=today())) == "certificate-taken"


def test_nobody_applies_for_another_village(clerk):
    with pytest.raises(NotFound):
        apply_for(told=a_family(village="431129210214"), actor=clerk, on=today())


def meeting_of(cases, head, votes, **more) -> Meeting:
    wanted = edition_of(cases[0]).step(cases[0].due).evidence
    files = tuple((r.name, a_file(sorted(r.kinds)[0], f"village:{VILLAGE}").uid) for r in wanted)
    told = MeetingTold(**{"village_code": VILLAGE, "held_on": today(), "entitled": 60, "present": 45, "evidence": files, "key": uuid4()} | more)
    return hold_meeting(told=told, votes=[Votes(case.pk, *vote) for case, vote in zip(cases, votes, strict=True)], actor=head, on=today())


@pytest.fixture
def to_appraise(clerk):
    """Three families that were checked."""
    cases = apply_many(told=[a_family() for _ in range(3)], actor=clerk, on=today())
    take_steps({case.pk: Said(evidence=pieces_of(edition_of(case).step("check").evidence, case)) for case in cases}, step="check", actor=clerk)
    return list(Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk"))


def test_one_meeting_votes_on_each_and_what_it_does_not_carry_is_rejected(to_appraise):
    head = an_official("village-head", (VILLAGE, "head", "村主任"))
    meeting = meeting_of(to_appraise, head, [(40, 3, 2), (22, 20, 3), (23, 22, 0)])
    for case in to_appraise:
        case.refresh_from_db()
    assert [case.state for case in to_appraise] == ["underway", "rejected", "underway"]
    assert [ballot.carried for ballot in Ballot.objects.filter(meeting=meeting).order_by("pk")] == [True, False, True]
    assert "22" in Act.objects.get(case=to_appraise[1], kind="reject").note
    assert [Act.objects.filter(case=case).last().in_favour for case in to_appraise] == [40, 22, 23]


def test_a_meeting_without_quorum_or_with_votes_that_do_not_add_up_is_none(to_appraise):
    head = an_official("village-head", (VILLAGE, "head", "村主任"))
    assert code_of(lambda: meeting_of(to_appraise, head, [(39, 0, 0)] * 3, present=39)) == "no-quorum"
    assert code_of(lambda: meeting_of(to_appraise, head, [(40, 3, 2), (40, 3, 3), (45, 0, 0)])) == "votes-do-not-add-up"
    assert not Meeting.objects.exists() and not Act.objects.exclude(step="check").exists()


def test_the_same_minutes_sent_twice_are_one_meeting(to_appraise):
    head, key = an_official("village-head", (VILLAGE, "head", "村主任")), uuid4()
    assert len({meeting_of(to_appraise, head, [(45, 0, 0)] * 3, key=key).pk for _ in range(2)}) == 1


def test_a_meeting_asks_for_the_acts_of_all_its_households_together(to_appraise):
    head = an_official("village-head", (VILLAGE, "head", "村主任"))
    with CaptureQueriesContext(connection) as asked:
        meeting_of(to_appraise, head, [(45, 0, 0)] * 3)
    assert sum(query["sql"].startswith("SELECT") and 'FROM "procedure_act" WHERE' in query["sql"] and '"key"' in query["sql"].split("WHERE")[1] for query in asked) == 1
    assert not [query["sql"] for query in asked if query["sql"].startswith("SELECT") and '"procedure_act"."case_id" =' in query["sql"].partition("WHERE")[2]]


def test_a_hit_is_only_a_suspicion_and_the_household_is_heard_before_anybody_decides(clerk, clock):
    anhui = "340826100201"
    clerk = an_official("susong", ("340826000000", "clerk", ""))
    household = a_household(village=anhui, status="removed")
    from tuopin.procedure.services import open_case

    case = open_case(procedure="household-identification", number=household.number, actor=clerk)
    assert case.variant == "340000000000"
    hit, = record_comparisons(hits=[Hit(household.number, "vehicle", "车管所", "名下有小型汽车一辆")], compared_on=today(), actor=clerk, on=today())
    who = officials_of(anhui, case)
    walk(case, clock, who=who, until="compare")
    compare = Said(evidence=pieces_of(edition_of(case).step("compare").evidence, case))
    assert code_of(lambda: take_step(case=case.pk, step="compare", actor=who["compare"], said=compare)) == "comparison-open"
    settle = {"comparison": hit.pk, "finding": "explained", "reason": "车已报废,有注销证明", "actor": clerk, "on": today()}
    assert code_of(lambda: settle_comparison(**settle)) == "not-heard"
    reply_to_comparison(comparison=hit.pk, reply="车早坏了,没钱注销", actor=clerk, on=today())
    assert settle_comparison(**settle).finding == Comparison.Finding.EXPLAINED
    assert code_of(lambda: settle_comparison(**settle)) == "settled-already"
    take_step(case=case.pk, step="compare", actor=who["compare"], said=compare)
    case.refresh_from_db()
    assert case.due == "appraise"


def test_an_ordinary_household_stands_on_no_list_and_in_no_figure(clerk):
    from tuopin.people.selectors import operator
    from tuopin.policy.models import Standing
    from tuopin.policy.services import judge_counties

    a_household()
    families(2, clerk)
    judge_counties(year=2018, counties=["431129000000"], actor=operator())
    assert Household.objects.count() == 3 and Standing.objects.count() == 1
    assert MemberForm.objects.count() == 9

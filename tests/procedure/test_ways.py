"""What is wider than an exit: ways of places, two notices, one person for two bound steps, rejection and appeal, many cases at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import gettext, override

from procedure.cases import DAY, POSTS, a_file, an_official, evidence, officials
from procedure.pure import TOWN, VILLAGE
from register import a_household
from tuopin.kernel.refusals import Refusal
from tuopin.procedure.models import Act, Publication, Sealing
from tuopin.procedure.selectors import case_file, waiting_for
from tuopin.procedure.services import (
    Said,
    answer_objection,
    close_notices,
    object_to,
    open_case,
    open_cases,
    publish_notice,
    publish_notices,
    reject,
    take_step,
    take_steps,
)
from tuopin.procedure.services.clock import now, today
from tuopin.procedure.states import procedure_named
from tuopin.registry.models import Household, StatusEvent
from tuopin.registry.services.record_household import HouseholdTold, MemberTold, record_households
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db
HUNAN = procedure_named("household-identification").edition_on(date(2018, 1, 1), VILLAGE)


@pytest.fixture
def who():
    return officials() | {"county_clerk": an_official("county_clerk", ("431129000000", "clerk", ""))}


def ordinary(count: int, actor) -> list[Household]:
    """Households that are on no register, poor by their house."""
    return record_households(told=[
        HouseholdTold(
            VILLAGE, 2018, (MemberTold(f"盘{n}生" if n > 9 else "盘生", "head", born_on=date(1970, 1, 1), facts={"health": "healthy", "resident_medical": True}),),
            {"group_name": "一组", "house_grade": "D", "water_safe": True, "food_enough": True, "clothing_enough": True, "main_cause": "ill"},
        ) for n in range(count)
    ], actor=actor, on=today())


def code_of(act) -> str:
    from django.db import transaction

    from tuopin.kernel.refusals import Refusal

    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert all(refusal.value.say())
    return refusal.value.code


def own_and_shared(step, cases, *, closing=False) -> dict[int, Said]:
    """One meeting, one board: what is shared is one file for all; what is a household's own is one file each."""
    wanted = step.closing if closing else step.evidence
    shared = [(r.name, a_file(sorted(r.kinds)[0], f"village:{VILLAGE}").uid) for r in wanted if r.shared]
    votes = {"entitled": 60, "present": 45, "in_favour": 40} if step.present and not closing else {}
    return {
        case.pk: Said(evidence=(*shared, *evidence(tuple(r for r in wanted if not r.shared), case.subject)), **votes) for case in cases
    }


def walk(cases, who, clock, *, until: int = 9) -> None:
    """All cases together through the identification, up to so many acts."""
    step = HUNAN.step
    way = [
        lambda: take_steps(own_and_shared(step("check"), cases), step="check", actor=who["clerk"]),
        lambda: take_steps(own_and_shared(step("appraise"), cases), step="appraise", actor=who["head"]),
        lambda: publish_notices(own_and_shared(step("publish"), cases), actor=who["town_clerk"]),
        lambda: (clock(7 * DAY), close_notices(own_and_shared(step("publish"), cases, closing=True), actor=who["town_clerk"])),
        lambda: take_steps(own_and_shared(step("review"), cases), step="review", actor=who["town_head"]),
        lambda: publish_notices(own_and_shared(step("publish-second"), cases), actor=who["town_clerk"]),
        lambda: (clock(7 * DAY), close_notices(own_and_shared(step("publish-second"), cases, closing=True), actor=who["town_clerk"])),
        lambda: take_steps(own_and_shared(step("approve"), cases), step="approve", actor=who["county_head"]),
        lambda: take_steps(own_and_shared(step("announce"), cases), step="announce", actor=who["county_clerk"]),
    ]
    for act in way[:until]:
        act()


def test_a_place_has_its_own_way_and_the_nation_the_other():
    identification = procedure_named("household-identification")
    ways = {code: identification.edition_on(date(2018, 1, 1), code) for code in ("431129210213", "340826100201", "520123100201")}
    assert [next(s for s in way.steps if s.notice).notice.days for way in ways.values()] == [7, 7, 5]
    assert [s.name for s in ways["340826100201"].steps][1:4] == ["appraise-group", "compare", "appraise"]
    assert identification.edition_from(date(2014, 4, 2), "340000000000") is ways["340826100201"]


def test_many_households_go_their_way_together(who, clock):
    households = ordinary(12, who["clerk"])
    cases = open_cases(procedure="household-identification", numbers=[h.number for h in households], actor=who["clerk"])
    assert {case.variant for case in cases} == {"430000000000"} and len(waiting_for(who["clerk"])) == 12
    walk(cases, who, clock)
    found = StatusEvent.objects.filter(household__in=households)
    assert {event.kind for event in found} == {"identified"} and found.count() == 12
    assert Publication.objects.count() == 24 and Sealing.objects.values("root").distinct().count() == 4  # one checkpoint for all of them
    assert Act.objects.filter(case=cases[0]).count() == 9
    assert [entry.verb for entry in entries_on(f"case:{cases[5].pk}")].count("case-step") == 5
    assert len({act.account_id for act in Act.objects.filter(case=cases[3])}) == 6


def test_both_notices_must_hang_their_whole_time(who, clock):
    cases = open_cases(procedure="household-identification", numbers=[h.number for h in ordinary(2, who["clerk"])], actor=who["clerk"])
    walk(cases, who, clock, until=6)
    clock(timedelta(days=6))
    last = own_and_shared(HUNAN.step("publish-second"), cases, closing=True)
    assert code_of(lambda: close_notices(last, actor=who["town_clerk"])) == "some-refused"
    assert {act.kind for act in Act.objects.filter(case=cases[0]).order_by("-seq")[:1]} == {"publish"}


def test_who_put_the_first_notice_up_may_put_up_the_second_and_nothing_else(who, clock):
    case, = open_cases(procedure="household-identification", numbers=[ordinary(1, who["clerk"])[0].number], actor=who["clerk"])
    walk([case], who, clock, until=4)
    both = an_official("both", (TOWN, "clerk", "二"), (TOWN, "head", "二"))
    take_step(case=case.pk, step="review", actor=both, said=own_and_shared(HUNAN.step("review"), [case])[case.pk])
    refused = own_and_shared(HUNAN.step("publish-second"), [case])[case.pk]
    assert code_of(lambda: publish_notice(case=case.pk, actor=both, said=refused)) == "same-person"
    assert publish_notice(case=case.pk, actor=who["town_clerk"], said=refused).step == "publish-second"


def test_one_that_cannot_go_on_holds_all_back_and_is_named(who):
    cases = open_cases(procedure="household-identification", numbers=[h.number for h in ordinary(3, who["clerk"])], actor=who["clerk"])
    told = own_and_shared(HUNAN.step("check"), cases)
    told[cases[1].pk] = Said()
    with pytest.raises(Refusal) as refusal:
        take_steps(told, step="check", actor=who["clerk"])
    said_of, fix = refusal.value.say()
    number = cases[1].subject.partition(":")[2]
    assert refusal.value.code == "some-refused" and said_of.startswith(f"3 件中有 1 件不能办理,全部没有保存。 {number}:缺少") and "evidence-" not in said_of and fix
    assert not Act.objects.exists()


def test_many_that_refuse_for_one_reason_are_told_together_in_the_readers_words(who):
    cases = open_cases(procedure="household-identification", numbers=[h.number for h in ordinary(7, who["clerk"])], actor=who["clerk"])
    told = own_and_shared(HUNAN.step("check"), cases)
    with pytest.raises(Refusal) as refusal:
        take_steps(told, step="check", actor=who["town_head"])
    said_of, _fix = refusal.value.say()
    assert said_of.startswith("7 件中有 7 件不能办理") and said_of.count("这一步不由您的岗位办理") == 1 and said_of.count("、") == 4 and "…" in said_of, said_of
    with override("en"):
        assert "not-your-step" not in refusal.value.say(gettext)[0] and "这" not in refusal.value.say(gettext)[0]


def test_a_rejection_ends_the_case_and_is_appealed_one_level_above(who, clock):
    number = ordinary(1, who["clerk"])[0].number
    case = open_case(procedure="household-identification", number=number, actor=who["clerk"])
    assert code_of(lambda: reject(case=case.pk, actor=who["clerk"], said=Said())) == "note-missing"
    assert code_of(lambda: reject(case=case.pk, actor=who["head"], said=Said(note="不符合"))) == "not-your-step"
    reject(case=case.pk, actor=who["clerk"], said=Said(note="家有商品房"))
    case.refresh_from_db()
    assert (case.state, case.due, case_file(who["clerk"], case.pk, at=now()).standing.is_ended) == ("rejected", "", True)
    appeal = open_case(procedure="household-identification", number=number, actor=who["clerk"], note="房子是借住的", appeals=case.pk)
    check = own_and_shared(HUNAN.step("check"), [appeal])[appeal.pk]
    assert code_of(lambda: take_step(case=appeal.pk, step="check", actor=who["clerk"], said=check)) == "rejected-before"
    assert take_step(case=appeal.pk, step="check", actor=who["town_clerk"], said=check).seat_area == TOWN
    reject(case=appeal.pk, actor=who["head"], said=Said(note="评议未通过"))
    assert code_of(lambda: open_case(procedure="household-identification", number=number, actor=who["clerk"], appeals=case.pk)) == "appealed-already"
    clock(31 * DAY)
    assert code_of(lambda: open_case(procedure="household-identification", number=number, actor=who["clerk"], appeals=appeal.pk)) == "appeal-late"
    assert open_case(procedure="household-identification", number=number, actor=who["clerk"]).appeals_id is None


def test_who_upheld_an_objection_does_not_answer_the_one_in_the_appeal(who, clock):
    case, = open_cases(procedure="household-identification", numbers=[ordinary(1, who["clerk"])[0].number], actor=who["clerk"])
    walk([case], who, clock, until=3)
    others = {name: an_official(f"again-{name}", POSTS[name]) for name in POSTS}

    def objected(one) -> int:
        return object_to(case=one.pk, text="他家有车", actor=an_official(f"neighbour-{one.pk}", POSTS["head"])).seq

    def answered(one, refers, outcome, actor):
        said = Said(note="已查", evidence=evidence(HUNAN.objection.evidence, one.subject))
        return answer_objection(case=one.pk, refers=refers, outcome=outcome, actor=actor, said=said)

    answered(case, objected(case), "upheld", who["town_deputy"])
    case.refresh_from_db()
    number = case.subject.partition(":")[2]
    appeal = open_case(procedure="household-identification", number=number, actor=who["clerk"], appeals=case.pk, note="车是借的")
    walk([appeal], others, clock, until=3)
    refers = objected(appeal)
    assert case.state == "stopped" and code_of(lambda: answered(appeal, refers, "upheld", who["town_deputy"])) == "decided-before"
    assert answered(appeal, refers, "dismissed", others["town_deputy"]).outcome == "dismissed"


def test_a_household_that_lacks_nothing_is_not_identified(who, clock):
    well = a_household()
    StatusEvent.objects.filter(household=well)  # it is registered: nothing to identify
    assert code_of(lambda: open_case(procedure="household-identification", number=well.number, actor=who["clerk"])) == "wrong-status"
    number = ordinary(1, who["clerk"])[0].number
    case = open_case(procedure="household-identification", number=number, actor=who["clerk"])
    walk([case], who, clock, until=7)
    from tuopin.registry.models import HouseholdForm

    HouseholdForm.objects.filter(household__number=number).update(house_grade="A")
    last = own_and_shared(HUNAN.step("approve"), [case])[case.pk]
    assert code_of(lambda: take_step(case=case.pk, step="approve", actor=who["county_head"], said=last)) == "verdict-fails"

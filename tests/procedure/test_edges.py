"""Cases at their edges: what is not declared, not there, or not yet due is refused for all together, and nothing is done."""

from __future__ import annotations

import pytest

from procedure.cases import an_official, officials, said
from procedure.pure import COUNTY, VILLAGE
from register import a_household
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.procedure.models import Act, Case
from tuopin.procedure.selectors.cases import cases_listed
from tuopin.procedure.selectors.handed_in import wanted_of
from tuopin.procedure.selectors.past import cases_in_sight
from tuopin.procedure.services import (
    Said,
    evaluate_case,
    hand_in_report,
    move_cases,
    open_case,
    publish_notices,
    take_steps,
)
from tuopin.procedure.services.clock import today
from tuopin.procedure.services.doors import meet
from tuopin.procedure.services.take_step import reject_many
from tuopin.procedure.states.declared import FOLDER, Undeclared, read_procedure
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return officials()


@pytest.fixture
def two(who) -> list[Case]:
    return [open_case(procedure="household-exit", number=a_household().number, actor=who["clerk"]) for _ in range(2)]


def code_of(act) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def test_one_case_out_of_sight_hides_all_that_were_asked_for(who, two):
    neighbour = an_official("neighbour", ("431129210214", "clerk", ""))
    assert [case.pk for case in cases_in_sight(who["clerk"], [two[1].pk, two[0].pk])] == [two[1].pk, two[0].pk]
    for actor, numbers in ((neighbour, [case.pk for case in two]), (who["clerk"], [two[0].pk, 999_999])):
        with pytest.raises(NotFound):
            cases_in_sight(actor, numbers)


def test_notices_are_put_up_only_where_all_stand_at_their_notice(who, two):
    assert code_of(lambda: publish_notices({case.pk: Said() for case in two}, actor=who["town_clerk"])) == "not-this-step"
    assert not Act.objects.exists()


def test_many_are_rejected_together_and_each_with_its_reason(who, two):
    assert code_of(lambda: reject_many({two[0].pk: Said(note="未通过"), two[1].pk: Said()}, step="appraise", actor=who["clerk"])) == "some-refused"
    assert not Act.objects.exists()
    acts = reject_many({case.pk: Said(note="评议未通过") for case in two}, step="appraise", actor=who["clerk"])
    assert {act.kind for act in acts} == {"reject"} and set(Case.objects.values_list("state", flat=True)) == {"rejected"}


def test_what_is_wanted_now_is_told_to_whoever_sees_the_case(who, two):
    assert {each.name for each in wanted_of(who["clerk"], two[0].pk)} == {each.name for each in _step(two[0]).evidence}
    with pytest.raises(NotFound):
        wanted_of(an_official("neighbour", ("431129210214", "clerk", "")), two[0].pk)


def _step(case: Case):
    from tuopin.procedure.selectors.past import edition_of

    return edition_of(case).step(case.due)


def test_cases_are_found_by_place_step_and_number(who, two):
    clerk = who["clerk"]
    assert {case.pk for case in cases_listed(clerk, area=VILLAGE)} == {case.pk for case in two}
    assert {case.pk for case in cases_listed(clerk, due="appraise")} == {case.pk for case in two} and not cases_listed(clerk, due="verify")
    for text in (f"#{two[0].pk}", two[0].subject.partition(":")[2]):
        assert [case.pk for case in cases_listed(clerk, text=text)] == [two[0].pk]
    assert not cases_listed(clerk, text="没有")
    with pytest.raises(NotFound):
        cases_listed(clerk, area="431129210214")


def test_what_is_appealed_against_is_an_ended_case_of_the_same_household(who, two):
    number = two[0].subject.partition(":")[2]
    for appeals in (two[0].pk, two[1].pk):  # one that runs, and one of another household
        assert code_of(lambda appeals=appeals: open_case(procedure="household-exit", number=number, actor=who["clerk"], appeals=appeals)) == "nothing-to-appeal"


def test_a_case_without_an_evaluators_step_is_not_evaluated(who, two):
    auditor = an_official("auditor", (COUNTY, "auditor", ""))
    assert code_of(lambda: evaluate_case(case=two[0].pk, actor=auditor, said=Said())) == "not-evaluators-step"
    assert code_of(lambda: hand_in_report(case=two[0].pk, name="report", file=b"%PDF", actor=auditor)) == "not-evaluators-step"
    assert not Act.objects.exists()


def test_a_condition_that_no_room_answers_for_is_refused(who, settings):
    assert code_of(lambda: meet("no-such-condition", number="1", actor=who["clerk"], on=today())) == "no-door"
    settings.PROCEDURE_CONDITIONS = {"refuses": "procedure.test_edges.refuses"}
    assert code_of(lambda: meet("refuses", number="1", actor=who["clerk"], on=today())) == "said-the-room"


def refuses(*, number, actor, on, case) -> None:
    raise Refusal("said-the-room", number, "ask there")


@pytest.mark.parametrize(("change", "fault"), [
    (lambda text: text.replace('persons = 5', 'persons = 5\nto = 2016-04-23', 1), "place or days"),
    (lambda text: text.replace('name = "verify"', 'name = "verify"\nagain = "approve"', 1), "again"),
    (lambda text: text + "\n" + "[[edition]]" + text.partition("[[edition]]")[2], "editions"),
])
def test_a_file_that_contradicts_itself_is_not_worked_by(tmp_path, change, fault):
    text = (FOLDER / "household_exit.toml").read_text(encoding="utf-8")
    (tmp_path / "unfit.toml").write_text(change(text), encoding="utf-8")
    with pytest.raises(Undeclared) as refused:
        read_procedure(tmp_path / "unfit.toml")
    assert any(fault in told for told in refused.value.params["faults"])


def test_a_place_without_running_cases_hands_none_on_and_leaves_no_event(who, two):
    before = Entry.objects.count()
    assert move_cases(predecessors=["431129210214"], successor=VILLAGE, basis="湘民行发〔2020〕1 号", actor=who["clerk"], on=today()) == 0
    assert Entry.objects.count() == before and set(Case.objects.values_list("area_code", flat=True)) == {VILLAGE}


def test_cases_of_which_none_may_be_seen_are_not_found_rather_than_refused(who, two):
    neighbour = an_official("neighbour", ("431129210214", "clerk", ""))
    with pytest.raises(NotFound):
        take_steps({case.pk: said("appraise", case.subject) for case in two}, step="appraise", actor=neighbour)
    assert not Act.objects.exists()

"""C18 倒排整顿软弱涣散党组织, C19 持续整顿: of 100 branches 10 are taken up, each with a plan of its own, closed only after acceptance; repeats are counted."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from ledger.tasks import evidence_for
from party_work import COUNTY, FROM, ON, a_person, cores, villages_of
from tuopin.kernel.refusals import Refusal
from tuopin.ledger.services import accept_task, close_task, submit_task, verify_task
from tuopin.party.models import BranchScore, Organisation
from tuopin.party.selectors import rectification, scores_of, times_selected, unscored
from tuopin.party.services import (
    NewOrganisation,
    rectify_branches,
    register_organisations,
    score_branches,
)
from tuopin.party.states import weakest_count
from tuopin.people.models import Post
from tuopin.people.selectors import actor_for, operator, working_as
from web import kit

pytestmark = pytest.mark.django_db
DUE = date(2018, 12, 1)


def scored(branches, year=2017, weak=()):
    """Scores for all of them, the later in code the better; those of `weak` at the bottom."""
    return score_branches(county=COUNTY, year=year, actor=operator(), on=ON, scores={
        b.pk: (Decimal(1) if b.pk in weak else Decimal(50) + n / Decimal(4), "书记空缺") for n, b in enumerate(branches)})


@pytest.mark.parametrize(("many", "taken"), [(100, 10), (101, 11), (91, 10), (90, 9), (1, 1), (10, 1), (11, 2), (0, 0)])
def test_a_tenth_rounded_up_is_taken_up(many, taken):
    assert weakest_count(many, Decimal("0.10")) == taken


def test_of_100_branches_the_weakest_10_are_selected_and_all_must_be_scored_together():
    with working_as(operator()):
        branches = cores(villages_of(COUNTY, 100))
        cores(villages_of("140929000000", 3))  # another county ranks its own
        register_organisations([NewOrganisation(branches[0].area_code, "产业党支部", "industry", "base", "基地", branches[0].pk)], starts_on=FROM, actor=operator(), on=ON)
        Organisation.objects.create(area_code=villages_of(COUNTY, 101)[100], name="已撤销的支部", layer="core", starts_on=FROM, ends_on=ON)
        with pytest.raises(Refusal) as refused:
            score_branches(county=COUNTY, year=2017, scores={b.pk: (Decimal(5), "") for b in branches[1:]}, actor=operator(), on=ON)
        assert refused.value.code == "not-all-scored"
        scored(branches)
        rows = list(scores_of(operator(), COUNTY, year=2017))
        assert [row.branch_id for row in rows if row.weak] == [b.pk for b in branches[:10]]
        assert [row.rank for row in rows] == list(range(1, 101)) and unscored(operator(), COUNTY, year=2017, on=ON).count() == 0
        with pytest.raises(Refusal) as refused:
            scored(branches)
        assert refused.value.code == "recorded-before"


def test_of_branches_with_the_same_score_those_of_the_lower_codes_are_taken_up():
    with working_as(operator()):
        branches = cores(list(reversed(villages_of(COUNTY, 20))))
        score_branches(county=COUNTY, year=2017, scores={b.pk: (Decimal(60), "") for b in branches}, actor=operator(), on=ON)
        assert [row.area_code for row in scores_of(operator(), COUNTY, year=2017).filter(weak=True)] == villages_of(COUNTY, 2)


def test_each_has_a_plan_of_its_own_and_is_closed_only_after_acceptance_by_another_on_evidence():
    with working_as(operator()):
        branches = cores(villages_of(COUNTY, 10))
        row = next(row for row in scored(branches) if row.weak)
        with pytest.raises(Refusal):
            rectify_branches({row.pk: " "}, due_on=DUE, actor=operator(), on=ON)
        strong = scores_of(operator(), COUNTY, year=2017).filter(weak=False).first()
        with pytest.raises(Refusal) as refused:
            rectify_branches({strong.pk: "方案"}, due_on=DUE, actor=operator(), on=ON)
        assert refused.value.code == "not-to-rectify"
        [row] = rectify_branches({row.pk: "配齐书记,三个月内完成换届"}, due_on=DUE, actor=operator(), on=ON)
    secretary = kit.identified(kit.an_official(row.area_code, "head", username="zhishu"))
    Post.objects.filter(account=secretary).update(office="secretary")
    owner, above = actor_for(secretary, on=ON), a_person(row.area_code[:9] + "000", "head")
    with working_as(owner):
        accept_task(task=row.task_id, actor=owner, on=ON)
        with pytest.raises(Refusal) as refused:
            submit_task(task=row.task_id, actor=owner, on=ON)
        assert refused.value.code == "evidence-missing"
        evidence_for(row.task, owner, kind="scan", on=ON)
        submit_task(task=row.task_id, actor=owner, on=ON)
        with pytest.raises(Refusal):
            verify_task(task=row.task_id, actor=owner, on=ON)
    assert rectification(operator(), COUNTY, year=2017).closed == 0
    with working_as(above):
        verify_task(task=row.task_id, actor=above, on=ON)
        assert rectification(operator(), COUNTY, year=2017).closed == 0, "accepted, not yet crossed off"
        close_task(task=row.task_id, actor=above, on=ON)
    found = rectification(operator(), COUNTY, year=2017)
    assert (found.scored, found.selected, found.filed, found.closed, found.open) == (10, 1, 1, 1, 0)


def test_two_villages_with_the_same_plan_are_refused():
    with working_as(operator()):
        weak = [row.pk for row in scored(cores(villages_of(COUNTY, 20))) if row.weak]
        with pytest.raises(Refusal) as refused:
            rectify_branches(dict(zip(weak, ("同一个方案", "同一个 方案\n"), strict=True)), due_on=DUE, actor=operator(), on=ON)
        assert refused.value.code == "plan-not-its-own" and len(weak) == 2
        rectify_branches({pk: f"方案 {n}" for n, pk in enumerate(weak)}, due_on=DUE, actor=operator(), on=ON)


def test_a_village_that_is_selected_again_shows_how_often_it_was():
    with working_as(operator()):
        branches = cores(villages_of(COUNTY, 10))
        again, once = branches[4].pk, branches[5].pk
        for year, weak in ((2015, again), (2016, once), (2017, again), (2018, again)):
            scored(branches, year, weak={weak})
        assert times_selected(operator(), [again, once], until=2018) == {again: 3, once: 1}
        assert {row.year for row in scores_of(operator(), COUNTY, year=2016)} == {2016} and scores_of(operator(), COUNTY, year=2016).count() == 10
        assert times_selected(operator(), [again, once], until=2016) == {again: 1, once: 1}


def test_a_score_that_was_recorded_is_not_changed_in_the_database():
    with working_as(operator()):
        row = scored(cores(villages_of(COUNTY, 2)))[0]
    for change in ({"score": 100}, {"weak": False}, {"rank": 2}):
        with pytest.raises(DatabaseError), transaction.atomic():
            BranchScore.objects.filter(pk=row.pk).update(**change)

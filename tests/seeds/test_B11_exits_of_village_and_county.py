"""B11 脱贫、退出、摘帽: a village leaves by notice and verdict, a county only when its villages and people allow it and four rates hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from identification.places import a_good_village, a_poor_county, evaluate, the_evaluator
from identification.test_identification import code_of
from procedure.cases import DAY, an_official
from procedure.walking import act_at, officials_of, pieces_of, walk
from register import COUNTY, VILLAGE, a_household, an_actor
from tuopin.identification.models import Designation
from tuopin.identification.selectors.places import lacking_of_county
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import operator
from tuopin.procedure.models import Publication
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.services import Said, open_case, take_step
from tuopin.procedure.services.clock import today
from tuopin.registry.services.merge_villages import Former, merge_villages

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    from procedure.cases import a_clock

    with a_clock() as move:
        yield move


@pytest.fixture
def head():
    return an_official("county-head", (COUNTY, "head", ""))


def exit_of_village(head, clock, **more):
    return walk(open_case(procedure="village-exit", number=VILLAGE, actor=head), clock, **more)


def test_a_village_leaves_with_its_verdict_and_seven_days_in_the_township(head, clock):
    a_good_village(persons=689, agricultural_persons=689)
    for _ in range(2):
        a_household(status="exited")
    a_household(persons=4)  # 4 of 689: 0.58 %
    case = exit_of_village(head, clock)
    left = Designation.objects.get(area_code=VILLAGE)
    assert (case.state, left.tag, left.starts_on, left.ends_on, left.case_id) == ("completed", "poor_village", date(2014, 1, 1), today(case.ended_at), case.pk)
    text = Publication.objects.get().text
    assert "0.58%" in text and "431129" not in text
    assert code_of(lambda: open_case(procedure="village-exit", number=VILLAGE, actor=head)) == "wrong-status"


def test_a_village_with_too_many_poor_does_not_leave(head, clock):
    a_good_village(persons=100, agricultural_persons=100)
    a_household(persons=2)  # exactly 2 %: not below
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        exit_of_village(head, clock)
    assert refusal.value.code == "verdict-fails" and not Designation.objects.exists()


def test_a_village_that_is_merged_in_the_middle_begins_anew(head, clock):
    a_good_village()
    case = exit_of_village(head, clock, until="announce")
    merge_villages(predecessors=[Former(name="栗林村"), Former(name="龙安村")], successor=VILLAGE, merged_on=today() - DAY, basis="江政发〔2016〕8号",
                   actor=an_actor(), on=today())
    last = edition_of(case).steps[-1]
    assert code_of(lambda: act_at(case, last, officials_of(VILLAGE, case, prefix="x")["announce"], clock)) == "village-changed"


def test_a_households_case_goes_on_in_the_village_that_its_own_was_merged_into(head, clock):
    from tuopin.divisions.services import add_division

    lilin = "431129210901"
    add_division(code=lilin, name="栗林村", starts_on=date(2013, 1, 1), basis="县志", actor=an_actor(), on=today())
    case = open_case(procedure="household-exit", number=a_household(village=lilin).number, actor=head)
    walk(case, clock, until="verify")
    merge_villages(predecessors=[Former(code=lilin), Former(name="龙安村")], successor=VILLAGE, merged_on=today() - DAY, basis="江政发〔2016〕8号", actor=an_actor(), on=today())
    case.refresh_from_db()
    assert case.area_code == VILLAGE
    assert walk(case, clock, place=VILLAGE, who=officials_of(VILLAGE, case, prefix="new")).state == "completed"
    other = open_case(procedure="household-exit", number=a_household().number, actor=head)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(other).objects.filter(pk=other.pk).update(area_code="431129210214")


def test_a_county_that_applies_too_early_is_told_what_is_missing(head):
    a_poor_county()
    a_good_village(persons=100, agricultural_persons=100)
    a_household(persons=3)
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        open_case(procedure="county-exit", number=COUNTY, actor=head)
    message, fix = refusal.value.say()
    assert refusal.value.code == "county-too-early" and "1 个贫困村" in message and "3 人" in message and f"/exits/county/{COUNTY}/" in fix
    assert [one.what for one in lacking_of_county(operator(), COUNTY, on=today())] == ["poor-villages", "poor-persons"]


@pytest.fixture
def ready(head):
    """A county whose one village was never poor, with 2 of 200 people still on the register."""
    a_poor_county()
    a_good_village(poor_village=False, designated_year=None, persons=200, agricultural_persons=200)
    a_household(status="exited", persons=4)
    a_household(persons=2)
    return open_case(procedure="county-exit", number=COUNTY, actor=head)


def test_a_county_leaves_after_an_outside_evaluation_and_its_tags_end_while_the_record_stays(ready, head, clock):
    case = walk(ready, clock, place=COUNTY, until="evaluate")
    evaluator = the_evaluator()
    step = edition_of(case).step("evaluate")
    said = Said(evidence=pieces_of(step.evidence, case))
    assert code_of(lambda: take_step(case=case.pk, step="evaluate", actor=evaluator, said=said)) == "not-evaluated"
    evaluate(evaluator)
    take_step(case=case.pk, step="evaluate", actor=evaluator, said=said)
    province = officials_of(COUNTY, case, prefix="last")["announce"]
    case.refresh_from_db()
    act_at(case, edition_of(case).step("announce"), province, clock)
    case.refresh_from_db()
    tag = Designation.objects.get(area_code=COUNTY)
    assert (case.state, tag.ends_on, tag.case_id, tag.tag) == ("completed", today(case.ended_at), case.pk, "national_county")
    assert Publication.objects.filter(act__case=case).count() == 1


@pytest.mark.parametrize("one", [
    {"exited_false": 21}, {"omitted": 21}, {"recognising": 1349}, {"agricultural_persons": 400},
], ids=["错退率 2.1 %", "漏评率 2.1 %", "认可度 89.9 %", "综合贫困发生率 over 2 %"])
def test_any_one_of_the_four_rates_is_a_veto(ready, clock, one):
    case = walk(ready, clock, place=COUNTY, until="evaluate")
    evaluator = the_evaluator()
    evaluate(evaluator, **one)
    said = Said(evidence=pieces_of(edition_of(case).step("evaluate").evidence, case))
    assert code_of(lambda: take_step(case=case.pk, step="evaluate", actor=evaluator, said=said)) == "verdict-fails"


def test_who_sits_in_the_county_does_not_evaluate_it(ready, head):
    assert code_of(lambda: evaluate(head)) == "act-not-allowed"
    assert code_of(lambda: evaluate(the_evaluator(), frame_digest="")) == "sample-not-frozen"
    assert code_of(lambda: evaluate(the_evaluator(), exited_false=1001)) == "evaluation-unfit"


def test_a_notice_over_the_years_end_hangs_its_seven_days(head, clock):
    """Seven times 24 hours, whatever the calendar says: begun on 28 December it ends on 4 January."""
    a_good_village()
    now = today()
    clock(timedelta(days=(date(now.year, 12, 28) - now).days))
    case = exit_of_village(head, clock, until="announce")
    assert today() == date(now.year + 1, 1, 4)
    assert walk(case, clock, who=officials_of(VILLAGE, case, prefix="y")).state == "completed"


def test_no_designation_ends_by_anything_but_its_exit():
    a_poor_county()
    for wrong in ({"ends_on": today()}, {"starts_on": date(2010, 1, 1)}, {"tag": "key_county"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Designation.objects.update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        Designation.objects.all().delete()

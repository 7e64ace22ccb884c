"""B11 脱贫、退出、摘帽: a village leaves by notice and verdict, a county only when its villages and people allow it and four rates hold."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction

from identification.places import GOOD, a_good_village, a_poor_county, evaluate, the_evaluator
from identification.test_identification import code_of
from pictures import a_pdf, pdf_bytes
from procedure.cases import DAY, an_official
from procedure.walking import act_at, officials_of, pieces_of, walk
from register import COUNTY, NEIGHBOUR, VILLAGE, a_household, a_village_form, an_actor
from tuopin.evidence.models import EvidenceFile
from tuopin.identification.commands import leave as exit_command
from tuopin.identification.models import Designation
from tuopin.identification.selectors.places import lacking_of_county
from tuopin.identification.services.judge_places import said_of
from tuopin.kernel.refusals import Forbidden, Refusal
from tuopin.people.models import Account
from tuopin.people.selectors import operator
from tuopin.procedure.commands import case as command
from tuopin.procedure.models import Act, Publication
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.services import Said, evaluate_case, hand_in, open_case, take_step
from tuopin.procedure.services.clock import today
from tuopin.registry.models import CountySurvey
from tuopin.registry.services.merge_villages import Former, merge_villages
from web import kit

pytestmark = pytest.mark.django_db


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
    villages, persons = lacking_of_county(operator(), COUNTY, on=today())
    assert (villages.what, persons.what) == ("poor-villages", "poor-persons")
    assert [(village, people) for _, village, people in persons.households] == [(VILLAGE, 3)] and persons.of_households == 1
    a_household(persons=5, village=NEIGHBOUR)
    a_household(persons=4, village=NEIGHBOUR, status="exited")
    persons = lacking_of_county(operator(), COUNTY, on=today())[-1]
    assert (persons.count, [code for code, _ in persons.places], persons.places[0][1].split()[-1]) == (8, [NEIGHBOUR, VILLAGE], "5")


def test_a_county_that_applies_too_early_finds_every_village_and_household_on_the_page_and_by_command(head):
    """Seven poor villages and a household in each: all are named, not only the first five."""
    a_poor_county()
    villages = [f"43112921{n:04d}" for n in range(1, 8)]
    for code in villages:
        a_village_form(code=code, year=2018, persons=100, agricultural_persons=100, designated_year=2014, **GOOD)
    numbers = {code: a_household(persons=3, village=code).number for code in villages}
    a_household(persons=4, village=villages[0], status="exited")
    page = kit.logged_in(Account.objects.get(pk=head.account_id)).get(f"/exits/county/{COUNTY}/").content.decode()
    assert all(f"/villages/{code}/exit/" in page for code in villages)
    assert all(f"/households/{number}/" in page for number in numbers.values()) and "7 户" in page
    told = CliRunner().invoke(exit_command, ["place", COUNTY], obj={"account": "county-head"}, catch_exceptions=False).output
    assert all(f"{code}\t{number}\t3" in told for code, number in numbers.items()), told


def test_a_county_judged_on_a_day_without_a_limit_is_told_just_that():
    """The limits were in force from 23 April 2016 till the end of 2020; in the west the limit is 3 %."""
    a_household(status="exited", persons=4)
    for year, told in ((2020, []), (2021, ["no-limit"])):
        a_village_form(code=VILLAGE, year=year, persons=200, agricultural_persons=200, poor_village=False)
        found = lacking_of_county(operator(), COUNTY, on=date(year, 12, 31))
        assert [one.what for one in found] == told
    assert "没有有效的综合贫困发生率标准" in said_of(found[0])


def test_a_county_of_the_west_has_its_own_limit():
    west = "500101101201"
    a_village_form(code=west, year=2018, persons=100, agricultural_persons=100, poor_village=False)
    a_household(village=west, persons=3)
    assert lacking_of_county(operator(), "500101000000", on=date(2018, 12, 31)) == []
    a_household(village=west, persons=1)
    assert [one.what for one in lacking_of_county(operator(), "500101000000", on=date(2018, 12, 31))] == ["poor-persons"]


@pytest.fixture
def ready(head):
    """A county whose one village was never poor, with 2 of 200 people still on the register."""
    a_poor_county()
    a_good_village(poor_village=False, designated_year=None, persons=200, agricultural_persons=200)
    a_household(status="exited", persons=4)
    a_household(persons=2)
    return open_case(procedure="county-exit", number=COUNTY, actor=head)


def test_a_county_leaves_after_an_outside_evaluation_and_its_tags_end_while_the_record_stays(ready, head, clock):
    Designation.objects.create(area_code=COUNTY, tag="key_county", starts_on=date(2001, 1, 1), document="国开办发〔2001〕1号")
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
    tags = Designation.objects.filter(area_code=COUNTY).order_by("tag")
    assert case.state == "completed" and [(tag.tag, tag.ends_on, tag.case_id) for tag in tags] == [
        (tag, today(case.ended_at), case.pk) for tag in ("key_county", "national_county")], "all of its tags end"
    assert Publication.objects.filter(act__case=case).count() == 1


def test_the_evaluator_hands_in_the_report_and_takes_just_that_step_on_the_page(ready, clock):
    evaluator = the_evaluator()
    client = kit.logged_in(Account.objects.get(pk=evaluator.account_id))
    at = f"/cases/{ready.pk}"

    def report(name="report"):
        return client.post(f"{at}/report/{name}/", {"file": io.BytesIO(pdf_bytes(a_pdf()))}).status_code

    assert (report(), client.post(f"{at}/evaluation/", {}).status_code) == (409, 409), "the county's own step is due"
    case = walk(ready, clock, place=COUNTY, until="evaluate")
    evaluate(evaluator)
    assert f"{at}/evaluation/" in client.get(f"{at}/").content.decode() and f"{at}/report/report/" in client.get(f"{at}/").content.decode()
    for way in ("step", "reject", "withdraw", "object", "evidence/report"):
        assert client.post(f"{at}/{way}/", {}).status_code == 403, way
    assert report("poem") == 409 and "缺少“专项评估报告”" in client.post(f"{at}/evaluation/", {}).content.decode()
    assert (report(), client.post(f"{at}/evaluation/", {"seen": case.version}).status_code) == (302, 302)
    act = Act.objects.get(case=case, step="evaluate")
    assert (act.account_id, act.seat_role, act.citations.get().name, act.verdict.holds) == (evaluator.account_id, "auditor", "report", True)
    assert EvidenceFile.objects.get(digest=act.citations.get().digest).actor == evaluator.name
    assert report() == 409, "the step is taken: nothing more is handed in"
    with pytest.raises(Forbidden):
        hand_in(case=case.pk, name="announcement", file=pdf_bytes(a_pdf()), actor=evaluator)


def test_the_evaluator_takes_the_step_by_command(ready, clock, tmp_path):
    case = walk(ready, clock, place=COUNTY, until="evaluate")
    evaluate(the_evaluator())
    paper = tmp_path / "report.pdf"
    paper.write_bytes(pdf_bytes(a_pdf()))
    asked = ["evaluate", str(case.pk), "--evidence", f"report={paper}"]
    assert isinstance(CliRunner().invoke(command, asked, obj={"account": "county-head"}).exception, Forbidden)
    done = CliRunner().invoke(command, asked, obj={"account": "evaluator"}, catch_exceptions=False)
    case.refresh_from_db()
    assert (done.output.strip(), case.due) == (str(case.version), "announce")


def test_nothing_is_announced_on_counts_that_came_after_the_evaluation(ready, clock):
    case = walk(ready, clock, place=COUNTY, until="evaluate")
    evaluator = the_evaluator()
    evaluate(evaluator)
    evaluate_case(case=case.pk, actor=evaluator, said=Said(evidence=pieces_of(edition_of(case).step("evaluate").evidence, case)))
    CountySurvey.objects.update(superseded_at=case.opened_at)
    province = officials_of(COUNTY, case, prefix="last")["announce"]
    assert code_of(lambda: act_at(case, edition_of(case).step("announce"), province, clock)) == "not-evaluated"


@pytest.mark.parametrize("one", [
    {"exited_false": 21}, {"omitted": 21}, {"recognising": 1349}, {"agricultural_persons": 400},
], ids=["错退率 2.1 %", "漏评率 2.1 %", "认可度 89.9 %", "综合贫困发生率 over 2 %"])
def test_any_one_of_the_four_rates_is_a_veto(ready, clock, one):
    case = walk(ready, clock, place=COUNTY, until="evaluate")
    evaluator = the_evaluator()
    evaluate(evaluator, **one)
    said = Said(evidence=pieces_of(edition_of(case).step("evaluate").evidence, case))
    assert code_of(lambda: take_step(case=case.pk, step="evaluate", actor=evaluator, said=said)) == "verdict-fails"


def test_who_sits_in_the_county_does_not_evaluate_it(ready, head, clock):
    assert code_of(lambda: evaluate(head)) == "act-not-allowed"
    assert code_of(lambda: evaluate(an_official("own-auditor", (COUNTY, "auditor", "")))) == "own-county"
    two_sided = the_evaluator((VILLAGE, "clerk", ""), name="two-sided")
    assert code_of(lambda: evaluate(two_sided)) == "own-county"
    case = walk(ready, clock, place=COUNTY, until="evaluate")
    evaluate(the_evaluator())
    said = Said(evidence=pieces_of(edition_of(case).step("evaluate").evidence, case))
    assert code_of(lambda: evaluate_case(case=case.pk, actor=two_sided, said=said)) == "own-county"
    assert code_of(lambda: take_step(case=case.pk, step="evaluate", actor=two_sided, said=said)) == "own-county"


def test_an_evaluation_of_another_year_or_from_before_the_approval_is_none(ready, clock):
    evaluator, year = the_evaluator(), 2018
    assert code_of(lambda: evaluate(evaluator, year=year - 1)) == "other-year"
    evaluate(evaluator)
    case = walk(ready, clock, place=COUNTY, until="evaluate")
    said = Said(evidence=pieces_of(edition_of(case).step("evaluate").evidence, case))
    assert code_of(lambda: evaluate_case(case=case.pk, actor=evaluator, said=said)) == "not-evaluated"
    a_village_form(code=VILLAGE, year=year + 1, persons=200, agricultural_persons=200, poor_village=False, **GOOD)
    evaluate(evaluator, year=year + 1)
    CountySurvey.objects.filter(year=year + 1).update(superseded_at=case.opened_at)
    assert code_of(lambda: evaluate_case(case=case.pk, actor=evaluator, said=said)) == "not-evaluated", "the evaluation was replaced"
    columns = dict.fromkeys(("agricultural_persons", "exited_sampled", "unregistered_sampled", "asked", "recognising"), 1)
    CountySurvey.objects.create(county_code=COUNTY, year=year + 1, source="import:1", document="县自报", exited_false=0, omitted=0, **columns)
    assert code_of(lambda: evaluate_case(case=case.pk, actor=evaluator, said=said)) == "not-evaluated", "counts that no evaluator put on record"
    evaluate(evaluator, year=year + 1)
    assert evaluate_case(case=case.pk, actor=evaluator, said=said).verdict.facts_year == year + 1


def test_who_sits_right_but_tells_wrong_counts_is_refused(ready):
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

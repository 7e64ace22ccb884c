"""Files that are seldom brought in: without a sheet or a column, refused half-way, brought by two at once; and what else seldom meets the register."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from register import NEIGHBOUR, VILLAGE, a_certificate, a_form, a_helper, a_household, an_actor
from rosters import ON, a_helper_row, a_member, a_roster_household, bring_in, receive, write_roster
from tuopin.kernel.home import keyring
from tuopin.registry.models import (
    Helper,
    Household,
    HouseholdForm,
    ImportBatch,
    ImportProblem,
    MemberForm,
    Person,
    Posting,
    StagedBlock,
)
from tuopin.registry.selectors.batches import waiting_blocks
from tuopin.registry.services import receive_roster, stage_blocks
from tuopin.registry.services.correct_facts import correct_income_line
from tuopin.registry.services.correct_members import certificate_mark, correct_certificate
from tuopin.registry.services.fix_block import fix_block
from tuopin.registry.services.household_cases import HouseholdCases
from tuopin.registry.services.merge_villages import _move_postings
from tuopin.registry.services.ready_blocks import certificate_place
from tuopin.registry.services.versions import Correction, EditedMeanwhile
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db
ONE, TWO = "10431120001", "10431120002"


def without(path, *, sheets=(), columns=()):
    """The workbook without these sheets, and its sheet of households without these columns."""
    book = openpyxl.load_workbook(path)
    for title in sheets:
        del book[title]
    if columns:
        page = book["贫困户"]
        for position in reversed([cell.column for cell in page[1] if cell.value in columns]):
            page.delete_cols(position)
    book.save(path)
    return path


def test_a_file_of_members_alone_adds_to_the_households_it_names_and_founds_none(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1)]), an_actor())
    form = HouseholdForm.objects.get().pk
    again = [a_roster_household(1, members=[a_member(ONE, n) for n in (1, 2, 3)]), a_roster_household(2)]
    path = without(write_roster(tmp_path / "b.xlsx", again), sheets=["贫困户", "结对帮扶", "帮扶责任人"])
    batch = bring_in(path, an_actor(), year=2018)
    assert set(ImportProblem.objects.filter(batch=batch, outcome="Q").values_list("block_key", "code")) == {(TWO, "household-unknown")}
    assert list(Household.objects.values_list("number", flat=True)) == [ONE] and Person.objects.count() == 3
    assert HouseholdForm.objects.get().pk == form, "of the household itself the file says nothing"


def test_a_file_without_the_column_of_the_standard_leaves_the_one_that_stands(tmp_path):
    bring_in(write_roster(tmp_path / "a.xlsx", [a_roster_household(1, 识别标准="省定标准")]), an_actor())
    before = HouseholdForm.objects.get().standard
    path = without(write_roster(tmp_path / "b.xlsx", [a_roster_household(1, 住房面积=99)]), columns=["识别标准"])
    bring_in(path, an_actor())
    stands = HouseholdForm.objects.get(superseded_at=None)
    assert (stands.standard, stands.house_area_m2) == (before, 99) and before != "national"
    new = without(write_roster(tmp_path / "c.xlsx", [a_roster_household(2)]), columns=["识别标准"])
    bring_in(new, an_actor())
    assert HouseholdForm.objects.get(household__number=TWO).standard == "national"


def test_what_is_no_roster_is_refused_and_nothing_of_it_is_kept(tmp_path):
    (tmp_path / "a.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(receive_roster.FileRefused) as refused:
        receive(tmp_path / "a.csv", an_actor(), year=2018)
    assert refused.value.code == "no-known-sheet" and not ImportBatch.objects.exists()


def test_a_file_whose_reader_dies_half_way_is_refused_and_nothing_of_it_is_kept(tmp_path, monkeypatch):
    sheet = '{"t":"sheet","sheet":"s","kind":"household","year":2018,"total":1,"headings":[],"fields":{},"unknown":[],"missing":[]}'
    (tmp_path / "dies").write_text(f"#!/bin/sh\necho '{sheet}'\nkill -ABRT $$\n")
    (tmp_path / "dies").chmod(0o700)
    path = write_roster(tmp_path / "a.xlsx", [a_roster_household(1)])
    with monkeypatch.context() as with_another_reader, pytest.raises(receive_roster.FileRefused) as refused:
        with_another_reader.setattr(sys, "executable", str(tmp_path / "dies"))
        receive(path, an_actor())
    assert refused.value.code == "reader-stopped" and ImportBatch.objects.get().state == ImportBatch.State.REFUSED
    assert not StagedBlock.objects.exists() and not Entry.objects.filter(verb="receive_roster").exists()
    assert receive(path, an_actor()).state == ImportBatch.State.STAGED, "it may be brought in again"


def test_what_is_put_away_a_few_at_a_time_is_what_is_put_away_at_once(tmp_path, monkeypatch):
    bad = [a_roster_household(n, 脱贫属性="不详") for n in (1, 2, 3)]
    path, kept = write_roster(tmp_path / "a.xlsx", bad, villages=[VILLAGE]), []
    for chunk in (2000, 1):
        monkeypatch.setattr(stage_blocks, "CHUNK", chunk)
        batch = receive(path, an_actor(name=f"by {chunk}"))
        kept.append(sorted(StagedBlock.objects.filter(batch=batch).values_list("kind", "key", "outcome")))
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.ABANDONED)
    assert kept[0] == kept[1] and len(kept[0]) == 5


def test_the_same_file_brought_in_by_two_at_once_is_one_batch_and_read_once(tmp_path, monkeypatch):
    path, really, others = write_roster(tmp_path / "a.xlsx", [a_roster_household(1)]), receive_roster._opened, []

    def with_another_quicker(*told):
        monkeypatch.setattr(receive_roster, "_opened", really)
        others.append(receive(path, an_actor(name="quicker")))
        return really(*told)

    monkeypatch.setattr(receive_roster, "_opened", with_another_quicker)
    batch = receive(path, an_actor())
    assert (batch.pk, batch.actor, batch.state) == (others[0].pk, "quicker", ImportBatch.State.STAGED)
    assert Entry.objects.filter(verb="receive_roster").count() == 1 and StagedBlock.objects.filter(kind="household").count() == 1


def test_a_correction_that_leaves_nothing_to_read_is_refused_in_the_readers_words(tmp_path):
    batch = receive(write_roster(tmp_path / "a.xlsx", [], [a_helper_row(联系电话="137812")]), an_actor(), year=2018)
    block = StagedBlock.objects.get(batch=batch, kind="helper")
    fixed = fix_block(batch=batch, block=block, corrections={("帮扶责任人", 2, "联系电话"): "13781278866"}, actor=an_actor(), on=ON)
    assert (fixed.outcome, fixed.kind) == ("accepted", "helper") and not ImportProblem.objects.filter(outcome="Q").exists()
    bad = a_roster_household(1)
    bad["members"][1] |= {"健康状况": "很好很好"}
    other = receive(write_roster(tmp_path / "b.xlsx", [bad]), an_actor())
    ImportBatch.objects.filter(pk=other.pk).update(mapping={"户编号": "户编号不是任何栏目"})
    other.refresh_from_db()
    with pytest.raises(receive_roster.FileRefused) as refused:
        fix_block(batch=other, block=waiting_blocks(other).get(kind="household"), corrections={("家庭成员", 3, "健康状况"): "健康"}, actor=an_actor(), on=ON)
    assert refused.value.code == "missing-headings"
    assert waiting_blocks(other).get(kind="household").outcome == "quarantined"


def test_a_certificate_that_another_corrected_meanwhile_is_not_overwritten():
    household = a_household()
    person = household.member_forms.order_by("id").first().person
    seen, said = certificate_mark(person), Correction(household.number, 2018, None, "入户核实")
    first, second = (a_certificate(date(1977, 3, 4), n) for n in (501, 503))
    told = {"correction": said, "person": person.number, "seen": seen, "actor": an_actor(), "on": date(2018, 12, 31)}
    correct_certificate(number=first, **told)
    with pytest.raises(EditedMeanwhile) as caught:
        correct_certificate(number=second, **told)
    assert caught.value.stands[1:-1] == "*" * 16 and first[6:14] not in str(caught.value.stands)
    assert keyring().open(Person.objects.get(pk=person.pk).certificate_sealed, certificate_place(person.number)) == first


def test_the_first_line_of_income_that_is_told_of_a_year_founds_its_version():
    household = a_household(year=2018)
    a_form(household, year=2019)
    made = correct_income_line(correction=Correction(household.number, 2019, None, "入户核实"), line="wage", amount_yuan=Decimal("10.50"),
                               actor=an_actor(), on=date(2019, 12, 31))
    assert (made.year, made.source, made.lines, made.amounts_yuan) == (2019, "page:tester", ["wage"], [Decimal("10.50")])
    assert household.incomes.filter(year=2018, superseded_at=None).count() == 1


def test_a_notice_tells_of_the_members_of_the_latest_year_alone():
    household = a_household(persons=3, year=2017)
    a_form(household, year=2018)
    form = MemberForm.objects.filter(household=household).order_by("id").first()
    MemberForm.objects.create(person=form.person, household=household, year=2018, relation="head", health="healthy", labour="ordinary",
                              education="junior", ethnic="13", source="import:1")
    assert "家庭人口 1 人" in HouseholdCases().notice(household.number, on=date(2018, 12, 31))
    other = a_household(persons=2, year=2018)
    assert "家庭人口 2 人" in HouseholdCases().notices([household.number, other.number], on=date(2018, 12, 31))[other.number]


def test_a_posting_that_begins_after_its_village_went_into_another_is_in_that_one_from_its_first_day():
    before, after = a_helper(posted=VILLAGE), a_helper()
    Posting.objects.create(helper=after, village_code=VILLAGE, starts_on=date(2018, 3, 1))
    assert sorted(_move_postings([VILLAGE], NEIGHBOUR, date(2018, 1, 1))) == sorted([before.pk, after.pk])
    assert [(p.village_code, str(p.starts_on), p.ends_on and str(p.ends_on)) for p in Posting.objects.order_by("helper_id", "starts_on")] == [
        (VILLAGE, "2016-01-01", "2018-01-01"), (NEIGHBOUR, "2018-01-01", None), (NEIGHBOUR, "2018-03-01", None)]
    assert Helper.objects.count() == 2

"""Corrections at their edges: what stands already makes no version, what lacks something is refused and nothing is written."""

from datetime import date
from decimal import Decimal

import pytest

from incomes import line_now
from register import VILLAGE, a_certificate, a_household, a_village_form, an_actor
from rosters import a_roster_household, bring_in, write_roster
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.registry.models import HouseholdIncome, ImportBatch, MemberForm, Person, StagedBlock, VillageForm
from tuopin.registry.selectors.batches import waiting_blocks
from tuopin.registry.selectors.income import lines_of
from tuopin.registry.services.correct_facts import Correction, correct_income_line
from tuopin.registry.services.correct_members import certificate_mark, correct_certificate, correct_member_fact, correct_name
from tuopin.registry.services.correct_village import correct_village_fact
from tuopin.registry.services.fix_block import fix_block, version_of
from tuopin.registry.services.merge_batch import merge_batch
from tuopin.registry.services.undo_correction import undo_name
from tuopin.trail.models import Entry

pytestmark = pytest.mark.django_db
ON, YEAR = date(2018, 12, 31), 2018


def said(number, seen=None, year=YEAR) -> Correction:
    return Correction(number, year, seen, "入户核实")


def corrections() -> int:
    return Entry.objects.filter(verb="correct").count()


def income(household, amount, *, line="wage", year=YEAR, seen=None, evidence="self_report", actor=None):
    return correct_income_line(correction=said(household.number, seen, year), line=line, amount_yuan=amount, evidence=evidence,
                               actor=actor or an_actor(), on=ON)


def test_what_is_said_to_prove_a_line_is_a_word_of_the_list():
    household = a_household()
    before = HouseholdIncome.objects.count()
    with pytest.raises(Refusal) as caught:
        income(household, Decimal(5), evidence="bank")
    assert caught.value.code == "evidence-not-in-list" and "bank" in " ".join(caught.value.say(str))
    assert HouseholdIncome.objects.count() == before and not corrections()
    assert lines_of(income(household, Decimal(5), evidence="card", seen=HouseholdIncome.objects.get().pk))["wage"].evidence == "card"


@pytest.mark.parametrize(("line", "year", "code"), [("hidden", YEAR, "not-correctable"), ("wage", YEAR - 3, "no-form-of-year")])
def test_a_line_of_income_that_is_none_or_of_a_year_without_a_form_is_refused(line, year, code):
    household = a_household()
    before = HouseholdIncome.objects.count()
    with pytest.raises(Refusal) as caught:
        income(household, Decimal(5), line=line, year=year)
    assert caught.value.code == code and HouseholdIncome.objects.count() == before and not corrections()


def test_an_income_that_stands_already_makes_no_version_but_another_proof_of_it_does():
    household = a_household()
    stands = line_now("wage", household=household)
    same = income(household, stands.amount_yuan, seen=stands.pk, evidence=stands.evidence)
    assert same.pk == stands.pk and not corrections()
    other = "card" if stands.evidence != "card" else "slip"
    proved = income(household, stands.amount_yuan, seen=stands.pk, evidence=other)
    assert proved.pk != stands.pk and lines_of(proved)["wage"].evidence == other and corrections() == 1


def test_a_name_that_stands_already_is_not_corrected_and_an_empty_one_is_refused():
    household = a_household()
    person = household.member_forms.order_by("id").first().person
    same = correct_name(correction=said(household.number), person=person.number, seen=person.name, name=f" {person.name}", actor=an_actor(), on=ON)
    assert same == person and not corrections()
    with pytest.raises(Refusal) as caught:
        correct_name(correction=said(household.number), person=person.number, seen=person.name, name=" ", actor=an_actor(), on=ON)
    assert caught.value.code == "name-missing" and Person.objects.get(pk=person.pk).name == person.name


def test_a_name_that_was_never_corrected_is_not_put_back():
    household = a_household()
    person = household.member_forms.order_by("id").first().person
    with pytest.raises(Refusal) as caught:
        undo_name(correction=said(household.number), person=person.number, seen=person.name, actor=an_actor(), on=ON)
    assert caught.value.code == "nothing-to-undo" and not corrections()


def test_undoing_a_name_passes_over_what_else_was_corrected_since():
    household = a_household()
    first, second = [form.person for form in household.member_forms.order_by("id")[:2]]
    old = first.name
    correct_name(correction=said(household.number), person=first.number, seen=old, name="张新名", actor=an_actor(), on=ON)
    correct_name(correction=said(household.number), person=second.number, seen=second.name, name="李他名", actor=an_actor(), on=ON)
    income(household, Decimal(9), seen=HouseholdIncome.objects.get(household=household).pk)
    assert undo_name(correction=said(household.number), person=first.number, seen="张新名", actor=an_actor(), on=ON).name == old


def test_an_empty_certificate_is_refused_and_a_passport_says_neither_birth_nor_sex():
    household = a_household()
    person = household.member_forms.order_by("id").first().person
    told = {"person": person.number, "seen": certificate_mark(person), "actor": an_actor(), "on": ON}
    with pytest.raises(Refusal) as caught:
        correct_certificate(correction=said(household.number), number=" ", **told)
    assert caught.value.code == "certificate-missing" and not corrections()
    Person.objects.filter(pk=person.pk).update(certificate_kind="passport")
    changed = correct_certificate(correction=said(household.number), number="E12345678", **told)
    assert (changed.born_on, changed.sex) == (person.born_on, person.sex) and certificate_mark(changed) != certificate_mark(person)


def test_a_certificate_that_two_hands_register_at_once_is_the_one_of_the_first(monkeypatch):
    one, other = a_household(), a_household()
    persons = [household.member_forms.order_by("id").first().person for household in (one, other)]
    number = a_certificate(date(1977, 3, 4), 501)
    correct_certificate(correction=said(one.number), person=persons[0].number, seen=certificate_mark(persons[0]), number=number, actor=an_actor(), on=ON)
    monkeypatch.setattr(type(Person.objects.none()), "exists", lambda _self: False)  # as it was when the second hand looked
    with pytest.raises(Refusal) as caught:
        correct_certificate(correction=said(other.number), person=persons[1].number, seen=certificate_mark(persons[1]), number=number,
                            actor=an_actor(), on=ON)
    monkeypatch.undo()
    assert caught.value.code == "certificate-taken" and corrections() == 1


def test_a_certificate_that_stands_already_is_no_correction():
    household = a_household()
    person = household.member_forms.order_by("id").first().person
    told = {"person": person.number, "number": a_certificate(date(1977, 3, 4), 502), "actor": an_actor(), "on": ON}
    once = correct_certificate(correction=said(household.number), seen=certificate_mark(person), **told)
    again = correct_certificate(correction=said(household.number), seen="what another page showed", **told)
    assert again == once and corrections() == 1


def test_a_member_and_a_village_whose_value_stands_already_get_no_version():
    household = a_household()
    form = household.member_forms.order_by("id").first()
    same = correct_member_fact(correction=said(household.number, form.pk), person=form.person.number, field="health", value=form.health, actor=an_actor(), on=ON)
    assert same == form and MemberForm.objects.filter(superseded_at__isnull=False).count() == 0
    village = a_village_form()
    same = correct_village_fact(correction=said(VILLAGE, village.pk), field="groups", value=village.groups, actor=an_actor(), on=ON)
    assert same == village and not corrections()


@pytest.mark.parametrize(("code", "field", "fault", "told"), [
    (VILLAGE, "village_code", Refusal, "not-correctable"), (VILLAGE[:9] + "000", "groups", NotFound, "no-such-village"), ("不是代码", "groups", NotFound, "no-such-village"),
])
def test_what_is_no_field_or_no_village_is_not_corrected(code, field, fault, told):
    a_village_form()
    with pytest.raises(fault) as caught:
        correct_village_fact(correction=said(code), field=field, value=3, actor=an_actor(), on=ON)
    assert caught.value.code == told and VillageForm.objects.count() == 1


def test_nothing_in_a_column_of_words_is_the_empty_word():
    household = a_household()
    form = household.member_forms.order_by("id").first()
    corrected = correct_member_fact(correction=said(household.number, form.pk), person=form.person.number, field="health", value=None, actor=an_actor(), on=ON)
    assert corrected.health == "" and form.health != ""


def a_waiting_block(tmp_path) -> tuple[ImportBatch, StagedBlock]:
    bad = a_roster_household(1)
    bad["members"][1] |= {"健康状况": "很好很好"}
    batch = bring_in(write_roster(tmp_path / "r.xlsx", [bad]), an_actor())
    return batch, waiting_blocks(batch).get()


def test_a_cell_that_is_not_there_a_version_of_before_and_a_block_that_is_done_are_not_corrected(tmp_path):
    batch, block = a_waiting_block(tmp_path)
    seen, place = version_of(block), ("家庭成员", 3, "健康状况")

    def fixed(**more):
        return fix_block(batch=batch, block=block, corrections=more.pop("at", {place: "健康"}), actor=an_actor(), on=ON, **more)

    for at in ({("家庭成员", 99, "健康状况"): "健康"}, {("家庭成员", 3, "没有的栏目"): "健康"}, {("没有的表", 3, "健康状况"): "健康"}):
        with pytest.raises(NotFound):
            fixed(at=at)
    assert version_of(StagedBlock.objects.get(pk=block.pk)) == seen
    assert fixed(seen=seen).outcome == "accepted"
    with pytest.raises(Refusal) as caught:
        fixed(seen=seen)
    assert caught.value.code == "edited-meanwhile"
    merge_batch(batch=batch, actor=an_actor(), on=ON)
    with pytest.raises(NotFound):
        fix_block(batch=batch, block=StagedBlock.objects.get(pk=block.pk), corrections={place: "健康"}, actor=an_actor(), on=ON)


def test_a_file_that_was_refused_or_given_up_is_not_merged(tmp_path):
    batch, _ = a_waiting_block(tmp_path)
    for state in (ImportBatch.State.REFUSED, ImportBatch.State.ABANDONED):
        ImportBatch.objects.filter(pk=batch.pk).update(state=state)
        batch.refresh_from_db()
        with pytest.raises(Refusal) as caught:
            merge_batch(batch=batch, actor=an_actor(), on=ON)
        assert caught.value.code == "not-mergeable"

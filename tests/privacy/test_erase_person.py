"""A person is erased by two: who they were is nowhere any more, what the register counts stays, the trail still verifies."""

from datetime import date

import pytest
from django.db import connection

from procedure.cases import an_official
from register import COUNTY, VILLAGE, a_household
from tuopin.evidence.states.sealing import seal_note
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.selectors import operator, working_as
from tuopin.policy.models import Standing
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.privacy.services.erase_person import ask_erasure, erase_person
from tuopin.procedure.services import agree
from tuopin.registry.models import ImportBatch, MemberForm, Person, StagedBlock
from tuopin.registry.selectors.lookup import households_with_certificate
from tuopin.trail.models import Entry
from tuopin.trail.selectors import entries_on
from tuopin.trail.services import record
from tuopin.trail.services.verify import Asked, verify_trail

pytestmark = pytest.mark.django_db
ON, BASIS = date(2020, 6, 30), "删除申请 3 号"
NAME = "覃望舒"


@pytest.fixture
def two_heads():
    return an_official("head-one", (COUNTY, "head", "")), an_official("head-two", (COUNTY, "head", ""))


def a_named_household(persons=1):
    household = a_household(persons=persons)
    head = MemberForm.objects.get(household=household, relation="head").person
    Person.objects.filter(pk=head.pk).update(name=NAME)
    ring, form = keyring(), household.forms.get()
    place = f"registry.household_form|%s|{household.number}|2018"
    form.phone_sealed, form.phone_index = ring.seal("13900000001", place % "phone"), ring.find_by("phone", "13900000001")
    form.account_sealed = ring.seal("6217000000000000001", place % "account")
    form.save()
    record(area_code=VILLAGE, verb="correct", subject=f"household:{household.number}", actor="t", on=ON, basis=f"{NAME}本人申请", year=2018)
    record(area_code=VILLAGE, verb="reveal", subject=f"person:{head.number}", actor="t", on=ON, basis="电话核实", field="certificate", purpose="identity")
    head.refresh_from_db()
    return household, head


def agreed(number, one, other):
    with working_as(one):
        case = ask_erasure(number=number, basis=BASIS, actor=one).pk
    with working_as(other):
        agree(case=case, actor=other)


def erased_by(actor, head, basis=BASIS):
    """As a page or a command does it: the database shows the asker's areas and nothing else."""
    with working_as(actor):
        return erase_person(number=head.number, basis=basis, actor=actor, on=ON)


def everywhere():
    """All tables' own text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'kept_%'")
        texts = []
        for table, in cursor.fetchall():
            if not table.startswith("divisions_"):
                cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
                texts.append(cursor.fetchone()[0] or "")
    return "\n".join(texts)


def opened_trail():
    return " ".join(str(entry.values) for entry in Entry.objects.all())


def test_who_they_were_is_gone_everywhere_and_the_counts_stay(two_heads):
    household, head = a_named_household(persons=3)
    with working_as(operator()):
        judge_counties(year=2018, counties=[COUNTY], actor=operator())
    certificate = keyring().open(head.certificate_sealed, f"registry.person|certificate|{head.number}")
    before, forms = Standing.objects.get(), MemberForm.objects.count()
    assert before.head_name == NAME and NAME in opened_trail() and households_with_certificate(certificate)
    agreed(head.number, *two_heads)
    erased = erased_by(two_heads[0], head)
    assert erased.events == 2 and erased.files == 0
    assert NAME not in everywhere() and NAME not in opened_trail() and "电话核实" not in opened_trail()
    assert households_with_certificate(certificate) == []
    head.refresh_from_db()
    assert (head.name, head.sex, head.born_on, head.certificate_sealed, head.certificate_index) == ("", "", None, None, None) and head.erased_at
    form = household.forms.get()
    assert form.phone_sealed is None and form.account_sealed is None and form.phone_index is None
    after = Standing.objects.get()
    assert (after.head_name, after.persons, after.net_income_yuan) == ("", 3, before.net_income_yuan) and MemberForm.objects.count() == forms
    assert [e.basis for e in entries_on(f"person:{head.number}") if e.verb == "erase"] == [BASIS]
    with working_as(operator()):
        judge_counties(year=2018, counties=[COUNTY], actor=operator())
    assert Standing.objects.get().persons == 3 and NAME not in everywhere()


def test_the_trail_still_verifies_with_replay_after_an_erasure(two_heads):
    household, head = a_named_household(persons=2)
    record(area_code=VILLAGE, verb="correct", subject=f"household:{household.number}", actor="t", on=ON, basis="x")
    agreed(head.number, *two_heads)
    erased_by(two_heads[0], head)
    verified = verify_trail(Asked(replay=True))
    told = [finding for finding in verified.findings if household.number in str(finding)]
    assert not told, told


def test_the_last_one_of_a_household_takes_its_evidence_and_waiting_blocks_along(two_heads):
    from procedure.cases import a_file

    household, head = a_named_household(persons=1)
    kept = a_file("scan", f"household:{household.number}", note=f"{NAME}的申请")
    assert seal_note("", kept.uid) is None
    batch = ImportBatch.objects.create(digest="0" * 64, file_name="a.xlsx", year=2018, area_code=COUNTY, actor="t")
    StagedBlock.objects.create(batch=batch, kind="household", key=household.number, outcome="quarantined", sealed=b"x" * 40)
    agreed(head.number, *two_heads)
    erased = erased_by(two_heads[0], head)
    assert (erased.files, erased.blocks) == (1, 1)
    kept.refresh_from_db()
    assert kept.erased_at and not kept.note_sealed and bytes(StagedBlock.objects.get().sealed) == b""


def test_nobody_erases_alone_twice_elsewhere_or_without_a_basis(two_heads):
    one, other = two_heads
    _, head = a_named_household()
    with pytest.raises(Refusal, match="agreement-missing"):
        erased_by(one, head)
    case = ask_erasure(number=head.number, basis=BASIS, actor=one)
    with pytest.raises(Refusal):
        agree(case=case.pk, actor=one)
    agree(case=case.pk, actor=other)
    with pytest.raises(Refusal, match="no-basis"):
        erased_by(one, head, " ")
    with pytest.raises(Refusal, match="agreement-missing"):
        erased_by(other, head)
    with pytest.raises(Forbidden):
        ask_erasure(number=head.number, basis=BASIS, actor=an_official("clerk", (COUNTY, "clerk", "")))
    with pytest.raises(NotFound):
        ask_erasure(number=head.number, basis=BASIS, actor=an_official("elsewhere", ("431128000000", "head", "")))
    erased_by(one, head)
    with pytest.raises(NotFound):
        ask_erasure(number=head.number, basis=BASIS, actor=one)
    with pytest.raises(NotFound):
        ask_erasure(number="nobody", basis=BASIS, actor=one)


def test_a_household_that_waits_inside_a_bundle_is_merged_or_given_up_first(two_heads):
    household, head = a_named_household()
    batch = ImportBatch.objects.create(digest="0" * 64, file_name="a.xlsx", year=2018, area_code=COUNTY, actor="t")
    StagedBlock.objects.create(batch=batch, kind="household", key=household.number, outcome="accepted", sealed=b"", bundle=0)
    agreed(head.number, *two_heads)
    with pytest.raises(Refusal, match="file-waiting"):
        erased_by(two_heads[0], head)
    assert Person.objects.get(pk=head.pk).name == NAME


def test_a_name_of_one_character_is_looked_for_in_no_text_because_it_stands_in_too_many_words(two_heads):
    """The person's own row and events lose it; a village's other texts keep the character. One without a certificate is erased the same way."""
    household, head = a_named_household()
    Person.objects.filter(pk=head.pk).update(name="王", certificate_sealed=None, certificate_index=None)
    other = record(area_code=VILLAGE, verb="correct", subject=f"village:{VILLAGE}", actor="t", on=ON, basis="国王山公路")
    about = record(area_code=VILLAGE, verb="correct", subject=f"person:{head.number}", actor="t", on=ON, basis="王本人")
    head.refresh_from_db()
    agreed(head.number, *two_heads)
    erased_by(two_heads[0], head)
    head.refresh_from_db()
    assert (head.name, head.erased_at is not None) == ("", True)
    assert Entry.objects.get(pk=other.pk).values == {"basis": "国王山公路"} and Entry.objects.get(pk=about.pk).values == {}

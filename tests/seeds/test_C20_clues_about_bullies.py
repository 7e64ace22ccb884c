"""C20 村霸和涉黑涉恶整治: a clue is for its three named persons and the auditor alone, goes to the police by three hands; 17 village cadres held to account."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

import pictures
from party_work import COUNTY, a_person
from tuopin.evidence.models import EvidenceFile
from tuopin.evidence.services import accept_file
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.party.models import Clue
from tuopin.party.selectors import clue_file, clues_of, held_to_account
from tuopin.party.services import Held, NewClue, hold_to_account, name_others, open_referral, record_clue
from tuopin.people.selectors import operator, working_as
from tuopin.procedure.models import Case
from tuopin.procedure.selectors import cases_listed
from tuopin.procedure.services import clock, hand_in, take_step
from tuopin.procedure.services.said import Said
from web import kit

pytestmark = pytest.mark.django_db
SECRET = "盘某某,某某村原主任"


@pytest.fixture
def four():
    """Who records, who verifies, who approves, and a colleague who is not named."""
    return a_person(), a_person(), a_person(role="head"), a_person(role="head")


def a_clue(four, **other):
    recorder, verifier, approver, _colleague = four
    on = clock.today()
    with working_as(recorder):
        return record_clue(clue=NewClue(**{
            "area": COUNTY, "kind": "bully", "about": SECRET, "said": "强占集体林地", "received_on": on - timedelta(days=1), "verifier": verifier.name,
            "approver": approver.name} | other), actor=recorder, on=on)


def referred(clue, four):
    """The clue's way to the police."""
    recorder, verifier, approver, _colleague = four
    with working_as(recorder):
        case = open_referral(clue=clue.pk, actor=recorder)
        take_step(case=case.pk, step="register", actor=recorder)
    for actor, step, name, n in ((verifier, "verify", "report", 1), (approver, "refer", "letter", 2)):
        with working_as(actor):
            uid = hand_in(case=case.pk, name=name, file=pictures.a_photo(clue.pk * 10 + n), actor=actor).uid
            take_step(case=case.pk, step=step, actor=actor, said=Said(evidence=((name, uid),)))
    return case


def test_only_the_named_persons_and_the_auditor_find_a_clue_its_case_and_its_files(four):
    clue = a_clue(four)
    case = referred(clue, four)
    auditor = a_person(role="auditor")
    for actor in (*four[:3], auditor):
        with working_as(actor):
            assert clue_file(actor, clue.pk).about == SECRET and list(clues_of(actor, COUNTY)) == [clue]
            assert Case.objects.filter(pk=case.pk).exists()
    village, above = a_person(kit.VILLAGE, "head"), a_person("430000000000", "head")
    for actor in (four[3], village, above):
        with working_as(actor):
            with pytest.raises(NotFound):
                clue_file(actor, clue.pk)
            assert not Clue.objects.exists() and not Case.objects.filter(pk=case.pk).exists(), "nor does the database itself show it"
            assert not EvidenceFile.objects.filter(subject=f"party-clue:{clue.pk}").exists()
            assert case.pk not in [c.pk for c in cases_listed(actor)] and held_to_account(actor, actor.home) == {}
            with pytest.raises(NotFound):
                open_referral(clue=clue.pk, actor=actor)
        with working_as(operator()):  # where the database shows all, the gate still does not
            assert not clues_of(actor, actor.home).exists()
            with pytest.raises(NotFound):
                clue_file(actor, clue.pk)


def test_whom_it_is_about_and_what_is_said_stand_in_no_table_and_no_trail_in_clear(four):
    clue = a_clue(four)
    referred(clue, four)
    with connection.cursor() as cursor:
        for table in ("party_clue", "trail_entry", "procedure_case", "procedure_act", "evidence_evidencefile"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%%盘某某%%' OR t::text LIKE '%%集体林地%%'")
            assert cursor.fetchone()[0] == 0, table


def test_it_is_recorded_verified_and_referred_by_three_different_persons_each_in_turn(four):
    recorder, verifier, approver, _colleague = four
    elsewhere, other_clerk = a_person("140929000000"), a_person()
    for wrong, code in (({"verifier": recorder.name}, "same-person"), ({"approver": verifier.name, "verifier": approver.name}, "no-such-handler"), ({"area": kit.VILLAGE}, "clue-unclear"),
                        ({"said": " "}, "clue-unclear"), ({"about": ""}, "clue-unclear"), ({"verifier": elsewhere.name}, "no-such-handler"), ({"approver": other_clerk.name}, "no-such-handler")):
        with pytest.raises(Refusal, match=code):
            a_clue(four, **wrong)
    clue, beside = a_clue(four), a_clue(four)
    decision = lambda of: accept_file(  # noqa: E731
        kind="photo", subject=f"party-clue:{of.pk}", area_code=COUNTY, file=pictures.a_photo(700 + of.pk), actor=recorder, on=clock.today()).uid
    with working_as(recorder):
        case = open_referral(clue=clue.pk, actor=recorder)
        take_step(case=case.pk, step="register", actor=recorder)
        with pytest.raises(Refusal, match="not-held-to-account"):  # not referred yet
            hold_to_account(clue=clue.pk, held_person=Held("某人", "village", "removal", "文件", decision(clue), date(2018, 2, 1)), actor=recorder, on=clock.today())
    referred(beside, four)
    with working_as(recorder), pytest.raises(Refusal, match="not-held-to-account"):  # the paper of another clue
        hold_to_account(clue=beside.pk, held_person=Held("某人", "village", "removal", "文件", decision(clue), date(2018, 2, 1)), actor=recorder, on=clock.today())
    with working_as(approver), pytest.raises(Forbidden):
        uid = hand_in(case=case.pk, name="report", file=pictures.a_photo(5), actor=approver).uid
        take_step(case=case.pk, step="verify", actor=approver, said=Said(evidence=(("report", uid),)))
    with working_as(verifier), pytest.raises(Refusal):
        take_step(case=case.pk, step="verify", actor=verifier)
    with working_as(recorder), pytest.raises(Refusal):
        name_others(clue=clue.pk, verifier=verifier.name, approver=approver.name, actor=recorder, on=clock.today())
    with pytest.raises(DatabaseError), transaction.atomic():
        Clue.objects.filter(pk=clue.pk).update(referral=case, referred_on=clock.today())
    with pytest.raises(DatabaseError), transaction.atomic():
        Clue.objects.filter(pk=clue.pk).update(verifier=clue.recorder_id)


def test_17_village_cadres_were_held_to_account(four):
    recorder, on = four[0], clock.today()
    done = 0
    for of_clue in (9, 8):
        clue = a_clue(four)
        referred(clue, four)
        with working_as(recorder):
            uid = accept_file(kind="photo", subject=f"party-clue:{clue.pk}", area_code=COUNTY, file=pictures.a_photo(900 + clue.pk), actor=recorder, on=on).uid
            for n in range(of_clue):
                hold_to_account(clue=clue.pk, held_person=Held(f"村干部{done + n}", "village", "removal", "处理决定", uid, on), actor=recorder, on=on)
            hold_to_account(clue=clue.pk, held_person=Held("某乡干部", "township", "warning", "处理决定", uid, on), actor=recorder, on=on)
        done += of_clue
    for actor in (recorder, a_person(role="auditor"), operator()):
        with working_as(actor):
            assert held_to_account(actor, COUNTY) == {"village": 17, "township": 2}


def test_one_person_counts_once_upon_one_clue_and_another_of_the_same_name_is_told_apart(four):
    recorder, on = four[0], clock.today()
    first, second = a_clue(four), a_clue(four)
    for clue in (first, second):
        referred(clue, four)
    with working_as(recorder):
        scan = {c.pk: accept_file(kind="photo", subject=f"party-clue:{c.pk}", area_code=COUNTY, file=pictures.a_photo(700 + c.pk), actor=recorder, on=on).uid for c in (first, second)}
        held = lambda clue, name, measure="warning": hold_to_account(  # noqa: E731
            clue=clue.pk, held_person=Held(name, "village", measure, "处理决定", scan[clue.pk], on), actor=recorder, on=on)
        held(first, "盘某")
        for name, measure in (("盘某", "warning"), (" 盘某 ", "removal")):
            with pytest.raises(Refusal) as told:
                held(first, name, measure)
            assert told.value.code == "held-already" and all(told.value.say())
        held(first, "盘某(会计)")
        held(second, "盘某")
        assert held_to_account(recorder, COUNTY) == {"village": 3}

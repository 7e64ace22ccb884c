"""What holds when the judgement of the program is passed by: the database's own floor, and verification when the floor was passed by too."""

from __future__ import annotations

import os
from datetime import timedelta
from hashlib import sha256
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction

from procedure.cases import DAY, EXIT, a_file, an_exit, evidence, officials, said
from procedure.pure import COUNTY, VILLAGE
from register import a_household
from tuopin.evidence.models import EvidenceFile
from tuopin.kernel.crypto import with_new_index_key
from tuopin.kernel.home import keyring
from tuopin.people.models import Account
from tuopin.people.selectors import actor_for, operator
from tuopin.procedure.models import Act, Case, Citation, Sealing, Verdict
from tuopin.procedure.selectors.past import acts_of, deeds_of, setting_of
from tuopin.procedure.services import (
    Said,
    answer_objection,
    ask_agreement,
    close_notice,
    complete,
    object_to,
    open_case,
    take_step,
)
from tuopin.procedure.services.clock import today
from tuopin.procedure.services.seal_act import seal_acts
from tuopin.procedure.states import standing_of
from tuopin.registry.models import StatusEvent
from tuopin.trail.services import Asked, record, verify_trail

pytestmark = pytest.mark.django_db
SEED, TIMELINES = int(os.environ.get("SEED", "6")), int(os.environ.get("TIMELINES", "12"))
STEPS = [("step", "appraise"), ("step", "verify"), ("publish", "publish")], [("close", "publish"), ("step", "review"), ("step", "approve")]


@pytest.fixture
def who():
    return officials()


def written(case: Case, kind: str, step: str, account: int, *, outcome: str = "", refers: int = 0) -> Act:
    """An act put into the tables by somebody who does not ask the program; the triggers are on."""
    act = Act.objects.create(
        case=case, seq=case.version + 1, kind=kind, step=step, account_id=account, seat_area=VILLAGE, seat_role="head", happened_on=today(),
        outcome=outcome, refers=refers)
    act.refresh_from_db()
    declared = EXIT.step(step)
    for name, uid in evidence((declared.closing if kind == "close" else declared.evidence) if declared and kind != "object" else (), case.subject):
        file = EvidenceFile.objects.get(uid=uid)
        Citation.objects.create(
            act=act, name=name, kind=file.kind, subject=file.subject, uid=uid, digest=file.digest, accepted_at=file.recorded_at)
    if step == "approve":
        Verdict.objects.create(act=act, rule="household-exit", rulebook="x", judged_on=today(), facts_year=2018, holds=True, digest="0" * 64)
    if kind in ("publish", "close"):
        seal_acts([act])
    case.version, case.state = case.version + 1, "on_notice" if kind in ("publish", "object", "answer") else "underway"
    case.save()
    return act


def a_timeline(chance: Random, clock, accounts: list[int]) -> Case:
    """A notice with objections at random, overlapping or not, taken down around its seventh day."""
    case = open_case(procedure="household-exit", number=a_household().number, actor=whoever_is(accounts[0]))
    for (kind, step), account in zip(STEPS[0], accounts, strict=False):
        written(case, kind, step, account)
    open_ones: list[int] = []
    for _ in range(chance.randint(0, 6)):
        clock(timedelta(hours=chance.choice((0, 5, 24, 40))))
        if open_ones and chance.random() < 0.5:
            written(case, "answer", "", accounts[5], outcome="dismissed", refers=open_ones.pop(chance.randrange(len(open_ones))))
        else:
            open_ones.append(written(case, "object", "", accounts[0]).seq)
    while open_ones:
        clock(timedelta(hours=chance.choice((0, 3, 30))))
        written(case, "answer", "", accounts[5], outcome="dismissed", refers=open_ones.pop())
    clock(timedelta(hours=chance.choice((100, 167, 168, 169, 200))))
    for (kind, step), account in zip(STEPS[1], accounts[2:], strict=False):
        written(case, kind, step, account)
    return case


def whoever_is(account: int):
    return actor_for(Account.objects.get(pk=account), on=today())


def lacks(case: Case) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procedure_case_lacks(c) FROM (SELECT * FROM procedure_case WHERE id = %s) c", [case.pk])
        return cursor.fetchone()[0]


def test_the_database_counts_a_notice_as_the_procedure_does_whatever_was_objected(who, clock):
    chance, seen = Random(SEED), set()
    accounts = [who[name].account_id for name in ("clerk", "head", "town_clerk", "town_head", "county_head", "town_deputy")]
    for _ in range(TIMELINES):
        case = a_timeline(chance, clock, accounts)
        deeds = deeds_of(acts_of(case))
        place = next(n for n, deed in enumerate(deeds) if deed.kind == "close")
        hung = standing_of(setting_of(case, (), ()), deeds[:place]).hung(deeds[place].at)
        assert lacks(case) == (None if hung >= 7 * DAY else "notice"), (SEED, hung)
        seen.add(hung >= 7 * DAY)
    assert seen == {True, False}


def test_a_notice_taken_down_past_the_program_too_early_for_its_objection_ends_no_case(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    objected = object_to(case=case.pk, text="他家有车", actor=who["clerk"])
    clock(3 * DAY)
    found = Said(note="不属实", evidence=(("investigation", a_file("scan", case.subject).uid),))
    answer_objection(case=case.pk, refers=objected.seq, outcome="dismissed", actor=who["town_deputy"], said=found)
    clock(5 * DAY)
    case.refresh_from_db()
    with pytest.raises(DatabaseError, match="notice missing"), transaction.atomic():
        written(case, "close", "publish", who["town_clerk"].account_id)
        take_step(case=case.pk, step="review", actor=who["town_head"], said=said("review", case.subject))
        complete(case=case.pk, actor=who["county_head"], said=said("approve", case.subject))
    case.refresh_from_db()
    clock(2 * DAY)
    close_notice(case=case.pk, actor=who["town_clerk"], said=said("publish", case.subject, closing=True))
    take_step(case=case.pk, step="review", actor=who["town_head"], said=said("review", case.subject))
    assert complete(case=case.pk, actor=who["county_head"], said=said("approve", case.subject))
    assert StatusEvent.objects.filter(kind="exited").count() == 1


def found_of(*subjects: str) -> set[tuple[str, str]]:
    """What verification says of these subjects."""
    return {(one.field, one.subject) for one in verify_trail(Asked(replay=True)).findings if one.subject in subjects}


def as_superuser(statement: str, *values) -> None:
    """With every trigger off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        assert cursor.rowcount
        cursor.execute("SET LOCAL session_replication_role = origin")


EXITED = 'INSERT INTO registry_statusevent (household_id, kind, "on", precision, basis, actor, case_id) VALUES (%s, \'exited\', current_date, \'day\', \'x\', \'x\', %s)'


def test_an_honest_exit_is_not_accused(who, clock):
    case = an_exit(a_household().number, who, clock)
    assert found_of(case.subject, f"case:{case.pk}") == set()


def test_an_exit_written_past_the_triggers_is_found(who):
    household = a_household()
    subject = f"household:{household.number}"
    record(area_code=VILLAGE, verb="correct", subject=subject, actor=operator().name, on=today())
    as_superuser(EXITED, household.pk, None)
    assert found_of(subject) == {("state", subject), ("status", subject)}


def test_an_exit_written_past_the_triggers_with_an_event_that_fits_is_found(who):
    household = a_household()
    as_superuser(EXITED, household.pk, None)
    subject = f"household:{household.number}"
    record(area_code=VILLAGE, verb="household-exit", subject=subject, actor=operator().name, on=today())
    assert found_of(subject) == {("status", subject)}, "the trail itself is whole: what is missing is the case"


def test_an_exit_by_a_case_completed_past_the_triggers_is_found(who, clock):
    case = an_exit(a_household().number, who, clock, until=4)
    household = StatusEvent.objects.get(household__number=case.subject[10:]).household
    as_superuser("UPDATE procedure_case SET state = 'completed', ended_at = now() WHERE id = %s", case.pk)
    as_superuser(EXITED, household.pk, case.pk)
    record(area_code=VILLAGE, verb="case-step", subject=f"case:{case.pk}", actor=operator().name, on=today())
    record(area_code=VILLAGE, verb="household-exit", subject=case.subject, actor=operator().name, on=today())
    assert found_of(case.subject, f"case:{case.pk}") == {("status", case.subject)}


def test_a_case_without_any_event_is_found(who):
    as_superuser(
        "INSERT INTO procedure_case (procedure, edition, declaration, subject, area_code, account_id, note, state, due, version)"
        " VALUES ('household-exit', '2016-04-23', '', 'household:X', %s, %s, '', 'underway', 'appraise', 0)", VILLAGE, who["clerk"].account_id)
    subject = f"case:{Case.objects.get().pk}"
    assert found_of(subject) == {("no-event", subject)}


@pytest.mark.parametrize("column", ["at", "recorded_at", "root"])
def test_the_beginning_of_a_notice_moved_in_time_is_found(who, clock, column):
    case = an_exit(a_household().number, who, clock, until=3)
    assert found_of(f"case:{case.pk}") == set()
    value = "repeat('0', 64)" if column == "root" else f"{column} - interval '5 days'"
    as_superuser(f"UPDATE procedure_sealing SET {column} = {value} WHERE act_id IN (SELECT id FROM procedure_act WHERE case_id = %s)", case.pk)
    assert found_of(f"case:{case.pk}") == {("sealing", f"case:{case.pk}")}
    as_superuser("DELETE FROM procedure_sealing WHERE id = %s", Sealing.objects.get().pk)
    assert found_of(f"case:{case.pk}") == {("sealing", f"case:{case.pk}")}


def test_an_agreement_is_asked_for_under_a_name_that_tells_nothing(who):
    """What a list was searched by could be guessed from a plain digest; from a keyed one it cannot, and it is found under former keys."""
    number = "431129198001011234"
    case = ask_agreement(what="export-with-numbers", about=number, area_code=COUNTY, note="核对", actor=who["county_head"])
    plain = sha256(f"{number}\x00{who['county_head'].account_id}".encode()).hexdigest()
    assert plain[:32] not in case.subject and number not in case.subject
    asked = f"{number}\x00{who['county_head'].account_id}"
    old, new = keyring(), with_new_index_key(keyring())
    assert new.all_indexes("agreement", asked)[1] == old.all_indexes("agreement", asked)[0]
    assert case.subject == f"act:export-with-numbers:{old.find_by('agreement', asked).hex()}@{COUNTY}"

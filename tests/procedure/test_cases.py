"""Cases in the database: their whole way, every door that is shut, and what the database refuses by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from procedure.cases import DAY, EXIT, a_file, an_exit, an_official, evidence, officials, said
from procedure.pure import COUNTY, TOWN, VILLAGE
from register import a_certificate, a_household, an_actor
from tuopin.evidence.services import erase_file
from tuopin.kernel.home import keyring
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.people.models import Account, Kinship, Post
from tuopin.people.selectors import actor_for, operator
from tuopin.people.services import declare_kin, end_post, identify_account
from tuopin.policy.services.judge_case import judge_household_exit
from tuopin.procedure.models import Act, Case, Citation, Objection, Permission, Publication, Sealing, Verdict
from tuopin.procedure.selectors import case_file, cases_for, late_acts, notices_running, waiting_for
from tuopin.procedure.services import (
    MovedOn,
    Said,
    agree,
    answer_objection,
    ask_agreement,
    close_notice,
    complete,
    doors,
    hand_in,
    object_to,
    open_case,
    publish_notice,
    spend_agreement,
    take_step,
    withdraw,
)
from tuopin.procedure.services.clock import now, today
from tuopin.procedure.services.publish_notice import said_in
from tuopin.procedure.states import procedures
from tuopin.registry.models import Household, HouseholdForm, Membership, StatusEvent
from tuopin.trail.selectors import entries_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return officials()


def code_of(act) -> str:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert all(refusal.value.say()), "a refusal says why and what to do"
    return refusal.value.code


def test_a_household_leaves_by_five_persons_ten_pieces_and_seven_days(who, clock):
    household = a_household(year=2018)
    case = an_exit(household.number, who, clock)
    assert case.state == "completed" and case.ended_at is not None
    event = StatusEvent.objects.get(household=household, kind="exited")
    assert (event.case_id, event.basis, event.on) == (case.pk, f"case:{case.pk}", today(case.ended_at))
    assert [entry.verb for entry in entries_on(f"case:{case.pk}")] == [
        "case-step", "case-step", "case-close", "case-publish", "case-step", "case-step", "case-open"]
    acts = list(Act.objects.filter(case=case).order_by("seq"))
    assert len({act.account_id for act in acts}) == 5 and Citation.objects.count() == 10
    published, closed = (Sealing.objects.get(act__kind=kind) for kind in ("publish", "close"))
    assert closed.recorded_at - published.recorded_at >= timedelta(days=7) and published.root != closed.root
    assert Verdict.objects.filter(holds=True, judged_on=date(2018, 12, 31)).count() == 2


def test_a_household_comes_back_the_same_way(who, clock):
    household = a_household(status="exited")
    case = open_case(procedure="household-return", number=household.number, actor=who["clerk"])
    edition, subject = procedures()["household-return"].editions[0], f"household:{household.number}"
    for step, name in zip(edition.steps, ("clerk", "head", "town_clerk", "town_head", "county_head"), strict=True):
        told = Said(evidence=evidence(step.evidence, subject), entitled=3, present=3, in_favour=3)
        if step.notice:
            publish_notice(case=case.pk, actor=who[name], said=told)
            clock(7 * DAY)
            close_notice(case=case.pk, actor=who[name], said=Said(evidence=evidence(step.closing, subject)))
        else:
            take_step(case=case.pk, step=step.name, actor=who[name], said=told)
    assert StatusEvent.objects.filter(household=household).order_by("id").last().kind == "returned"


def test_a_verdict_that_fails_at_the_end_lets_nobody_go(who, clock):
    household = a_household()
    case = an_exit(household.number, who, clock, until=5)
    HouseholdForm.objects.filter(household=household).update(house_grade="D")
    last = said("approve", case.subject)
    assert code_of(lambda: complete(case=case.pk, actor=who["county_head"], said=last)) == "verdict-fails"
    HouseholdForm.objects.filter(household=household).update(house_grade="A")
    assert complete(case=case.pk, actor=who["county_head"], said=last).verdict.holds
    assert code_of(lambda: complete(case=case.pk, actor=who["county_head"], said=last)) == "not-this-step"


def test_nothing_is_judged_where_nothing_is_recorded(who):
    household = a_household()
    HouseholdForm.objects.update(superseded_at=now())
    assert code_of(lambda: judge_household_exit(number=household.number, actor=who["clerk"], on=today())) == "nothing-to-judge"
    this_year = a_household(year=today().year)
    judged = judge_household_exit(number=this_year.number, actor=who["clerk"], on=today())
    assert judged.judged_on == today() and judged.holds is None, "after 2020 no line is in force"


def test_without_a_judge_or_a_door_the_answer_is_no(who, settings):
    case = an_exit(a_household().number, who, None, until=1)
    settings.PROCEDURE_JUDGES = {}
    assert code_of(lambda: take_step(case=case.pk, step="verify", actor=who["head"], said=said("verify", case.subject))) == "no-judge"
    settings.PROCEDURE_SUBJECTS = {}
    doors.subject_of.cache_clear()
    assert code_of(lambda: open_case(procedure="household-exit", number="H1", actor=who["clerk"])) == "no-door"
    doors.subject_of.cache_clear()


def test_no_setting_loosens_a_procedure():
    named = {name for name in dir(settings) if "PROCEDURE" in name or "EYES" in name or "APPROVE" in name or "NOTICE" in name}
    assert named == {"PROCEDURE_SUBJECTS", "PROCEDURE_JUDGES", "PROCEDURE_CONDITIONS"}
    used = {rule for p in procedures().values() for e in p.editions for rule in (step.verdict for step in e.steps) if rule}
    assert used <= set(settings.PROCEDURE_JUDGES) and {p.subject for p in procedures().values()} == set(settings.PROCEDURE_SUBJECTS)


def test_the_floor_of_the_database_is_what_the_files_declare():
    """The least over all editions: a province's own way may ask more than the floor, never less."""
    with connection.cursor() as cursor:
        for procedure in procedures().values():
            cursor.execute("SELECT status, persons, CASE WHEN notice_days > 0 THEN procedure_notices(%s) ELSE 0 END, notice_days, pieces, rule FROM procedure_floor(%s)", [procedure.name] * 2)
            asked = [
                (e.persons, sum(bool(step.notice) for step in e.steps), min((step.notice.days for step in e.steps if step.notice), default=0),
                 sum(r.least for step in e.steps for r in (*step.evidence, *step.closing)))
                for e in procedure.editions
            ]
            status, *floor = cursor.fetchone()
            assert status == procedure.to or (status == "" and procedure.subject != "household"), procedure.name
            least = tuple(min(column) for column in zip(*asked, strict=True))
            assert tuple(floor) == (*least, procedure.editions[0].steps[-1].verdict), procedure.name


def test_the_clock_is_the_databases_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname IN ('trail_clock', 'procedure_clock') ORDER BY proname DESC")
        assert [source.strip() for source, in cursor.fetchall()] == ["SELECT clock_timestamp()", "SELECT trail_clock()"]


@pytest.mark.parametrize("status", ["exited", "removed"])
def test_a_case_is_opened_only_where_the_status_allows_it(who, status):
    number = a_household(status=status).number
    assert code_of(lambda: open_case(procedure="household-exit", number=number, actor=who["clerk"])) == "wrong-status"


def test_a_household_has_one_case_at_a_time_and_the_same_submission_opens_one(who):
    first, second = a_household().number, a_household().number
    key = uuid4()
    opened = open_case(procedure="household-exit", number=first, actor=who["clerk"], key=key)
    assert open_case(procedure="household-exit", number=first, actor=who["clerk"], key=key).pk == opened.pk
    assert code_of(lambda: open_case(procedure="household-exit", number=second, actor=who["clerk"], key=key)) == "key-reused"
    assert code_of(lambda: open_case(procedure="household-exit", number=first, actor=who["head"])) == "case-running"


def test_only_a_known_person_with_a_post_there_works_on_a_case(who):
    number = a_household().number
    case = open_case(procedure="household-exit", number=number, actor=who["clerk"])
    with pytest.raises(NotFound):
        take_step(case=case.pk, step="appraise", actor=an_official("far", ("431128000000", "head", "")))
    with pytest.raises(Forbidden, match="no-person"):
        take_step(case=case.pk, step="appraise", actor=operator())
    with pytest.raises(Forbidden, match="identity-unknown"):
        take_step(case=case.pk, step="appraise", actor=an_official("nobody", (VILLAGE, "clerk", ""), identified=False))
    with pytest.raises(Forbidden):
        open_case(procedure="household-exit", number=number, actor=an_official("reader", (VILLAGE, "reader", "")))
    with pytest.raises(NotFound):
        open_case(procedure="household-exit", number=number, actor=an_actor("431128000000"))
    clerk = who["clerk"]
    Post.objects.filter(account=clerk.account_id).update(ends_on=today())
    with pytest.raises(Forbidden, match="no-post"):
        take_step(case=case.pk, step="appraise", actor=clerk, said=said("appraise", case.subject))


def test_one_natural_person_has_one_account_and_kin_keep_away(who, clock):
    number = a_certificate(date(1970, 1, 1), 11)
    identify_account(username="clerk", certificate=f" {number} ", actor=operator(), on=today())
    assert code_of(lambda: identify_account(username="head", certificate=number, actor=operator(), on=today())) == "identity-taken"
    assert code_of(lambda: identify_account(username="head", certificate=number[:-1] + ("1" if number[-1] == "0" else "0"), actor=operator(), on=today())) == "bad-certificate"
    assert keyring().open(Account.objects.get(username="clerk").identity_sealed, "people.account|identity|clerk") == number
    assert declare_kin(username="head", other="clerk", actor=operator(), on=today()) == declare_kin(username="clerk", other="head", actor=operator(), on=today())
    assert Kinship.objects.count() == 1
    assert code_of(lambda: declare_kin(username="head", other="head", actor=operator(), on=today())) == "kin-to-oneself"
    case = an_exit(a_household().number, who, clock, until=1)
    assert code_of(lambda: take_step(case=case.pk, step="verify", actor=who["head"], said=said("verify", case.subject))) == "kin"


def test_nobody_works_on_their_own_household(who):
    household = a_household()
    person = Membership.objects.filter(household=household).first().person
    Account.objects.filter(username="clerk").update(identity_index=bytes(person.certificate_index))
    case = open_case(procedure="household-exit", number=household.number, actor=who["clerk"])
    assert code_of(lambda: take_step(case=case.pk, step="appraise", actor=who["clerk"], said=said("appraise", case.subject))) == "own-household"


def test_evidence_of_another_household_and_erased_evidence_count_for_nothing(who):
    case = open_case(procedure="household-exit", number=a_household().number, actor=who["clerk"])
    assert code_of(lambda: take_step(case=case.pk, step="appraise", actor=who["clerk"], said=said("appraise", f"household:{a_household().number}"))) == "evidence-of-another"
    told = said("appraise", case.subject)
    erase_file(uid=told.evidence[0][1], basis="误传", actor=operator(), on=today())
    assert code_of(lambda: take_step(case=case.pk, step="appraise", actor=who["clerk"], said=told)) == "evidence-erased"


def test_a_submission_sent_twice_has_one_effect_and_another_under_its_key_none(who):
    case = open_case(procedure="household-exit", number=a_household().number, actor=who["clerk"])
    told = replace(said("appraise", case.subject), key=UUID(int=7))
    acts = {take_step(case=case.pk, step="appraise", actor=who["clerk"], said=told).pk for _ in range(3)}
    assert len(acts) == 1 == Act.objects.count()
    assert code_of(lambda: take_step(case=case.pk, step="appraise", actor=who["clerk"], said=replace(told, note="别的"))) == "key-reused"


def test_who_saw_an_older_case_is_shown_what_was_done_since(who, clock):
    case = an_exit(a_household().number, who, clock, until=2)
    with pytest.raises(MovedOn) as conflict:
        publish_notice(case=case.pk, actor=who["town_clerk"], said=replace(said("publish", case.subject), seen=1))
    assert [act.step for act in conflict.value.since] == ["verify"]


def test_a_notice_is_masked_sealed_and_counts_by_the_servers_clock(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    publication = Publication.objects.get(act__case=case)
    assert "赵**" in publication.text and "赵一" not in publication.text and case.subject[10:] not in publication.text
    clock(7 * DAY - timedelta(minutes=5))
    end = said("publish", case.subject, closing=True)
    assert code_of(lambda: close_notice(case=case.pk, actor=who["town_clerk"], said=end)) == "notice-too-short"
    clock(timedelta(minutes=6))
    assert close_notice(case=case.pk, actor=who["town_clerk"], said=end).kind == "close"
    assert code_of(lambda: close_notice(case=case.pk, actor=who["town_clerk"], said=end)) == "not-on-notice"
    assert code_of(lambda: publish_notice(case=case.pk, actor=who["town_clerk"], said=end)) == "not-this-step"


def test_an_objection_is_sealed_stops_the_clock_and_ends_the_case_when_upheld(who, clock):
    case = an_exit(a_household().number, who, clock, until=3)
    assert code_of(lambda: object_to(case=case.pk, text=" ", actor=who["clerk"])) == "note-missing"
    act = object_to(case=case.pk, text="他家有车", objector="邻居", actor=who["clerk"])
    assert said_in(act) == {"text": "他家有车", "objector": "邻居"} and b"\xe8\xbd\xa6" not in bytes(Objection.objects.get().said_sealed)
    assert said_in(object_to(case=case.pk, text="还有房", actor=who["head"]))["objector"] == ""
    assert case_file(who["clerk"], case.pk, at=now()).due_at is None
    found = Said(note="属实", evidence=(("investigation", a_file("scan", case.subject).uid),))
    answer_objection(case=case.pk, refers=act.seq, outcome="upheld", actor=who["town_deputy"], said=found)
    case.refresh_from_db()
    assert case.state == "stopped" and not StatusEvent.objects.filter(kind="exited").exists()
    again = open_case(procedure="household-exit", number=case.subject[10:], actor=who["clerk"])
    withdraw(case=again.pk, actor=who["head"], said=Said(note="条件不成熟"))
    assert set(cases_for(who["county_head"], area=TOWN, running=False)) == {case, again} and not cases_for(who["county_head"]).exists()


def test_late_entries_are_counted_and_shown(who):
    case = open_case(procedure="household-exit", number=a_household().number, actor=who["clerk"])
    take_step(case=case.pk, step="appraise", actor=who["clerk"], said=replace(said("appraise", case.subject), happened_on=today() - 10 * DAY))
    assert late_acts(who["county_head"], area=COUNTY) == 1 and case_file(who["clerk"], case.pk, at=now()).late == 1


def test_what_waits_is_shown_to_those_whose_post_takes_it(who, clock):
    case = an_exit(a_household().number, who, clock, until=2)
    waits = {name: case in waiting_for(actor) for name, actor in who.items()}
    assert list(notices_running(who["county_head"])) == []
    assert [name for name, does in waits.items() if does] == ["town_clerk"] and waiting_for(operator()) == []


def test_files_are_handed_in_for_what_is_due(who, clock):
    case = an_exit(a_household().number, who, clock, until=0)
    assert code_of(lambda: hand_in(case=case.pk, name="reply", file=b"%PDF-1.4", actor=who["clerk"])) == "evidence-unasked"
    assert code_of(lambda: hand_in(case=case.pk, name="meeting-photo", file=b"%PDF-1.4", actor=who["clerk"])) == "evidence-unasked"
    withdraw(case=case.pk, actor=who["clerk"], said=Said(note="撤回"))
    assert code_of(lambda: hand_in(case=case.pk, name="minutes", file=b"%PDF-1.4", actor=who["clerk"])) == "evidence-unasked"


def test_two_persons_agree_and_it_is_used_once_within_a_day(who, clock):
    wish = {"what": "export-with-numbers", "about": "households?area=431129", "area_code": TOWN}
    assert code_of(lambda: ask_agreement(**wish, note=" ", actor=who["town_clerk"])) == "note-missing"
    with pytest.raises(NotFound):
        ask_agreement(**wish | {"area_code": "431128000000"}, note="移交", actor=who["town_clerk"])
    asked = ask_agreement(**wish, note="移交系统", actor=who["town_clerk"])
    assert code_of(lambda: spend_agreement(**wish, actor=who["town_clerk"])) == "agreement-missing"
    town_clerk_too = actor_for(Account.objects.get(username="town_clerk"), on=today())
    Post.objects.create(account_id=town_clerk_too.account_id, area_code=COUNTY, role="head", starts_on=date(2016, 1, 1))
    assert code_of(lambda: agree(case=asked.pk, actor=town_clerk_too)) == "same-person"
    agree(case=asked.pk, actor=who["town_head"])
    assert code_of(lambda: spend_agreement(**wish, actor=who["town_head"])) == "agreement-missing", "who agreed cannot use it"
    assert code_of(lambda: spend_agreement(**wish | {"about": "all"}, actor=who["town_clerk"])) == "agreement-missing"
    assert spend_agreement(**wish, actor=who["town_clerk"]).pk == asked.pk and Permission.objects.count() == 1
    assert code_of(lambda: spend_agreement(**wish, actor=who["town_clerk"])) == "agreement-missing"
    again = ask_agreement(**wish, note="再次", actor=who["town_clerk"])
    agree(case=again.pk, actor=who["town_head"])
    clock(DAY + timedelta(minutes=1))
    assert code_of(lambda: spend_agreement(**wish, actor=who["town_clerk"])) == "agreement-missing"
    assert doors.subject_of("act").notice("x", on=today()) == ""


ATTACKS = {
    "a status of nothing": "INSERT INTO registry_statusevent (household_id, kind, \"on\", precision, basis, actor) VALUES ({h}, 'exited', current_date, 'day', 'x', 'x')",
    "a status of a running case": "INSERT INTO registry_statusevent (household_id, kind, \"on\", precision, basis, actor, case_id)"
                                  " VALUES ({h}, 'exited', current_date, 'day', 'x', 'x', {c})",
    "a status of another household's case": "INSERT INTO registry_statusevent (household_id, kind, \"on\", precision, basis, actor, case_id)"
                                            " VALUES ({h}, 'exited', current_date, 'day', 'x', 'x', {done})",
    "a status by a file, again": "INSERT INTO registry_statusevent (household_id, kind, \"on\", precision, basis, actor, takeover_id)"
                                 " SELECT {h}, 'exited', current_date, 'day', 'x', 'x', max(id) FROM registry_importbatch",
    "a status recorded yesterday": "INSERT INTO registry_statusevent (household_id, kind, \"on\", precision, basis, actor, case_id, recorded_at)"
                                   " VALUES ({h}, 'exited', current_date, 'day', 'x', 'x', {done}, now() - interval '1 day')",
    "a household registered anew": "UPDATE registry_household SET registered_at = clock_timestamp() WHERE id = {h}",
    "a household registered long ago": "INSERT INTO registry_household (number, village_code, registered_at) VALUES ('X1', '431129210213', '2014-01-01')",
    "a case completed by hand": "UPDATE procedure_case SET state = 'completed', version = version + 1 WHERE id = {c}",
    "a case completed by an act of one": "WITH a AS (INSERT INTO procedure_act (case_id, seq, kind, step, account_id, seat_area, seat_role, seat_title, happened_on, late, note,"
                                         " outcome, refers, body) VALUES ({c}, 2, 'step', 'approve', {a}, '431129000000', 'head', '', current_date, false, '', '', 0, ''))"
                                         " SELECT 1; UPDATE procedure_case SET state = 'completed', version = version + 1 WHERE id = {c}",
    "a case born completed": "INSERT INTO procedure_case (procedure, edition, declaration, subject, area_code, account_id, note, state, due, version)"
                             " VALUES ('household-exit', '2016-04-23', '', 'household:X', '431129210213', {a}, '', 'completed', '', 0)",
    "a case of another household": "UPDATE procedure_case SET subject = 'household:X' WHERE id = {c}",
    "an ended case moved on": "UPDATE procedure_case SET state = 'underway', version = version + 1 WHERE id = {done}",
    "a case deleted": "DELETE FROM procedure_case WHERE id = {c}",
    "an act deleted": "DELETE FROM procedure_act",
    "an act changed": "UPDATE procedure_act SET account_id = {a}",
    "an act in an ended case": "INSERT INTO procedure_act (case_id, seq, kind, step, account_id, seat_area, seat_role, seat_title, happened_on, late, note, outcome, refers, body)"
                               " VALUES ({done}, 7, 'step', 'x', {a}, '431129000000', 'head', '', current_date, false, '', '', 0, '')",
    "evidence that lies nowhere": "INSERT INTO procedure_citation (act_id, name, kind, subject, uid, digest, accepted_at)"
                                  " SELECT id, 'minutes', 'scan', 'household:X', gen_random_uuid(), repeat('a', 64), now() FROM procedure_act LIMIT 1",
    "a notice moved back": "UPDATE procedure_sealing SET recorded_at = now() - interval '9 days'",
    "a verdict changed": "UPDATE procedure_verdict SET holds = false",
    "a permission without agreement": "INSERT INTO procedure_permission (case_id, account_id) VALUES ({c}, {a})",
}


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_the_database_itself_refuses(who, clock, attack):
    done, household = an_exit(a_household().number, who, clock), a_household()
    case = an_exit(household.number, who, clock, until=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    values = {"h": household.pk, "c": case.pk, "done": done.pk, "a": who["county_head"].account_id}
    before = list(StatusEvent.objects.values()), list(Case.objects.values()), Act.objects.count(), Household.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ATTACKS[attack].format(**values))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert before == (list(StatusEvent.objects.values()), list(Case.objects.values()), Act.objects.count(), Household.objects.count())


def test_an_act_is_recorded_now_whatever_a_program_writes(who):
    case = open_case(procedure="household-exit", number=a_household().number, actor=who["clerk"])
    act = Act.objects.create(
        case=case, seq=1, kind="step", step="appraise", account_id=who["clerk"].account_id, seat_area=VILLAGE, seat_role="clerk", happened_on=date(2018, 1, 1),
        recorded_at="2018-01-01T00:00:00Z")
    act.refresh_from_db()
    assert act.recorded_at.year == now().year


def test_a_post_that_ends_today_takes_no_step_although_the_session_lives(who):
    case = open_case(procedure="household-exit", number=a_household().number, actor=who["clerk"])
    end_post(post_id=Post.objects.get(account=who["clerk"].account_id).pk, ends_on=today(), actor=operator(), on=today())
    assert code_of(lambda: take_step(case=case.pk, step="appraise", actor=who["clerk"], said=said("appraise", case.subject))) == "no-post"


def test_a_step_that_is_not_declared_is_not_taken(who):
    case = open_case(procedure="household-exit", number=a_household().number, actor=who["clerk"])
    assert code_of(lambda: take_step(case=case.pk, step="hurry", actor=who["clerk"])) == "not-this-step"
    assert EXIT.step("hurry") is None and str(case) and str(Act(case=case, seq=1, kind="step"))

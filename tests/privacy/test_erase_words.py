"""What was said of a person in any room's texts is gone with them; the trail verifies whole; nothing else passes the door that it takes."""

import subprocess
import threading
import time
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from privacy.spoken import rows_that_speak
from privacy.traces import files_with
from procedure.cases import an_official
from register import COUNTY, VILLAGE, a_household, a_person
from tuopin.assistance.models import Unit
from tuopin.config import cluster, server
from tuopin.kernel.home import home, keyring
from tuopin.kernel.refusals import Refusal
from tuopin.people.models import Account
from tuopin.people.selectors import operator, working_as
from tuopin.policy.services.judge_counties import judge_counties
from tuopin.privacy.models import Sweep
from tuopin.privacy.selectors.personal_columns import PERSONAL
from tuopin.privacy.services import sweep_erased as sweeping
from tuopin.privacy.services.erase_person import ask_erasure, erase_person
from tuopin.privacy.services.sweep_erased import SWEPT, _as_owner, sweep_erased
from tuopin.procedure.services import agree
from tuopin.registry.models import Helper, MemberForm, Membership, Person
from tuopin.scope.services import showing
from tuopin.trail.models import Entry
from tuopin.trail.services import record
from tuopin.trail.services.adopt_states import adopt_states
from tuopin.trail.services.verify import Asked, verify_trail

ON, BASIS, NAME = date(2020, 6, 30), "删除申请 3 号", "霓曌翀"


def laid_out(*, persons=1):
    """A household whose head is named in every room, all of it on the trail, and two who may agree."""
    two = an_official("head-one", (COUNTY, "head", "")), an_official("head-two", (COUNTY, "head", ""))
    household = a_household(persons=persons)
    head = MemberForm.objects.get(household=household, relation="head").person
    Person.objects.filter(pk=head.pk).update(name=NAME)
    head.refresh_from_db()
    with transaction.atomic():
        helper = Helper.objects.create(number="R9", area_code=COUNTY, name="唐干部", unit_name="县农业局")
        unit = Unit.objects.create(number="U9", area_code=COUNTY, name="县农业局")
        made = rows_that_speak(NAME, household, head, Account.objects.get(username="head-one"), helper, unit)
    adopt_states(basis="测试", actor=operator(), on=ON)
    with working_as(operator()):
        judge_counties(year=2018, counties=[COUNTY], actor=operator())
    for subject in (f"watch:{made['monitoring_watch'].pk}", f"village:{VILLAGE}"):
        record(area_code=VILLAGE, verb="propose-watch", subject=subject, actor="t", on=ON, basis=f"{NAME}来电", channel="self")
    return two, household, head, made


def erased(two, head):
    with working_as(two[0]):
        case = ask_erasure(number=head.number, basis=BASIS, actor=two[0]).pk
    with working_as(two[1]):
        agree(case=case, actor=two[1])
    with working_as(two[0]):
        return erase_person(number=head.number, basis=BASIS, actor=two[0], on=ON)


def everything_told():
    """All tables' own text, what is sealed in the declared columns, and what the trail opens to."""
    texts = [str(entry.values) for entry in Entry.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'kept_%'")
        for table, in cursor.fetchall():
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            texts.append(cursor.fetchone()[0] or "")
    return "\n".join(texts)


def opened(made):
    """What the sealed texts say."""
    from privacy.spoken import PLACES

    said = []
    for table, row in made.items():
        for column in (c for p in PERSONAL if p.table == table and p.sealed for c in p.columns.split()):
            row.refresh_from_db()
            place = PLACES[f"{table}.{column}"].split("'")[1] + str(row.__dict__.get("uid") or row.act_id)
            said.append(keyring().open(getattr(row, column), place))
    return said


def tables_speaking():
    with connection.cursor() as cursor:
        found = set()
        for columns in PERSONAL:
            if not columns.sealed:
                cursor.execute(f"SELECT EXISTS (SELECT FROM {columns.table} t WHERE t::text LIKE %s)", [f"%{NAME}%"])
                found |= {columns.table} if cursor.fetchone()[0] else set()
        return found


@pytest.mark.django_db
@pytest.mark.parametrize("persons", [1, 3])
def test_every_rooms_texts_lose_the_name_and_the_trail_verifies_whole(persons):
    two, _household, head, made = laid_out(persons=persons)
    assert tables_speaking() == {columns.table for columns in PERSONAL if not columns.sealed}, "give the table a row in spoken.py"
    assert len(opened(made)) == sum(len(p.columns.split()) for p in PERSONAL if p.sealed) and all(NAME in text for text in opened(made))
    before = [str(f) for f in verify_trail(Asked(replay=True)).findings]
    assert before == []
    erased(two, head)
    assert tables_speaking() == set() and NAME not in everything_told() and not any(NAME in text for text in opened(made))
    assert [str(f) for f in verify_trail(Asked(replay=True)).findings] == []
    row = made["monitoring_departmentrow"]
    row.refresh_from_db()
    assert (row.name, row.certificate_index, row.amount_yuan) == ("已删除", None, made["monitoring_departmentrow"].amount_yuan)
    assert opened({"assistance_diaryentry": made["assistance_diaryentry"]}) == ["走访某家"], "a diary tells of others too: it only loses the name"


@pytest.mark.django_db
def test_what_is_said_of_others_and_of_a_namesake_stays():
    two, household, head, made = laid_out(persons=2)
    other = a_household(persons=1)
    namesake = a_person(name=NAME)
    Membership.objects.create(person=namesake, household=other, starts_on=date(2014, 1, 1))
    made["monitoring_sweepline"].__class__.objects.filter(pk=made["monitoring_sweepline"].pk).update(note="家中无人")
    adopt_states(basis="测试", actor=operator(), on=ON)
    erased(two, head)
    for row in (made["monitoring_sweepline"], made["identification_meeting"], made["monitoring_watch"], namesake):
        row.refresh_from_db()
    assert made["monitoring_sweepline"].note == "家中无人"
    assert NAME in made["identification_meeting"].note, "in a village with a namesake the minutes may speak of the other one"
    assert made["monitoring_watch"].said == "已删除" and namesake.name == NAME


@pytest.mark.django_db
def test_a_basis_that_speaks_the_name_is_refused_and_so_is_the_door_without_two_who_agreed():
    two, _household, head, made = laid_out()
    with working_as(two[0]), pytest.raises(Refusal, match="name-in-basis"):
        ask_erasure(number=head.number, basis=f"{NAME}申请删除", actor=two[0])
    with working_as(two[0]), pytest.raises(Refusal, match="name-in-basis"):
        erase_person(number=head.number, basis=f"{NAME}申请删除", actor=two[0], on=ON)
    refused = [
        ("SELECT scope_erase_words(1, 'monitoring_watch', 'said', %s, NULL, NULL)", [[made["monitoring_watch"].pk]]),  # nobody agreed
        ("SELECT scope_erase_words(1, 'monitoring_watch', 'state', %s, NULL, NULL)", [[made["monitoring_watch"].pk]]),  # a column that is no text about a person
        ("SELECT scope_erase_words(1, 'trail_entry', 'actor', %s, NULL, NULL)", [[1]]),
        ("INSERT INTO scope_erasing VALUES (pg_current_xact_id())", []), ("INSERT INTO scope_erasable VALUES ('trail_entry.actor')", []),
    ]
    for sql, values in refused:
        with showing(read=["000000000000"], write=["000000000000"]), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    for table, column in (("monitoring_followup", "note"), ("procedure_act", "note"), ("identification_visit", "note"), ("ledger_taskact", "note")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:  # the owner too is stopped by the guard
            cursor.execute(f"UPDATE {table} SET {column} = '' WHERE id = %s", [made[table].pk])


def hold_a_table(began: threading.Event, seconds: float) -> None:
    """Somebody's work that was begun before and reads the table of persons, as a report or a dump does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM trail_head")
        began.set()
        time.sleep(seconds)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_after_the_sweep_no_byte_is_left_and_the_used_agreement_opens_the_door_no_more(tmp_path):
    """The tables' own files and a dump are read for the name; the door asks that the agreement be used in the transaction that passes it."""
    two, _household, head, made = laid_out(persons=3)
    tables, out = home() / "postgres" / "base", tmp_path / "out"
    assert tables.is_dir()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_person")  # the database samples names for its plans
        cursor.execute("CHECKPOINT")
    assert files_with([tables], [NAME], tmp_path), "the name stands in the files before, or reading them means nothing"
    erased(two, head)
    began = threading.Event()
    older = threading.Thread(target=hold_a_table, args=[began, 1.5])
    older.start()  # its snapshot stands, though it holds none of the tables that are rewritten
    began.wait()
    with working_as(operator()):
        assert sweep_erased(actor=operator(), on=ON) == {"persons": 1, "tables": len(SWEPT)}
        assert not older.is_alive(), "who began before could still read the rows as they were: they would have been kept"
        assert sweep_erased(actor=operator(), on=ON)["tables"] == 0 and Entry.objects.filter(verb="sweep-erased").count() == 1
    out.mkdir()
    at = connection.settings_dict
    subprocess.run([cluster.program("pg_dump"), "-h", at["HOST"], "-U", at["USER"], "-f", out / "dump.sql", at["NAME"]], check=True)
    assert files_with([tables, out], [NAME], tmp_path) == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(case_id) FROM procedure_permission")
        spent = cursor.fetchone()[0]
    with showing(read=["000000000000"], write=["000000000000"]), pytest.raises(DatabaseError, match="two persons"), connection.cursor() as cursor:
        cursor.execute("SELECT scope_erase_words(%s, 'monitoring_watch', 'said', %s, NULL, NULL)", [spent, [made["monitoring_watch"].pk]])


@pytest.mark.django_db
def test_without_the_owners_rights_nothing_is_swept_and_nothing_says_so(monkeypatch):
    """The database passes over others' tables with a warning; on record that would be a sweep."""
    head = MemberForm.objects.get(household=a_household(), relation="head").person
    Person.objects.filter(pk=head.pk).update(erased_at=timezone.now())
    address = server.owner_url().replace("//postgres", "//tuopin_app")
    assert address != server.owner_url()
    monkeypatch.setattr("tuopin.config.server.owner_url", lambda: address)
    with working_as(operator()), pytest.raises(Refusal, match="owner-not-here"):
        sweep_erased(actor=operator(), on=ON)
    assert not Sweep.objects.exists() and not Entry.objects.filter(verb="sweep-erased").exists()


@pytest.fixture
def somebody_erased():
    """One erasure that waits for its sweep, and the connection on which its tables would be written anew."""
    head = MemberForm.objects.get(household=a_household(), relation="head").person
    Person.objects.filter(pk=head.pk).update(erased_at=timezone.now())
    with _as_owner() as owner:
        yield owner


@pytest.mark.django_db
def test_a_sweep_that_others_stand_in_the_way_of_is_refused_and_waits_for_its_turn(somebody_erased, monkeypatch):
    """Work that began before may still read the rows as they were: after the time to wait nothing is swept, and nothing says so."""
    monkeypatch.setattr(sweeping, "OLDER_WORK_SECONDS", 0.3)
    with working_as(operator()), pytest.raises(Refusal, match="tables-in-use"):  # this test's own transaction is the older work
        sweep_erased(actor=operator(), on=ON)
    assert not Sweep.objects.exists() and not Entry.objects.filter(verb="sweep-erased").exists()


@pytest.mark.django_db
def test_a_table_that_is_not_let_go_stops_the_sweep_with_a_clear_word(somebody_erased, monkeypatch):
    monkeypatch.setattr(sweeping, "LOCK_SECONDS", 1)
    with pytest.raises(Refusal, match="tables-in-use"):  # this test's transaction wrote to the first of the tables
        sweeping._rewrite(somebody_erased)

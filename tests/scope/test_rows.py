"""What the database itself shows: with no filter at all, exactly the rows of the asker's areas; with no asker, none."""

from __future__ import annotations

import random
from contextlib import nullcontext
from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from faults.injected import raising
from register import a_helper, a_household, a_village_form, an_actor
from tuopin.kernel.areas import NATION, ancestors, within
from tuopin.kernel.refusals import NotFound
from tuopin.people.selectors import Actor, working_as
from tuopin.policy.models import Doubt, Figure, Freshness, Standing
from tuopin.registry.models import (
    CountySurvey,
    Helper,
    Household,
    HouseholdForm,
    HouseholdIncome,
    ImportBatch,
    ImportProblem,
    MemberForm,
    Membership,
    Pairing,
    Person,
    Posting,
    StagedBlock,
    StagedBundle,
    StatusEvent,
    VillageForm,
)
from tuopin.scope import services
from tuopin.scope.services import confirm_codes, confirm_in_sight, door, loading, showing, sight
from tuopin.scope.states import APP, LOADER
from tuopin.trail.models import Entry
from tuopin.trail.services import record

pytestmark = pytest.mark.django_db
VILLAGES = (
    "431129210213", "431129210214", "431129100001", "431128100001", "431202100001", "450326100001", "441900003001", "110101001001",
)
AREAS = ("431129210213", "431129210000", "431129000000", "431100000000", "430000000000", "441900000000", "110100000000", NATION)


def here(field: str):
    """The place of a row, by a path of attributes."""
    def place(row):
        for name in field.split("."):
            row = getattr(row, name)
        return [row]
    return place


PLACES = {  # model → the places of a row: it is seen where one of them is
    Household: here("village_code"), HouseholdForm: here("household.village_code"), HouseholdIncome: here("household.village_code"),
    StatusEvent: here("household.village_code"), MemberForm: here("household.village_code"),
    Membership: here("household.village_code"), Pairing: here("household.village_code"),
    Person: lambda row: [stay.household.village_code for stay in row.memberships.all()],
    VillageForm: here("village_code"), CountySurvey: here("county_code"), Posting: here("village_code"),
    ImportBatch: here("area_code"), StagedBlock: lambda row: [row.batch.area_code, row.village_code],
    StagedBundle: here("batch.area_code"), ImportProblem: lambda row: [row.batch.area_code, row.village_code],
    Standing: here("village_code"), Doubt: here("village_code"), Figure: here("area_code"), Entry: here("area_code"),
}
FROM_BELOW = {Helper: "area_code", Freshness: "county_code"}  # also seen by whoever sits below the place


@pytest.fixture
def register() -> None:
    """Something of every kind in each of the villages."""
    for village in VILLAGES:
        household, county = a_household(village=village, persons=2), village[:6] + "000000"
        helper = a_helper(of=household, posted=village)
        Helper.objects.filter(pk=helper.pk).update(area_code=county)
        a_village_form(code=village)
        Standing.objects.create(household_id=household.pk, year=2018, number=household.number, village_code=village, persons=2, status="poor")
        Doubt.objects.create(household_id=household.pk, village_code=village, year=2018, check_code="Q01", raised_at=timezone.now())
        for code in {village, county}:
            Figure.objects.get_or_create(year=2018, area_code=code, name="households", defaults={"numerator": 1, "level": 5})
        Freshness.objects.get_or_create(year=2018, county_code=county, defaults={
            "judged_on": date(2018, 12, 31), "judged_at": timezone.now(), "rulebook_version": "1"})
        CountySurvey.objects.get_or_create(year=2018, county_code=county)
        batch = ImportBatch.objects.create(digest=village, file_name="a.xlsx", year=2018, area_code=county, actor="a")
        StagedBundle.objects.create(batch=batch, ordinal=1, sealed=b"x")
        for code in (village, ""):
            StagedBlock.objects.create(batch=batch, kind="household", key="1", village_code=code, outcome="confirm", sealed=b"x")
            ImportProblem.objects.create(batch=batch, sheet="a", row=1, code="x", outcome="W", village_code=code)
        record(area_code=village, verb="correct", subject=f"household:{household.number}", actor="a", on=date(2018, 1, 1))


def expected(model, areas: list[str]) -> set[int]:
    """The rows that lie in one of the areas, found by looking at every row."""
    if model in FROM_BELOW:
        above = {code for area in areas for code in ancestors(area)}
        places = [(row.pk, getattr(row, FROM_BELOW[model])) for row in model.objects.all()]
        return {pk for pk, place in places if place in above or any(within(place, area) for area in areas)}
    return {
        row.pk for row in model.objects.all()
        if NATION in areas or any(place and within(place, area) for place in PLACES[model](row) for area in areas)
    }


def test_every_table_with_rows_of_the_register_is_tried_here():
    guarded = _guarded()
    models = {model._meta.db_table for model in (*PLACES, *FROM_BELOW)}
    elsewhere = {table for table in guarded - models if not table.startswith(("registry_", "policy_"))}
    assert guarded - elsewhere == models - _not_guarded(models)


def _guarded() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
        return {name for (name,) in cursor.fetchall()}


def _not_guarded(tables: set[str]) -> set[str]:
    return tables - _guarded()


@pytest.mark.parametrize("seed", range(12))
def test_a_query_without_any_filter_brings_exactly_the_rows_of_the_areas(register, seed):
    draw = random.Random(seed)
    areas = draw.sample((*AREAS, *VILLAGES), draw.choice((1, 1, 2, 3)))
    actor = Actor("a", tuple((area, frozenset({"read"})) for area in areas))
    for model in (*PLACES, *FROM_BELOW):
        wanted = expected(model, areas)
        with working_as(actor):
            seen = set(model.objects.values_list("pk", flat=True))
        assert seen == wanted, (model, areas)


@pytest.mark.parametrize("actor", [None, Actor("a", ()), Actor("a", (("431129000000", frozenset({"export"})),))])
def test_with_nobody_asking_there_are_no_rows(register, actor):
    for model in (*PLACES, *FROM_BELOW):
        assert model.objects.exists(), model
        with _nobody() if actor is None else working_as(actor):
            assert not model.objects.exists(), model


def _nobody():
    return showing(read=[], write=[])


def test_where_no_sight_was_ever_opened_there_are_no_rows(register):
    with connection.cursor() as cursor:
        cursor.execute(f"RESET tuopin.read; RESET tuopin.write; RESET tuopin.above; SET LOCAL ROLE {APP}")
        assert not Household.objects.exists() and not Person.objects.exists() and not Helper.objects.exists()
        cursor.execute("RESET ROLE")


def test_a_row_elsewhere_can_be_neither_changed_nor_added(register):
    with working_as(an_actor("431129000000")):
        assert Household.objects.filter(village_code="431128100001").update(village_code="431129210213") == 0
        assert Standing.objects.filter(year=2018).update(persons=3) == 3, "those of the county alone"
        mine = Household.objects.filter(village_code="431129210213").first()
        for write in (
            lambda: a_household(village="431128100001"),
            lambda: Household.objects.filter(pk=mine.pk).update(village_code="431128100001"),
            lambda: Posting.objects.create(helper=Helper.objects.first(), village_code="431128100001", starts_on=date(2018, 1, 1)),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                write()


def test_who_only_reads_writes_nowhere(register):
    with working_as(an_actor("431129000000", acts="read export audit")):
        assert Household.objects.exists()
        assert Standing.objects.update(persons=3) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            a_household(village="431129210213")


@pytest.mark.parametrize("statement", [
    "UPDATE trail_entry SET verb = 'x'", "DELETE FROM trail_entry", "UPDATE registry_statusevent SET kind = 'exited'",
    "DELETE FROM registry_statusevent", "DELETE FROM registry_household", "DELETE FROM registry_person", "DELETE FROM registry_householdincome",
    "DELETE FROM registry_householdform", "TRUNCATE registry_household CASCADE", "TRUNCATE trail_entry", "DROP TABLE trail_entry",
    "ALTER TABLE registry_household DISABLE ROW LEVEL SECURITY", "DROP POLICY scope_select ON registry_household",
    "ALTER TABLE trail_entry DISABLE TRIGGER ALL", "CREATE ROLE nobody_else", "DELETE FROM people_account",
    "SELECT * FROM django_migrations", "CREATE TABLE public.mine (id int)",
])
def test_the_role_of_work_may_not(register, statement):
    with working_as(an_actor(NATION)), pytest.raises(DatabaseError, match="permission denied|must be owner"), transaction.atomic(), \
            connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_roles_of_work_are_what_they_are_said_to_be():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname IN (%s, %s)", [APP, LOADER])
        assert sorted(cursor.fetchall()) == [(APP, False, False, False, False), (LOADER, False, False, False, True)]
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner IN (%s, %s)", [APP, LOADER])
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT DISTINCT privilege_type FROM information_schema.role_table_grants WHERE grantee = %s", [LOADER])
        assert cursor.fetchall() == [("INSERT",)], "the loader adds and does nothing else"


def test_a_sight_ends_with_its_block_also_after_a_fault(register):
    with pytest.raises(ZeroDivisionError), working_as(an_actor()):
        assert sight().read
        raise ZeroDivisionError
    assert sight() is services.NOTHING
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('tuopin.read'), current_setting('tuopin.write'), current_user")
        read, write, user = cursor.fetchone()
    assert (read, write) == ("", "") and user != APP


def test_a_sight_ends_also_when_a_transaction_in_it_failed(register):
    with working_as(an_actor()):
        with pytest.raises(DatabaseError), transaction.atomic(), door("judge", read=[NATION], write=[NATION]), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert Household.objects.count() == 3, "what the door showed is not shown any more"
    assert sight() is services.NOTHING


def test_a_door_shows_more_for_its_time_only(register):
    with working_as(an_actor()):
        with door("figures", read=[NATION], write=[]):
            assert Household.objects.count() == len(VILLAGES)
            with door("judge", read=["431128000000"], write=["431128000000"]):
                assert Household.objects.count() == 1
        assert Household.objects.count() == 3
    with pytest.raises(ValueError, match="no such door"), door("back"):
        pass


def test_what_came_in_bulk_is_confirmed_by_the_database(register):
    mine, others = (Household.objects.get(village_code=code).pk for code in VILLAGES[:4:3])
    with working_as(an_actor()), connection.cursor() as cursor:
        confirm_in_sight(cursor, "registry_household", "village_code", [mine])
        confirm_in_sight(cursor, "registry_household", "village_code", [])
        confirm_codes(cursor, [VILLAGES[0]])
        for wrong in ([others], [mine, others], [-1]):
            with pytest.raises(NotFound):
                confirm_in_sight(cursor, "registry_household", "village_code", wrong)
        with pytest.raises(NotFound):
            confirm_codes(cursor, [VILLAGES[0], VILLAGES[3]])


def test_the_loader_adds_and_cannot_read(register):
    with working_as(an_actor()), transaction.atomic(), connection.cursor() as cursor:
        with loading(cursor), cursor.copy("COPY registry_household (number, village_code) FROM STDIN") as copy:
            copy.write("H1\t431129210213\n")
        assert Household.objects.filter(number="H1").exists()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), loading(cursor):
            cursor.execute("SELECT number FROM registry_household")


def test_every_table_is_declared():
    """A new table: say in its migration who sees its rows, in one line of `tuopin.scope.states`; until then it is closed to all."""
    closed = {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_migrations",
              "scope_erasable", "scope_erasing"}  # which columns and when: asked by the owner's own functions alone
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity, COALESCE(obj_description(oid), ''), has_any_column_privilege(%s, oid, 'SELECT')"
            " FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace", [APP])
        rows = [row for row in cursor.fetchall() if not row[0].startswith("kept_")]
    undeclared = {name for name, guarded, comment, readable in rows if not (guarded or comment.startswith("open to all work: "))}
    assert undeclared == closed, "undeclared tables"
    assert not [name for name, *_, readable in rows if name in closed and readable]


def test_every_model_of_the_house_can_be_asked_for(register):
    with working_as(an_actor(NATION)):
        for model in apps.get_models():
            if model.__module__.startswith("tuopin."):
                model.objects.first()


@pytest.mark.parametrize("broken", ["_set", "_put_back"])
@pytest.mark.parametrize("in_transaction", [False, True])
def test_a_sight_that_breaks_while_it_opens_or_closes_is_not_left_open(transactional_db, broken, in_transaction):
    """The connection, or the transaction, in which it broke is given up: the next asker on it starts from nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        role = cursor.fetchone()
    fault = raising(getattr(services, broken).__code__, 1, RuntimeError)
    with pytest.raises(RuntimeError), transaction.atomic() if in_transaction else nullcontext(), fault, services.showing(read=["431129000000"], write=[]):
        pass
    assert services.sight() == services.NOTHING
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('tuopin.read', true)")
        found = cursor.fetchone()
    assert (found[0], found[1] or "") == (*role, "")

"""Every column of every table belongs to one class of data, and the database owes the class what the page of classes says."""

import tomllib

import pytest
from django.apps import apps
from django.db import connection, models

from source import ROOT
from tuopin.privacy.selectors.personal_columns import ERASED_ITSELF, PERSONAL, PERSONLESS
from tuopin.privacy.selectors.sealed_columns import DERIVED, INDEXES_WITHOUT_VALUE, PROBE, SEALED
from tuopin.privacy.states.retention import CLASSES
from tuopin.scope.states import APP, OPEN_MARK

FILE = tomllib.loads((ROOT / "docs" / "reference" / "data-classes.toml").read_text(encoding="utf-8"))
OWED = {
    "stored": {"sealed", "open", "hashed, or sealed where it must be read again"}, "rows": {"guarded", "declared", "work"},
    "integrity": {"tagged", "tagged, chained", "chained", "chained, signed", "released"}, "logs": {"never", "number"},
}
WITHOUT_A_MODEL = {"django_migrations", "scope_erasable", "scope_erasing"}


def columns():
    return {f"{m._meta.db_table}.{f.column}": f for m in apps.get_models(include_auto_created=True) for f in m._meta.concrete_fields}


def class_of(name):
    """The class of a column: where it stands by itself, else that of its table."""
    table = name.partition(".")[0]
    own = [each for each, said in FILE.items() if name in said.get("columns", "").split()]
    return own or [each for each, said in FILE.items() if table in said.get("tables", "").split()]


def tables_of(name):
    return {column.partition(".")[0] for column in columns() if class_of(column) == [name]} | set(FILE[name].get("tables", "").split())


def test_every_column_of_every_table_has_one_class_and_nothing_else_is_named():
    unclear = {name: class_of(name) for name in columns() if len(class_of(name)) != 1}
    assert not unclear, f"put them into one class of docs/reference/data-classes.toml: {unclear}"
    tables = {name.partition(".")[0] for name in columns()}
    for said in FILE.values():
        assert set(said.get("columns", "").split()) <= set(columns()), set(said.get("columns", "").split()) - set(columns())
        assert set(said.get("tables", "").split()) <= tables | WITHOUT_A_MODEL, set(said.get("tables", "").split()) - tables


def test_every_class_says_all_that_it_is_owed():
    assert list(FILE) == ["secret", "sealed", "person", "official", "record", "place", "machine"]
    for name, said in FILE.items():
        assert said["title"] and said["why"] and set(said["owed"]) == {*OWED, "kept", "shown"}, name
        assert all(said["owed"][what] in known for what, known in OWED.items()), name
        assert set(said["owed"]["kept"]) <= {*CLASSES, "case", "office"}, "what is kept for a time is kept as `tuopin retention` says"


def test_what_is_sealed_or_indexed_by_a_key_and_nothing_else_is_of_the_classes_that_are_owed_it():
    sealed = {each.name for each in SEALED} | {f"{each.table}.{each.index}" for each in SEALED if each.index} | {PROBE}
    indexed = {f"{each.table}.{each.column}" for each in (*INDEXES_WITHOUT_VALUE, *DERIVED)}
    hidden = {name for name in columns() if class_of(name)[0] in ("secret", "sealed")}
    assert sealed <= hidden, sealed - hidden
    hashed = {"people_account.password", "people_recoverycode.digest", "people_accesstoken.digest", "ledger_calendarlink.digest",
              "django_session.session_key", "django_session.session_data"}  # kept by Django, or digests of random bits
    assert hidden - sealed - indexed == hashed
    assert all(isinstance(columns()[name], models.BinaryField) for name in sealed), "a seal is bytes, never text"
    assert {name for name in columns() if name.endswith("_sealed")} <= hidden


def test_what_an_erasure_reaches_is_never_of_a_class_without_persons():
    reached = {name for each in PERSONAL for name in each.names} | ERASED_ITSELF
    assert {class_of(name)[0] for name in reached} <= {"sealed", "person", "official", "secret"}, \
        {name: class_of(name) for name in reached if class_of(name)[0] in ("record", "place", "machine")}
    of_officials = {name for name, why in PERSONLESS.items() if why.startswith("of an official")}
    assert not {name for name in of_officials if class_of(name)[0] == "machine"}


@pytest.mark.django_db
def test_the_rows_of_each_class_are_guarded_as_the_class_is_owed():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid),"
            " COALESCE(obj_description(c.oid, 'pg_class'), '') LIKE %s, has_any_column_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE')"
            " FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace", [f"{OPEN_MARK}%", APP])
        stands = {name: (guarded, declared, usable) for name, guarded, declared, usable in cursor.fetchall()}
    assert set(stands) <= {table for name in FILE for table in tables_of(name)}, "a table that the classes do not know"
    for name, said in FILE.items():
        for table in tables_of(name):
            guarded, declared, usable = stands[table]
            if said["owed"]["rows"] == "guarded":
                assert guarded, f"{table} of the class {name} has no guard"
            else:
                assert guarded or declared or not usable, f"{table} of the class {name} is open to work and does not say why"

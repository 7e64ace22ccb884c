"""Every text column of every table says whether it may tell of a person: then an erasure reaches it. A new one cannot be forgotten."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from tuopin.kernel.personal_columns import ERASED, STRUCK
from tuopin.privacy.selectors.personal_columns import ERASED_ITSELF, PERSONAL, PERSONLESS

TEXTS = (models.CharField, models.TextField, models.BinaryField, models.JSONField, ArrayField)


def code_of_a_place(field):
    return getattr(field, "db_collation", None) == "C" and field.max_length == 12


def text_columns():
    """Every column of every table that can hold what somebody typed; a choice among given words and the code of a place cannot."""
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True) for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not field.choices and not code_of_a_place(field)
    }


def test_every_text_column_is_reached_by_an_erasure_or_says_why_it_need_not_be():
    reached = {name for columns in PERSONAL for name in columns.names} | ERASED_ITSELF
    told = sorted(text_columns() - reached - set(PERSONLESS))
    assert not told, f"declare them in the room's models/personal.py (and erasable() in a migration where they are reached): {told}"
    known = {f"{m._meta.db_table}.{f.column}" for m in apps.get_models(include_auto_created=True) for f in m._meta.concrete_fields}
    assert (reached | set(PERSONLESS)) <= known, sorted((reached | set(PERSONLESS)) - known)
    assert not set(PERSONLESS) & reached and all(why.strip() for why in PERSONLESS.values())


@pytest.mark.django_db
def test_the_database_lets_exactly_the_declared_columns_be_erased_past_every_guard_of_change():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM scope_erasable")
        assert {name for name, in cursor.fetchall()} == {name for columns in PERSONAL for name in columns.names}
        cursor.execute(
            "SELECT DISTINCT split_part(e.name, '.', 1) || ' ' || t.tgname FROM scope_erasable e"
            " JOIN pg_trigger t ON t.tgrelid = split_part(e.name, '.', 1)::regclass"
            " WHERE NOT t.tgisinternal AND t.tgtype & 19 = 19 AND pg_get_triggerdef(t.oid) NOT LIKE '%NOT scope_is_erasing()%'")
        assert [name for name, in cursor.fetchall()] == [], "a guard made after erasable(): erasable() comes after the table's guards"
        cursor.execute("SELECT pg_get_functiondef('scope_erase_words'::regproc)")
        said = cursor.fetchone()[0]
        assert f"'{ERASED}'" in said.replace("''", "'") and f"'{STRUCK}'" in said

"""The villages of one real county, loaded once, and a database that keeps what is committed for the tests of killed imports."""

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    from tuopin.divisions.services import load_editions

    with django_db_blocker.unblock():
        load_editions(area="431129000000")


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """What is written is committed, so that another process sees it; taken away afterwards, the places stay."""
    from django.db import connection

    from rosters import TABLES

    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLES} RESTART IDENTITY CASCADE")

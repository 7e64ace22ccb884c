"""A database that keeps what is committed, for the tests of killed imports."""

import pytest


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """What is written is committed, so that another process sees it; taken away afterwards, the places stay."""
    from rosters import empty_tables

    with django_db_blocker.unblock():
        yield
        empty_tables()

"""What becomes of a sight when the line to the database breaks: nobody works on it any further, and nothing is left open."""

from __future__ import annotations

import psycopg
import pytest
from django.db import OperationalError, connection

from database_lines import on_a_line_of_its_own
from tuopin.scope import services
from tuopin.scope.services import NOTHING, carried, showing, sight

pytestmark = pytest.mark.django_db
AREA = "431129000000"


def cut() -> None:
    """The database ends this thread's connection."""
    connection.ensure_connection()
    number = connection.connection.info.backend_pid
    with psycopg.connect(**{key: value for key, value in connection.get_connection_params().items() if key in ("host", "port", "dbname", "user", "password")}) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])


def role_and_reach() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), coalesce(current_setting('tuopin.read', true), '')")
        return cursor.fetchone()


def test_a_sight_that_cannot_be_opened_leaves_a_new_line_that_shows_nothing():
    def work():
        before = role_and_reach()
        cut()
        with pytest.raises(OperationalError), showing(read=[AREA], write=[]):
            raise AssertionError("nobody works without a sight")
        return before, sight(), connection.connection, role_and_reach()

    before, seen, line, after = on_a_line_of_its_own(work)
    assert seen is NOTHING and line is None and after == before


def test_a_line_that_breaks_during_the_work_is_given_up_and_the_next_shows_nothing():
    def work():
        before = role_and_reach()
        with showing(read=[AREA], write=[]):
            during = role_and_reach()
            cut()
        return before, during, sight(), connection.connection, role_and_reach()

    before, during, seen, line, after = on_a_line_of_its_own(work)
    assert during != before and seen is NOTHING and line is None and after == before


def test_a_line_that_was_closed_during_the_work_has_nothing_to_put_back():
    def work():
        with showing(read=[AREA], write=[]):
            connection.close()
        return sight(), connection.connection

    assert on_a_line_of_its_own(work) == (NOTHING, None)


def test_whatever_stops_the_putting_back_gives_the_line_up(monkeypatch):
    def work():
        before = role_and_reach()
        with pytest.raises(KeyboardInterrupt):
            with showing(read=[AREA], write=[]):
                line = connection.connection
                monkeypatch.setattr(services, "Cursor", interrupted)
            raise AssertionError("it stops")
        monkeypatch.undo()
        return before, line.closed, sight(), role_and_reach()

    def interrupted(_line):
        raise KeyboardInterrupt

    before, closed, seen, after = on_a_line_of_its_own(work)
    assert closed and seen is NOTHING and after == before


def test_a_further_thread_of_work_that_sees_nothing_gets_no_sight():
    def work():
        with carried(NOTHING):
            inside = role_and_reach(), sight()
        return inside, connection.connection, role_and_reach()

    (reach, seen), line, plain = on_a_line_of_its_own(work)
    assert seen is NOTHING and line is None and reach == plain

"""What is asked in the fewest words is asked like everything else: through the guards, counted, and of a database that is there."""

import psycopg
import pytest
from django.db import DatabaseError, connection

from register import COUNTY, VILLAGE, a_household
from tuopin.scope.selectors import rows_of, trust_a_silent_line
from tuopin.scope.services import showing


@pytest.mark.django_db
def test_it_is_counted_among_the_queries_of_a_page(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert rows_of("SELECT %s::int + 1", [1]) == rows_of("SELECT %(n)s::int", {"n": 2}, planned=False) == [(2,)]


@pytest.mark.django_db
def test_the_guards_hold_for_a_statement_planned_under_another_sight():
    a_household(village=VILLAGE)
    statement = "SELECT count(*) FROM registry_householdform"
    seen = []
    for area in (COUNTY, "431128000000", COUNTY):
        with showing(read=[area], write=[]):
            seen.append(rows_of(statement, [])[0][0])
    assert seen == [1, 0, 1]


@pytest.mark.django_db
def test_what_the_database_refuses_is_djangos_error():
    with pytest.raises(DatabaseError):
        rows_of("SELECT 1 / %s", [0])


@pytest.mark.django_db(transaction=True)
def test_a_line_that_the_server_closed_is_not_trusted():
    connection.ensure_connection()
    connection.health_check_enabled, connection.health_check_done = True, False
    trust_a_silent_line()
    assert connection.health_check_done
    with psycopg.connect(**{k: v for k, v in connection.get_connection_params().items() if k in ("dbname", "user", "host", "port")}) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    connection.health_check_done = False
    trust_a_silent_line()
    assert not connection.health_check_done
    assert rows_of("SELECT 1", []) == [(1,)]

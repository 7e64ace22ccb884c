"""Each condition of a sight by itself: what it alone holds back, and what it costs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from database_lines import told
from register import COUNTY, NEIGHBOUR, VILLAGE
from tuopin.kernel.areas import NATION
from tuopin.scope.selectors import guards
from tuopin.scope.services import NOTHING, Sight, _give_up, carried, confirm_codes, confirm_in_sight, showing, sight
from tuopin.scope.states import above, bounds

pytestmark = pytest.mark.django_db


def test_whoever_is_nobody_asks_under_no_number():
    assert (Sight.of([VILLAGE], []).asker, Sight.of([VILLAGE], [], None).asker, Sight.of([VILLAGE], [], 0).asker, Sight.of([], [], 12).asker) == ("", "", "0", "12")


def test_above_the_nation_there_is_nothing_and_it_adds_nothing_to_others():
    assert above([NATION]) == "" and above([NATION, VILLAGE]) == above([VILLAGE])


def test_a_further_thread_of_work_sees_what_the_first_one_sees():
    def work(seen):
        with carried(seen):
            inside = told("role"), told("tuopin.read"), told("tuopin.write"), sight()
        return inside, connection.connection

    with showing(read=[COUNTY], write=[VILLAGE]), ThreadPoolExecutor(1) as beside:
        mine = sight()
        (role, read, write, seen), line = beside.submit(work, mine).result()
    assert (role, read, write) == ("tuopin_app", bounds([COUNTY]), bounds([VILLAGE])) and seen == mine and line is None


def test_a_sight_given_up_within_a_transaction_undoes_it():
    with transaction.atomic():
        _give_up(NOTHING)
        assert connection.get_rollback() and connection.connection is not None
        connection.set_rollback(False)  # the test's own transaction goes on


def test_where_no_row_came_in_the_database_is_not_asked(django_assert_num_queries):
    with showing(read=[COUNTY], write=[VILLAGE]), django_assert_num_queries(0), connection.cursor() as cursor:  # a cursor of before counts nothing
        confirm_in_sight(cursor, "people_post", "area_code", [])


def test_without_a_sight_nothing_is_confirmed(django_assert_num_queries):
    with django_assert_num_queries(0), connection.cursor() as cursor:
        confirm_in_sight(cursor, "people_post", "area_code", [1])
        confirm_codes(cursor, [NEIGHBOUR])


def test_a_table_whose_guard_sleeps_is_found_although_its_words_stand():
    assert not guards.faults_of_tables()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_household DISABLE ROW LEVEL SECURITY")
    (fault,) = guards.faults_of_tables()
    assert "registry_household is open" in fault

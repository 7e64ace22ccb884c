"""Asks the database what nearly every page asks, in the fewest words: read and planned once a connection, not once a page."""

from __future__ import annotations

import select
from collections.abc import Mapping, Sequence

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections


def rows_of(statement: str, values: Sequence | Mapping, *, planned: bool = True) -> list[tuple]:
    """The rows of a statement, seen through the guards like every other's; counted among a page's queries like every other.

    `planned=False` for one whose best plan depends on the values (a village or a nation): it is planned anew each time.
    Times come in UTC. Raises Django's database errors.
    """
    held = connections[DEFAULT_DB_ALIAS]
    held.close_if_health_check_failed()
    held.ensure_connection()
    with held.wrap_database_errors, psycopg.Cursor(held.connection) as cursor:
        cursor.execute(statement, values, prepare=planned, binary=True)
        rows = cursor.fetchall()
    if held.queries_logged:
        held.queries_log.append({"sql": statement, "time": ""})
    return rows


def trust_a_silent_line() -> None:
    """Spare a request the question whether the database is still there, while the line to it says nothing.

    A server that closed the line (stopped, restarted, threw the connection out) has said so: then the line is readable,
    and Django asks and connects anew as ever.
    """
    held = connections[DEFAULT_DB_ALIAS]
    if held.connection is None or not held.health_check_enabled or held.connection.closed:
        return
    line = select.poll()
    line.register(held.connection.fileno(), select.POLLIN)
    held.health_check_done = not line.poll(0)

"""Lines to the database: work on one that nobody else meets, and what a line says of its settings."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def on_a_line_of_its_own(work: Callable[[], object]):
    """The work in a thread, which has a connection of its own that nobody else meets."""
    def then_closed():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside:
        return beside.submit(then_closed).result()


def told(name: str) -> str:
    """What this line has as the setting `name`; empty where it was never set."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return cursor.fetchone()[0]

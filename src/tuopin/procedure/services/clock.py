"""The time by which everything in a case is counted: the database server's, never the asker's."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from tuopin.kernel.days import local_zone


def now() -> datetime:
    """This instant by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT procedure_clock()")
        return cursor.fetchone()[0]


def today(at: datetime | None = None) -> date:
    """The day on the office's wall at the instant, or now."""
    return (at or now()).astimezone(local_zone()).date()

"""Up to which number the trail is finished: what a reader notes before reading, to know later what it has not seen."""

from __future__ import annotations

from django.db import connection


def trail_seen() -> int:
    """A number such that every act up to it is finished and seen by whatever is read from now on.

    Waits for nobody: with acts under way the number stays below theirs, and what comes later shows as not yet seen.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT trail_mark()")
        return cursor.fetchone()[0]

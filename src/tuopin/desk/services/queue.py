"""The queue itself: who does what next, and what was left behind by a worker that died.

A running job belongs to the database session that holds its lock. When the worker dies the server ends the session and the
lock is gone, so a job left behind is found by trying its lock: no clock, no sign of life, no guessing.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from tuopin.desk import states
from tuopin.desk.models import Job

LOCK = 4312 << 40  # with the number of the job: whose it is while it runs
NEXT = """
    UPDATE desk_job SET state = 'running', attempts = attempts + 1, started_at = clock_timestamp(), ended_at = NULL, reason = ''
    WHERE id = (
        SELECT id FROM desk_job WHERE state = 'waiting' AND run_after <= clock_timestamp() AND kind = ANY(%s)
        ORDER BY run_after, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id, pg_try_advisory_lock(%s + id)
"""


class StillHeld(Exception):
    """The job's lock is held although the job waits: whoever had it is about to end; look again in a moment."""


def claim(kinds: list[str]) -> Job | None:
    """Take the next job that is due, with its lock; None when there is none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NEXT, [kinds, LOCK])
        row = cursor.fetchone()
        if row is None:
            return None
        if not row[1]:
            raise StillHeld(row[0])
    return Job.objects.select_related("account").get(pk=row[0])


def let_go(job: Job) -> None:
    """Give the lock of a job back, after its row says how it ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK + job.pk])


def recover(allowed: dict[str, int]) -> int:
    """Put back the jobs whose worker died, or park those that did so as often as their kind allows; how many."""
    found = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for job in Job.objects.select_for_update(skip_locked=True).filter(state=states.RUNNING):
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK + job.pk])
            if not cursor.fetchone()[0]:
                continue  # its worker lives
            job.state, job.reason = states.after_failure(job.attempts, allowed.get(job.kind, 1)), "cut-short"
            job.run_after = timezone.now()
            job.ended_at = timezone.now() if job.state == states.PARKED else None
            job.save(update_fields=["state", "reason", "run_after", "ended_at"])
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK + job.pk])
            found += 1
    return found

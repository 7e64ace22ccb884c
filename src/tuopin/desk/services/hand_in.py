"""Hand a job in: its words and its file sealed, in the queue when the transaction is committed and not before."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import connection, transaction

from tuopin.desk.models import Job
from tuopin.desk.services.sealed import put_away, seal_arguments
from tuopin.kernel.areas import NATION
from tuopin.people.selectors import Actor

CHANNEL = "desk_job"  # workers listen on it


def hand_in(*, kind: str, actor: Actor, arguments: dict, chunks: Iterable[bytes] | None = None) -> Job:
    """Put a job of `kind` into the queue for the actor's account; `chunks` is the file that goes with it."""
    token = secrets.token_urlsafe(18)
    if chunks is not None:
        put_away(token, chunks)
    with transaction.atomic(), connection.cursor() as cursor:
        job = Job.objects.create(
            token=token, kind=kind, account_id=actor.account_id, area_code=actor.home or NATION,
            arguments=seal_arguments(token, kind, actor.account_id, arguments),
        )
        cursor.execute(f"NOTIFY {CHANNEL}")
    job.refresh_from_db(fields=["run_after", "handed_in_at"])
    return job


def call_round(*, kind: str, slot: str) -> bool:
    """Put the system's own job of `kind` for the slot (a day) into the queue, unless it is there already; whether it was new."""
    token = secrets.token_urlsafe(18)
    made = Job.objects.bulk_create(
        [Job(token=token, kind=kind, area_code=NATION, slot=slot, arguments=seal_arguments(token, kind, None, {}))], ignore_conflicts=True
    )
    return bool(made) and Job.objects.filter(token=token).exists()

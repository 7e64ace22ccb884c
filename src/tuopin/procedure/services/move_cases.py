"""Lets running cases go where their village went: into the village that it was merged into, or back out of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.trail.services import Event, doer_at, record_many


def move_cases(*, predecessors: Sequence[str], successor: str, basis: str, actor: Actor, on: date, subjects: Sequence[str] | None = None) -> int:
    """Give the running cases of the former places to the successor; of only these subjects where some are named. Returns how many.

    Call it in the transaction that records the succession: the database lets a case go nowhere else. Whoever sits in the successor
    takes the next steps; what was done stays with those who did it.
    """
    rows = Case.objects.filter(area_code__in=predecessors, state__in=("underway", "on_notice"))
    rows = rows if subjects is None else rows.filter(subject__in=list(subjects))
    found = list(rows.exclude(subject__startswith="village:").order_by("pk").values_list("pk", "subject"))
    if not found:
        return 0
    Case.objects.filter(pk__in=[pk for pk, _ in found]).update(area_code=successor)
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(successor, "case-move", f"case:{pk}", *doer_at(actor, successor), on, {"basis": basis, "about": subject}) for pk, subject in found
        ])
    return len(found)

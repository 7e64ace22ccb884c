"""Lets running cases go where their village went: into the village that it was merged into, or back out of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.services import doors
from tuopin.procedure.states import procedure_named
from tuopin.trail.services import Event, doer_at, record_many


def move_cases(*, predecessors: Sequence[str], successor: str, basis: str, actor: Actor, on: date, following: bool = False) -> int:
    """Give the running cases of the former places to the successor. Returns how many.

    `following`: only those whose subject lies in the successor by now, whatever kind it is: a household that went back, a change of its
    members, its watch.
    Call it in the transaction that records the succession: the database lets a case go nowhere else. Whoever sits in the successor
    takes the next steps; what was done stays with those who did it.
    """
    rows = Case.objects.filter(area_code__in=predecessors, state__in=("underway", "on_notice"))
    running = list(rows.exclude(subject__startswith="village:").order_by("pk"))
    found = [(case.pk, case.subject) for case in running if not following or _place_of(case, actor) == successor]
    if not found:
        return 0
    former = {case.pk: case.area_code for case in running}
    Case.objects.filter(pk__in=[pk for pk, _ in found]).update(area_code=successor)
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(successor, "case-move", f"case:{pk}", *doer_at(actor, successor), on, {"basis": basis, "about": subject, "former": former[pk]}) for pk, subject in found
        ])
    return len(found)


def _place_of(case: Case, actor: Actor) -> str:
    """Where the subject of the case lies now, as the room says that knows it."""
    return doors.subject_of(procedure_named(case.procedure).subject).place(actor, doors.number_of(case))

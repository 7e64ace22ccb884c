"""Changes a household's status: the one way there is, and only by a completed case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.registry.models import Household, StatusEvent
from tuopin.trail.services import Event, doer_at, record, record_many


def change_status(*, household: Household, case: Case, kind: str, actor: Actor, on: date) -> StatusEvent:
    """Write what a completed case decided, effective the day it was completed; call it in the transaction that completes the case.

    The database refuses it for a case that is not completed, is not about this household, decided something else, or was used.
    """
    event = StatusEvent.objects.create(household=household, kind=kind, on=on, basis=f"case:{case.pk}", actor=actor.name, case=case)
    record(
        area_code=household.village_code, verb="change-status", subject=f"household:{household.number}", actor=actor, on=on,
        basis=event.basis, kind=kind, case=case.pk,
    )
    return event


def change_statuses(*, cases: Sequence[Case], kind: str, actor: Actor, on: date) -> list[StatusEvent]:
    """Write what many completed cases on households decided, all the same; as `change_status` does for one."""
    numbers = {case.subject.partition(":")[2]: case for case in cases}
    households = list(Household.objects.select_for_update().filter(number__in=list(numbers)).order_by("pk"))
    events = StatusEvent.objects.bulk_create([
        StatusEvent(household=household, kind=kind, on=on, basis=f"case:{numbers[household.number].pk}", actor=actor.name, case=numbers[household.number])
        for household in households
    ], batch_size=500)
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(event.household.village_code, "change-status", f"household:{event.household.number}", *doer_at(actor, event.household.village_code),
                  on, {"basis": event.basis, "kind": kind, "case": event.case_id})
            for event in events
        ])
    return events

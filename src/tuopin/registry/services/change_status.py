"""Changes a household's status: the one way there is, and only by a completed case."""

from __future__ import annotations

from datetime import date

from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.registry.models import Household, StatusEvent
from tuopin.trail.services import record


def change_status(*, household: Household, case: Case, kind: str, actor: Actor, on: date) -> StatusEvent:
    """Write what a completed case decided, effective the day it was completed; call it in the transaction that completes the case.

    The database refuses it for a case that is not completed, is not about this household, decided something else, or was used.
    """
    event = StatusEvent.objects.create(household=household, kind=kind, on=on, basis=f"case:{case.pk}", actor=actor.name, case=case)
    record(
        area_code=household.village_code, verb="change-status", subject=f"household:{household.number}", actor=actor.name, on=on,
        basis=event.basis, kind=kind, case=case.pk,
    )
    return event

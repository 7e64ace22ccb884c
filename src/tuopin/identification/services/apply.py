"""Takes an application: a household that asks to be registered is recorded, and its case is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.services import open_case, open_cases
from tuopin.registry.services.record_household import HouseholdTold, record_households

NAME = "household-identification"


@transaction.atomic
def apply_for(*, told: HouseholdTold, actor: Actor, on: date, note: str = "", key: UUID | None = None) -> Case:
    """Record the household that applies, or whose village applies for it, and open its case.

    The same key again is the same application. Raises as `record_household` and `open_case` do.
    """
    before = Case.objects.filter(actor.scope("area_code"), key=key).first() if key else None
    if before is not None:
        return before
    household, = record_households(told=[told], actor=actor, on=on)
    return open_case(procedure=NAME, number=household.number, actor=actor, note=note, key=key)


@transaction.atomic
def apply_many(*, told: Sequence[HouseholdTold], actor: Actor, on: date, note: str = "") -> list[Case]:
    """The same for many households of a village at once, all or none."""
    households = record_households(told=told, actor=actor, on=on)
    return open_cases(procedure=NAME, numbers=[household.number for household in households], actor=actor, note=note)

"""When a household was first identified; one that split off from another carries on what the other was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F

from tuopin.registry.models import Membership, StatusEvent

SPLIT = "split"


def first_identified(households: Collection[int]) -> dict[int, tuple[date, str]]:
    """For each household (by id) the day of its first identification and how much of the day is known.

    A household that a split made has no identification of its own: its members were identified with the household that they came from.
    Households that never were identified are left out.
    """
    found: dict[int, tuple[date, str]] = {}
    events = StatusEvent.objects.filter(household__in=list(households), kind=StatusEvent.Kind.IDENTIFIED)
    for household, on, precision in events.values_list("household", "on", "precision"):
        found[household] = min(found.get(household, (date.max, "")), (on, precision))
    origins = _origins(set(households) - set(found))
    before = first_identified(set(origins.values())) if origins else {}
    return found | {new: before[old] for new, old in origins.items() if old in before}


def _origins(households: Collection[int]) -> dict[int, int]:
    """The household that each of these split off from, where it did."""
    if not households:
        return {}
    came = Membership.objects.filter(
        household__in=list(households), person__memberships__end_reason=SPLIT, person__memberships__ends_on=F("starts_on"),
        person__memberships__household__lt=F("household"))
    return dict(came.order_by("-person__memberships__household").values_list("household", "person__memberships__household"))

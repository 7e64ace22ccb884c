"""The hits of comparisons on a household."""

from __future__ import annotations

from django.db.models import QuerySet

from tuopin.identification.models import Comparison
from tuopin.people.selectors import Actor


def comparisons_of(actor: Actor, number: str) -> QuerySet[Comparison]:
    """What other departments' lists say of the household, the latest first."""
    return Comparison.objects.filter(actor.scope("household__village_code"), household__number=number).order_by("-compared_on", "-pk")

"""The hits of comparisons on a household."""

from __future__ import annotations

from django.db.models import Case, QuerySet, When

from tuopin.identification.models import Comparison
from tuopin.kernel.areas import subtree
from tuopin.people.selectors import Actor
from tuopin.registry.selectors.households import household_of


def comparisons_of(actor: Actor, number: str) -> QuerySet[Comparison]:
    """What other departments' lists say of the household, the latest first."""
    return Comparison.objects.filter(actor.scope("household__village_code"), household__number=number).order_by("-compared_on", "-pk")


def comparisons_in(actor: Actor, *, area: str, number: str = "", only_open: bool = False) -> QuerySet[Comparison]:
    """The hits on the households of a place, those without a finding first; of one household where its number is given. Raises NotFound elsewhere."""
    actor.require("read", area)
    if number:
        household_of(actor, number)
    low, high = subtree(area)
    rows = Comparison.objects.filter(actor.scope("household__village_code"), household__village_code__gte=low, household__village_code__lt=high)
    rows = rows.filter(**({"household__number": number} if number else {}), **({"finding": ""} if only_open else {}))
    return rows.select_related("household").order_by(Case(When(finding="", then=0), default=1), "-compared_on", "household__number", "pk")

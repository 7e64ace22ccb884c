"""Which households an export covers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from tuopin.kernel.areas import subtree, within
from tuopin.people.selectors import Actor
from tuopin.registry.models import HouseholdForm


def numbers_in(actor: Actor, *, area: str | None, year: int) -> Iterator[str]:
    """The numbers of the households that have a record of the year, at or below the area, within the actor's own.

    Raises NotFound when nothing of the area is the actor's to see, Forbidden when it is but not to export.
    """
    inside = Q()
    if area:
        if not any(within(own, area) or within(area, own) for own in actor.areas_for("export")):
            actor.require("export", area)
        low, high = subtree(area)
        inside = Q(village_code__gte=low, village_code__lt=high)
    forms = HouseholdForm.objects.filter(
        inside, actor.scope("household__village_code", "export"), year=year, superseded_at=None
    )
    return forms.order_by("village_code", "household__number").values_list("household__number", flat=True).iterator()

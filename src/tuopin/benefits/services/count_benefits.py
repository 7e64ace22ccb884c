"""Counts for whole counties how the policies of a year reach people, village by village, so that every place above is shown at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from tuopin.benefits.models import Tally
from tuopin.benefits.services.standings import standings_of
from tuopin.benefits.states.standing import COUNTED
from tuopin.kernel.areas import subtree
from tuopin.people.selectors import Actor
from tuopin.trail.services import record


def count_benefits(*, counties: Iterable[str], year: int, on: date, actor: Actor) -> int:
    """Count each county anew as on the day; how many rows were kept. Raises NotFound, Forbidden without the right to correct there."""
    kept = 0
    for county in counties:
        actor.require("correct", county)
        kept += _count(county, year, on, actor)
    return kept


@transaction.atomic
def _count(county: str, year: int, on: date, actor: Actor) -> int:
    low, high = subtree(county)
    rows = []
    for standing in standings_of(actor, area=county, on=on):
        for village, counted in standing.counts_by_village().items():
            owed = Decimal(counted["owed_fen"]) / 100 if "owed_fen" in counted else None
            rows.append(Tally(
                village_code=village, year=year, policy=standing.policy.name, owed_yuan=owed, counted_on=on, counted_at=timezone.now(),
                **{name: counted[name] for name in COUNTED},
            ))
    Tally.objects.filter(year=year, village_code__gte=low, village_code__lt=high).delete()
    Tally.objects.bulk_create(rows, batch_size=2000)
    record(area_code=county, verb="count-benefits", subject=f"county:{county}", actor=actor, on=on, year=year, rows=len(rows))
    return len(rows)

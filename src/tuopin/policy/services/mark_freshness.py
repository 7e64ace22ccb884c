"""Notes up to which entry of the trail a judgement has seen the register, so that anything later shows as not yet judged."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tuopin.policy.models import Freshness
from tuopin.policy.states.definitions import mark


def mark_judged(*, county: str, year: int, on: date, seen: int) -> Freshness:
    """Note that the county was judged for the year as on the day, having seen the trail up to `seen`."""
    marks = {"judged_on": on, "judged_at": timezone.now(), "trail_mark": seen, "rulebook_version": mark()}
    return Freshness.objects.update_or_create(county_code=county, year=year, defaults=marks)[0]

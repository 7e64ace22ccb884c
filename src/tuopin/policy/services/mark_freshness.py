"""Notes up to which entry of the trail a judgement has seen the register, so that anything later shows as not yet judged."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from tuopin.policy.models import Freshness
from tuopin.policy.rulebook import version
from tuopin.trail.models import Entry


def trail_seen() -> int:
    """The number of the last entry of the trail, with every act before it finished.

    Waits for acts under way: an entry with a lower number could otherwise be finished after the judgement has read.
    Call it before the judgement reads.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{Entry._meta.db_table}" IN SHARE MODE')
        return Entry.objects.aggregate(last=Max("id"))["last"] or 0


def mark_judged(*, county: str, year: int, on: date, seen: int) -> Freshness:
    """Note that the county was judged for the year as on the day, having seen the trail up to `seen`."""
    marks = {"judged_on": on, "judged_at": timezone.now(), "trail_mark": seen, "rulebook_version": version()}
    return Freshness.objects.update_or_create(county_code=county, year=year, defaults=marks)[0]

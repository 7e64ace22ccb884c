"""Counts the key figures of one village again after its form was corrected, and those of every place above it."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from tuopin.kernel.areas import NATION, ancestor
from tuopin.people.selectors import Actor
from tuopin.policy.models import Freshness
from tuopin.policy.selectors.freshness import acts_since
from tuopin.policy.services.count_figures import add_up_figures, count_village_figures
from tuopin.policy.services.record_judgements import record_judgements
from tuopin.scope.services import door
from tuopin.trail.selectors import trail_seen
from tuopin.trail.services import hold_chains

COUNTY = 3


def count_village_again(*, code: str, year: int, actor: Actor, on: date) -> list[int]:
    """Count for `year` and every later year that the county was judged for; returns those years. Raises NotFound, Forbidden.

    A village form serves the years after it until a newer one is recorded. Nothing of a household rests on it.
    """
    actor.require("correct", code)
    county, seen = ancestor(code, COUNTY), trail_seen()
    with door("judge", read=[NATION], write=[county]), transaction.atomic(), connection.cursor() as cursor:
        hold_chains([code])
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('judge_county'), %s)", [int(county[:6])])
        judged = list(Freshness.objects.filter(county_code=county, year__gte=year).order_by("year"))
        for freshness in judged:
            count_village_figures(cursor, area=code, year=freshness.year, on=freshness.judged_on)
            record_judgements(cursor, {code}, year=freshness.year, actor=actor, on=on)
            add_up_figures(cursor, areas=[code], year=freshness.year)
            if not acts_since(freshness).filter(id__lte=seen).exclude(subject=f"village:{code}").exists():
                Freshness.objects.filter(pk=freshness.pk).update(trail_mark=seen)
    return [freshness.year for freshness in judged]

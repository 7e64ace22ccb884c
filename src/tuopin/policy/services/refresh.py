"""Judges again what changed after it was judged: whichever way a fact came in, verdicts and figures follow it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from tuopin.kernel.areas import subtree
from tuopin.people.selectors import Actor
from tuopin.policy.models import Freshness
from tuopin.policy.selectors.freshness import acts_since, counties_changed
from tuopin.policy.services.judge_counties import judge_counties, judge_households_again
from tuopin.registry.models import Household

LONG = 60  # seconds after which no further county is begun: other work waits, and the rest is done the next time
MANY = 50  # households changed, from which on judging the whole county is the shorter way
ABOUT = "household:"


def refresh_figures(*, actor: Actor, on: date, report: Callable[[str, int, int], None] | None = None) -> dict[str, int]:
    """Judge again, in every county of which facts changed since, the households that they are about, or all of it; by county how many households.

    0 says that the whole county was judged, as it is where the rules changed. Each year is judged as on the day on which it was judged last. A county
    is a transaction of its own (a year of it, where it is judged whole); what is cut off is done the next time. `report(phase, done, total)` is told
    after each.
    """
    found, done, until = counties_changed(), {}, time.monotonic() + LONG
    for county, years in found.items():
        if time.monotonic() > until:
            break
        judged = list(Freshness.objects.filter(county_code=county, year__in=years).order_by("year"))
        households = [] if any(years.values()) else _changed_alone(county, judged)
        if households:
            judge_households_again(households=households, county=county, year=judged[0].year, actor=actor, on=on)
        else:
            for freshness in judged:
                judge_counties(year=freshness.year, counties=[county], on=freshness.judged_on, actor=actor)
        done[county] = len(households)
        if report:
            report("judge", len(done), len(found))
    return done


def _changed_alone(county: str, judged: list[Freshness]) -> list[Household]:
    """The households that the acts since are about, when they are about nothing else, few, and all in the county still; else none."""
    subjects = {subject for freshness in judged for subject in acts_since(freshness).values_list("subject", flat=True).distinct()[: MANY + 1]}
    numbers = {subject.removeprefix(ABOUT) for subject in subjects if subject.startswith(ABOUT)}
    if len(numbers) < len(subjects) or len(numbers) > MANY:
        return []
    low, high = subtree(county)
    households = list(Household.objects.filter(number__in=numbers, village_code__gte=low, village_code__lt=high).order_by("number"))
    return households if len(households) == len(numbers) else []

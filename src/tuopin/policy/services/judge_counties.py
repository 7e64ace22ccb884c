"""Judges whole counties for a year, or one household again, and writes down what comes of it: standings, doubts, key figures of every level, freshness."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db import connection, transaction

from tuopin.kernel.areas import NATION, ancestor, depth_of, subtree
from tuopin.kernel.refusals import Forbidden, NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.policy.models import Freshness, Standing
from tuopin.policy.selectors.areas import areas_asked
from tuopin.policy.selectors.freshness import acts_since
from tuopin.policy.services.count_figures import add_up_figures, count_village_figures
from tuopin.policy.services.lay_out_records import lay_out_records
from tuopin.policy.services.mark_freshness import mark_judged
from tuopin.policy.services.raise_doubts import raise_doubts
from tuopin.policy.services.record_judgements import record_judgements, villages_judged, villages_of
from tuopin.policy.services.verdicts_of_exit import verdicts_of_county, verdicts_of_household
from tuopin.policy.services.write_standings import write_standings
from tuopin.registry.models import Household
from tuopin.registry.selectors.households import household_of
from tuopin.scope.services import door
from tuopin.trail.selectors import trail_seen
from tuopin.trail.services import hold_chains, record

COUNTY = 3


def judge_counties(
    *, year: int, counties: Iterable[str], actor: Actor, on: date | None = None, report: Callable[[str, int], None] | None = None,
) -> list[Freshness]:
    """Judge each county's households as on the day `on` (31 December of `year` when not given), a transaction a county.

    Whoever may bring in or correct facts anywhere in a county may have it judged: the outcome is computed, not chosen.
    `report(county, households)` is told after each. Where no number is in force on the day (no income line after 2020) the
    condition is unknown. Raises NotFound, Forbidden, or Refusal when the day is of another year.
    """
    on = on or date(year, 12, 31)
    if on.year != year:
        raise Refusal("day-of-another-year", phrase("评判日期 {on} 不在 {year} 年内。"), phrase("请选择该年度内的日期。"), on=on.isoformat(), year=year)
    counties = list(counties)
    for county in counties:
        _require(actor, county)
    judged = []
    for county in counties:
        seen = trail_seen()
        with door("judge", read=[NATION], write=[county]), transaction.atomic():
            freshness, households = _judge(county, year, on, actor, seen)
        judged.append(freshness)
        if report:
            report(county, households)
    return judged


def judge_household_again(*, number: str, year: int, actor: Actor, on: date) -> list[int]:
    """Judge the household for `year` and every later year that its county was judged for; returns those years.

    A fact of a year serves the years after it until a newer one is recorded. The day of each year is that of the county's
    last judgement, `on` the day of the act for the trail; a year that the county was never judged for is left for
    `judge_counties`. Raises NotFound.
    """
    household = household_of(actor, number)
    return judge_households_again(households=[household], county=ancestor(household.village_code, COUNTY), year=year, actor=actor, on=on)


def judge_households_again(*, households: list[Household], county: str, year: int, actor: Actor, on: date) -> list[int]:
    """Judge several households of one county again, as `judge_household_again` does one, in one transaction; figures are counted once."""
    subjects = [f"household:{household.number}" for household in households]
    seen = trail_seen()
    with door("judge", read=[NATION], write=[county]), transaction.atomic(), connection.cursor() as cursor:
        stood = Standing.objects.filter(household_id__in=[household.pk for household in households])
        hold_chains({*(household.village_code for household in households), *stood.values_list("village_code", flat=True)})
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('judge_county'), %s)", [int(county[:6])])
        judged = list(Freshness.objects.filter(county_code=county, year__gte=year).order_by("year"))
        for freshness in judged:
            villages = {village for household in households for village in _judge_again(cursor, household, freshness)}
            for village in sorted(villages):
                count_village_figures(cursor, area=village, year=freshness.year, on=freshness.judged_on)
            add_up_figures(cursor, areas=villages, year=freshness.year)
            record_judgements(cursor, villages, year=freshness.year, actor=actor, on=on)
            if not acts_since(freshness).filter(id__lte=seen).exclude(subject__in=subjects).exists():
                Freshness.objects.filter(pk=freshness.pk).update(trail_mark=seen)
        for household, subject in zip(households, subjects, strict=True):
            record(area_code=household.village_code, verb="judge", subject=subject, actor=actor, on=on, years=[freshness.year for freshness in judged])
    return [freshness.year for freshness in judged]


def _judge(county: str, year: int, on: date, actor: Actor, seen: int) -> tuple[Freshness, int]:
    low, high = subtree(county)
    with connection.cursor() as cursor:
        hold_chains([county, *villages_of(low, high)])
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('judge_county'), %s)", [int(county[:6])])
        lay_out_records(cursor, verdicts_of_county(county, on=on), year=year, on=on)
        raise_doubts(cursor, year=year, on=on, low=low, high=high)
        villages = villages_judged(cursor, year=year, low=low, high=high)
        households = write_standings(cursor, year=year, low=low, high=high)
        count_village_figures(cursor, area=county, year=year, on=on)
        freshness = mark_judged(county=county, year=year, on=on, seen=seen)
        record(
            area_code=county, verb="judge", subject=f"county:{county}", actor=actor, on=on, year=year, households=households,
            rulebook=freshness.rulebook_version,
        )
        villages |= villages_judged(cursor, year=year, low=low, high=high)
        record_judgements(cursor, villages, year=year, actor=actor, on=on)
        add_up_figures(cursor, areas=[county], year=year)
    return freshness, households


def _require(actor: Actor, county: str) -> None:
    areas_asked(actor, county)
    if depth_of(county) != COUNTY:
        raise Refusal("not-a-county", phrase("{code} 不是县级区划代码。"), phrase("请给出县级代码。"), code=county)
    for act in ("import", "correct"):
        try:
            areas_asked(actor, county, act=act)
            return
        except NotFound:
            continue
    raise Forbidden("act-not-allowed", phrase("您的岗位不能办理这件事。"), phrase("请由有权限的岗位办理。"))


def _judge_again(cursor, household: Household, freshness: Freshness) -> set[str]:
    year, on = freshness.year, freshness.judged_on
    stood = Standing.objects.filter(year=year, household_id=household.pk)
    villages = set(stood.values_list("village_code", flat=True))
    judged = verdicts_of_household(household.number, on=on)
    lay_out_records(cursor, judged, year=year, on=on)
    if judged:
        raise_doubts(cursor, year=year, on=on, low="", high="", household=household.pk)
        write_standings(cursor, year=year, low="", high="", household=household.pk)
    else:
        stood.delete()
    return villages | set(stood.all().values_list("village_code", flat=True))

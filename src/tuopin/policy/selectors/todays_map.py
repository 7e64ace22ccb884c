"""An old year's key figures on the map of today: villages recoded or merged since are added up where they belong now."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from tuopin.divisions.selectors import old_to_today
from tuopin.kernel.areas import ancestor, level_of, within
from tuopin.policy.models import Figure
from tuopin.policy.selectors.areas import in_areas

PROVINCE, VILLAGE = 1, 5
TODAY = date.max  # the day on which only places that have no end are there


def figures_on_todays_map(rows: QuerySet[Figure], codes: list[str], level: int) -> dict:
    """Sums by (year, place of `level` today, name) of the villages that lie in `codes` today, wherever they lay then.

    Villages of the same province are looked through. What can only be placed in a wider area than asked for (a village that
    was split, say) stands under that area's own code, so that nothing is lost or given to a guess.
    """
    around = sorted({ancestor(code, min(PROVINCE, level_of(code))) for code in codes})
    found = list(rows.filter(in_areas(around, "area_code"), level=VILLAGE).values_list("year", "area_code", "name", "numerator", "denominator"))
    sums: dict = defaultdict(lambda: (Decimal(0), None))
    homes: dict[int, dict] = {}
    for year in {row[0] for row in found}:
        homes[year] = old_to_today([row[1] for row in found if row[0] == year], date(year, 12, 31), TODAY)
    for year, village, name, numerator, denominator in found:
        home = homes[year][village].code
        if not any(within(home, code) for code in codes):
            continue
        place = ancestor(home, level) if level_of(home) >= level else home
        above, below = sums[year, place, name]
        sums[year, place, name] = (above + numerator, below if denominator is None else (below or 0) + denominator)
    return dict(sums)

"""Which kinds of help households really received: what other rooms ask when they check that help meets the need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tuopin.benefits.states.catalogue import catalogue
from tuopin.scope.selectors import rows_of

KINDS = """
SELECT household_id, array_agg(DISTINCT policy) FROM benefits_delivery
WHERE household_id = ANY (%(ids)s) AND voided_at IS NULL AND delivered_on <= %(on)s AND (delivered_on >= %(since)s OR policy = ANY (%(once)s))
GROUP BY household_id
"""


def kinds_received(household_ids: Iterable[int], on: date) -> dict[int, set[str]]:
    """By household the words of `measure-kind` that it received in the year of the day, or ever where it is given once."""
    policies = catalogue()
    once = [p.name for p in policies.values() if p.words["every"] == "once"]
    rows = rows_of(KINDS, {"ids": list(household_ids), "on": on, "since": date(on.year, 1, 1), "once": once})
    return {household: {policies[name].kind for name in names if name in policies} for household, names in rows}

"""How the policies reach a place: the kept counts added up, and how many know them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Sum

from tuopin.benefits.models import Awareness, Tally
from tuopin.benefits.states.catalogue import Policy, catalogue
from tuopin.kernel.areas import WIDTHS, depth_of, subtree
from tuopin.people.selectors import Actor
from tuopin.scope.selectors import rows_of

SUMMED = ("entitled", "received", "gap", "over", "unknown", "owed_yuan")
BELOW = """
SELECT rpad(left(village_code, %(width)s), 12, '0'), sum(entitled), sum(received), sum(gap), sum(over), sum(unknown)
FROM benefits_tally WHERE year = %(year)s AND village_code >= %(low)s AND village_code < %(high)s
    AND (%(policy)s = '' OR policy = %(policy)s) GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True)
class Counted:
    """One policy over a place: the counts, the earliest day they were made."""

    policy: Policy
    entitled: int
    received: int
    gap: int
    over: int
    unknown: int
    owed_yuan: Decimal | None
    counted_on: date
    aware: tuple[int, int] | None = None  # asked, aware

    @property
    def coverage(self) -> Decimal | None:
        """The share of the entitled who received; None when nobody is entitled."""
        return Decimal(self.received) / self.entitled if self.entitled else None


def tallies_of(actor: Actor, *, area: str, year: int) -> list[Counted]:
    """Every policy of the place and year as last counted; empty when it was not counted yet."""
    actor.require("read", area)
    low, high = subtree(area)
    mine = Tally.objects.filter(actor.scope(), year=year, village_code__gte=low, village_code__lt=high)
    sums = {row["policy"]: row for row in mine.values("policy").annotate(on=Min("counted_on"), **{f"sum_{n}": Sum(n) for n in SUMMED})}
    aware = awareness_of(actor, area=area, year=year)
    return [
        Counted(policy, *(sums[name][f"sum_{n}"] for n in SUMMED), sums[name]["on"], aware.get(name))
        for name, policy in catalogue().items() if name in sums
    ]


def tallies_below(actor: Actor, *, area: str, year: int, policy: str = "") -> list[tuple[str, dict[str, int]]]:
    """The counts of the places right below, by code; of one policy or of all."""
    actor.require("read", area)
    level = min(depth_of(area) + 1, len(WIDTHS))
    low, high = subtree(area)
    rows = rows_of(BELOW, {"width": WIDTHS[level - 1], "year": year, "low": low, "high": high, "policy": policy})
    return [(code, dict(zip(SUMMED, map(int, counted), strict=False))) for code, *counted in rows]


def awareness_of(actor: Actor, *, area: str, year: int) -> dict[str, tuple[int, int]]:
    """By policy how many were asked and how many knew it, over the surveys of the year."""
    low, high = subtree(area)
    mine = Awareness.objects.filter(actor.scope(), asked_on__year=year, village_code__gte=low, village_code__lt=high)
    return {row["policy"]: (row["a"], row["k"]) for row in mine.values("policy").annotate(a=Sum("asked"), k=Sum("aware"))}

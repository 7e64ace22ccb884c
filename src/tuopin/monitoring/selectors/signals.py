"""The signals of a place: which wait for a finding, which were settled, and who was perhaps left out."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet

from tuopin.kernel.areas import subtree
from tuopin.monitoring.models import Signal
from tuopin.monitoring.states.terms import level_of_lateness
from tuopin.people.selectors import Actor


def signals_in(actor: Actor, area: str, *, family: str = "", check: str = "", settled: bool = False) -> QuerySet[Signal]:
    """The open signals of a place without (or with) a finding, by village and household; of one family or check where named."""
    actor.require("read", area)
    low, high = subtree(area)
    rows = Signal.objects.select_related("household", "watch").filter(
        actor.scope("household__village_code"), household__village_code__gte=low, household__village_code__lt=high, gone_at=None)
    rows = rows.exclude(finding="") if settled else rows.filter(finding="")
    rows = rows.filter(family=family) if family else rows
    rows = rows.filter(check_code=check) if check else rows
    return rows.order_by("household__village_code", "household__number", "check_code", "pk")


def signals_counted(actor: Actor, area: str, *, settled: bool = False) -> dict[str, int]:
    """How many signals of a place each check has, open ones or settled ones."""
    return dict(signals_in(actor, area, settled=settled).order_by().values_list("check_code").annotate(Count("id")))


def signals_of_household(actor: Actor, number: str) -> QuerySet[Signal]:
    """All signals of one household, open ones first, then by when they were raised."""
    rows = Signal.objects.select_related("household", "watch").filter(actor.scope("household__village_code"), household__number=number)
    return rows.order_by("-gone_at", "-raised_at", "pk")


def days_late(signal: Signal, on: date) -> int:
    """How many days late what the signal says is, counting its first late day as one; 0 where nothing is late."""
    return max((on - signal.late_on).days + 1, 0) if signal.late_on else 0


def level_of(signal: Signal, on: date) -> str:
    """The level that is to press for it: township, county or city; "" where nothing is late."""
    return level_of_lateness(days_late(signal, on), signal.household.village_code, on)

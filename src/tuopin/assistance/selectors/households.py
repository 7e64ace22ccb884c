"""Who helps a household and what was planned and done: pairings, plan, measures, ledger, neighbours, mentions in diaries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from tuopin.assistance.models import HelpPlan, PeerHelp, Visit
from tuopin.assistance.selectors.teams import Entry, diary
from tuopin.assistance.states.numbers import whole
from tuopin.kernel.areas import subtree
from tuopin.kernel.days import covers
from tuopin.kernel.home import keyring
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, Pairing
from tuopin.registry.selectors.households import household_of


@dataclass(frozen=True)
class Visited:
    """A visit as it is read."""

    visit: Visit
    text: str


@dataclass(frozen=True)
class HouseholdHelped:
    """All help of one household, seen on a day."""

    household: Household
    pairings: list[Pairing]  # newest first
    on: date
    plan: HelpPlan | None
    plans: list[HelpPlan]
    visits: list[Visited]
    peers: list[PeerHelp]
    mentions: list[Entry]
    idle_days: int

    @property
    def helpers(self) -> list[Pairing]:
        """The pairings that hold on the day; a neighbour's help is none."""
        return [p for p in self.pairings if covers(p.starts_on, p.ends_on, self.on)]

    @property
    def last_visit(self) -> date | None:
        return max((v.visit.on for v in self.visits), default=None)

    @property
    def ledger_idle(self) -> bool:
        """Whether the ledger has been empty longer than it may be."""
        return self.last_visit is None or self.last_visit < self.on - timedelta(days=self.idle_days)

    @property
    def open_problems(self) -> list[Visited]:
        return [v for v in self.visits if v.visit.has_problem and v.visit.solved_on is None]

    @property
    def flagged(self) -> bool:
        """Whether it lacks the year's plan or its ledger has been idle too long (C08)."""
        return self.plan is None or self.ledger_idle


def household_helped(actor: Actor, number: str, *, on: date, year: int) -> HouseholdHelped:
    """All help of one household, seen on the day, with the plan of a year. Raises NotFound outside the asker's areas."""
    household = household_of(actor, number)
    pairings = list(Pairing.objects.filter(household=household).select_related("helper").order_by("-starts_on", "-pk"))
    plans = list(HelpPlan.objects.filter(household=household).prefetch_related("measures").order_by("-year"))
    keys = keyring()
    visits = [
        Visited(row, keys.open(row.text_sealed, f"assistance.visit|text|{row.uid}"))
        for row in Visit.objects.filter(household=household, on__lte=on).select_related("helper").order_by("-on", "-pk")[:200]
    ]
    peers = list(PeerHelp.objects.filter(household=household).select_related("giver").order_by("-starts_on"))
    return HouseholdHelped(
        household, pairings, on, next((plan for plan in plans if plan.year == year), None), plans, visits, peers,
        diary(actor, household=number, limit=20), whole("ledger_idle_days", on, household.village_code),
    )


def peer_helps(actor: Actor, village: str, *, on: date) -> list[PeerHelp]:
    """The pairs household helps household that run in a village."""
    rows = PeerHelp.objects.filter(actor.scope(), Q(ends_on=None) | Q(ends_on__gt=on), village_code=village, starts_on__lte=on)
    return list(rows.select_related("household", "giver").order_by("pk"))


def helpers_on(actor: Actor, number: str, *, on: date) -> list[Pairing]:
    """Who answered for the household on the day."""
    household = household_of(actor, number)
    rows = Pairing.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), household=household, starts_on__lte=on)
    return list(rows.select_related("helper").order_by("starts_on", "pk"))


def pairings_in(actor: Actor, area: str, *, on: date, ended: bool = False, household: str = "", helper: str = "") -> QuerySet[Pairing]:
    """The pairings of a place that run on the day (or had ended by then), by number; of one household or helper where named. Raises NotFound outside."""
    actor.require("read", area)
    low, high = subtree(area)
    rows = Pairing.objects.select_related("household", "helper").filter(
        actor.scope("household__village_code"), household__village_code__gte=low, household__village_code__lt=high)
    rows = rows.filter(ends_on__lte=on) if ended else rows.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)
    rows = rows.filter(household__number=household) if household else rows
    return (rows.filter(helper__number=helper) if helper else rows).order_by("pk")

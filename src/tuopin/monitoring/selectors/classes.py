"""To which of six classes every household of a village belongs, and whether all of them have been classed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max

from tuopin.kernel.areas import level_of
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import HouseholdClass
from tuopin.monitoring.selectors.facts import left_by_all, statuses_of
from tuopin.monitoring.states.classes import CLASSES, class_of, counts_as_poor, economic_class
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, HouseholdForm, MemberForm, VillageForm

VILLAGE = 5


@dataclass(frozen=True)
class Classed:
    """One household with its class: how it is counted, how it lives, why."""

    household: Household
    head_name: str
    persons: int
    status: str
    counted_as: str
    economic: str
    cadre: bool
    why: str
    year: int | None  # of the class that a person said


@dataclass(frozen=True)
class VillageClasses:
    """The six classes of a village on a day; `stated` is how many households the village form says there are."""

    rows: list[Classed]
    stated: int | None
    counts: Counter = field(default_factory=Counter)

    @property
    def classed(self) -> int:
        return sum(self.counts[name] for name in CLASSES)

    @property
    def unclassed(self) -> int:
        return self.counts[""]

    @property
    def poor(self) -> int:
        """The registered poor households, cadres' among them: what the poverty headcount goes by."""
        return sum(counts_as_poor(row.status) for row in self.rows)

    @property
    def missing(self) -> int | None:
        """How many households the village form says there are beyond those on record; None where it says nothing."""
        return None if self.stated is None else self.stated - len(self.rows)


def classes_of_village(actor: Actor, code: str, *, on: date) -> VillageClasses:
    """All households of the village by class, as of the day: whoever was struck off the register lives there still, unless nobody is left.

    Raises NotFound outside the asker's areas, a Refusal for a wider place.
    """
    actor.require("read", code)
    if level_of(code) != VILLAGE:
        raise Refusal("not-a-village", phrase("请选择一个行政村。"), phrase("农户分类按行政村查看。"))
    households = list(Household.objects.filter(actor.scope(), village_code=code).order_by("number"))
    rows = classed(households, on=on)
    empty = left_by_all([row.household.pk for row in rows if row.status == "removed"], on=on)
    rows = [row for row in rows if row.household.pk not in empty]
    form = VillageForm.objects.filter(village_code=code, superseded_at=None, year__lte=on.year).exclude(households=None).order_by("-year").first()
    return VillageClasses(rows, form and form.households, Counter(row.counted_as for row in rows))


def classed(households: Iterable[Household], *, on: date) -> list[Classed]:
    """Each household with its class on the day, in the order given."""
    households = list(households)
    ids = [household.pk for household in households]
    statuses = statuses_of(ids, on)
    said: dict[int, HouseholdClass] = {}
    for row in HouseholdClass.objects.filter(household__in=ids, superseded_at=None, year__lte=on.year).order_by("year"):
        said[row.household_id] = row
    people = _people(ids, on)
    return [_classed(household, statuses.get(household.pk, ""), said.get(household.pk), people.get(household.pk, (0, ""))) for household in households]


def _classed(household: Household, status: str, said: HouseholdClass | None, people: tuple[int, str]) -> Classed:
    economic, cadre = (said.economic, said.cadre) if said else ("", False)
    return Classed(
        household, people[1], max(people[0], (said and said.persons) or 0), status, class_of(status, economic, cadre), economic_class(status, economic), cadre,
        said.why if said else "", said.year if said else None)


def _people(ids: list[int], on: date) -> dict[int, tuple[int, str]]:
    """How many persons each household has on its latest form, and the name of its head."""
    latest = dict(HouseholdForm.objects.filter(household__in=ids, superseded_at=None, year__lte=on.year).values_list("household_id").annotate(Max("year")))
    found: dict[int, tuple[int, str]] = {}
    rows = MemberForm.objects.filter(household__in=ids, superseded_at=None, year__in=set(latest.values())).values_list(
        "household_id", "year", "relation", "person__name")
    for household, year, relation, name in rows:
        if latest.get(household) == year:
            count, head = found.get(household, (0, ""))
            found[household] = (count + 1, name if relation == "head" else head)
    return found

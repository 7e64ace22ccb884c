"""要扶谁、谁来扶、怎么扶: whether every poor household has been made out, has a helper and gets a measure that fits, village by village."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Max, Q
from django.utils.module_loading import import_string

from tuopin.kernel.areas import subtree
from tuopin.monitoring.models import Watch, WatchMeasure
from tuopin.monitoring.selectors.facts import statuses_of
from tuopin.monitoring.states.classes import POOR
from tuopin.monitoring.states.risks import GENERAL, MEASURES_BY_CAUSE
from tuopin.people.selectors import Actor
from tuopin.registry.models import Household, HouseholdForm, Pairing

Kinds = dict[int, set[str]]


@dataclass(frozen=True)
class Completeness:
    """One village: how many households are to be helped, how many of them have a helper, a measure, one that fits, and all three."""

    village_code: str
    targets: int
    helped: int  # 谁来扶: with a helper on the day
    measured: int  # 怎么扶: with any measure
    fitting: int  # 措施精准: with a measure against the main cause
    complete: int  # target, helper and measure
    precise: int  # three precisions of three

    @property
    def share(self) -> float | None:
        """The share of complete households; None where nobody is to be helped."""
        return self.complete / self.targets if self.targets else None


def kinds_of_watches(household_ids: Iterable[int], on: date) -> Kinds:
    """The kinds of measures that watched households have, by household."""
    found: Kinds = defaultdict(set)
    rows = WatchMeasure.objects.filter(watch__household__in=list(household_ids), withdrawn_at=None, starts_on__lte=on)
    for household, kind in rows.values_list("watch__household_id", "kind"):
        found[household].add(kind)
    return found


def completeness_of(actor: Actor, area: str, *, on: date) -> list[Completeness]:
    """Each village of the place, in the order of their codes: of households registered as poor or under watch."""
    actor.require("read", area)
    low, high = subtree(area)
    homes = dict(Household.objects.filter(actor.scope(), village_code__gte=low, village_code__lt=high).values_list("pk", "village_code"))
    statuses, watched = statuses_of(homes, on), _watched(homes, on)
    targets = [pk for pk in homes if statuses.get(pk, "") in POOR or pk in watched]
    if not targets:
        return []
    helped = set(Pairing.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), household__in=targets, starts_on__lte=on).values_list("household_id", flat=True))
    kinds, causes = _kinds(targets, on), _causes(targets, on)
    rows: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for pk in targets:
        rows[homes[pk]].append((pk in helped, bool(kinds.get(pk)), fits(causes.get(pk, ""), kinds.get(pk, set()))))
    return [_counted(village, rows[village]) for village in sorted(rows)]


def _watched(ids: Iterable[int], on: date) -> set[int]:
    """Of these households those that were under watch on the day: decided on by then, and not yet ended."""
    running = Watch.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), household__in=ids, decided_on__lte=on)
    return set(running.exclude(state=Watch.State.DISMISSED).values_list("household_id", flat=True))


def fits(cause: str, kinds: set[str]) -> bool:
    """Whether one of the measures answers the main cause of poverty; a cause outside the table is answered by any measure."""
    return bool(kinds & (MEASURES_BY_CAUSE.get(cause, kinds) | GENERAL))


def _counted(village: str, rows: list[tuple[bool, bool, bool]]) -> Completeness:
    return Completeness(
        village, len(rows), sum(helper for helper, _, _ in rows), sum(measure for _, measure, _ in rows), sum(fit for _, _, fit in rows),
        sum(helper and measure for helper, measure, _ in rows), sum(helper and fit for helper, _, fit in rows))


def _kinds(ids: list[int], on: date) -> Kinds:
    """What every room that knows measures says, laid together."""
    found: Kinds = defaultdict(set)
    for path in settings.MEASURES_OF:
        ask: Callable[[Iterable[int], date], Kinds] = import_string(path)
        for household, kinds in ask(ids, on).items():
            found[household] |= kinds
    return found


def _causes(ids: list[int], on: date) -> dict[int, str]:
    latest = dict(HouseholdForm.objects.filter(household__in=ids, superseded_at=None, year__lte=on.year).values_list("household_id").annotate(Max("year")))
    rows = HouseholdForm.objects.filter(household__in=ids, superseded_at=None, year__in=set(latest.values())).values_list("household_id", "year", "main_cause")
    return {household: cause for household, year, cause in rows if latest[household] == year}

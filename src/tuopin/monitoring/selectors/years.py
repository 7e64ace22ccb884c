"""Years: which are frozen, what was corrected afterwards and why, the bridge from one year's poor to the next, the countdown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from tuopin.kernel.areas import ancestors, subtree
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import TargetDay, YearFreeze
from tuopin.monitoring.selectors.sweeps import at_or_above
from tuopin.monitoring.states.classes import POOR
from tuopin.people.selectors import Actor
from tuopin.registry.models import HouseholdForm, IncomeLine, MemberForm, Membership, StatusEvent, VillageForm
from tuopin.registry.states import status_on

KINDS = (HouseholdForm, MemberForm, IncomeLine, VillageForm)


@dataclass(frozen=True)
class Corrected:
    """One version of a frozen year's fact that was recorded after the freeze."""

    kind: str
    subject: str  # a household's number, or a village's code
    recorded_at: datetime
    by: str


@dataclass(frozen=True)
class Bridge:
    """How the number of the poor went from the end of one year to the end of the next, in persons and households."""

    year: int
    before: tuple[int, int]  # households, persons
    identified: tuple[int, int]
    returned: tuple[int, int]
    born: int  # persons who joined poor households
    gone: int  # persons who left them
    exited: tuple[int, int]
    removed: tuple[int, int]
    after: tuple[int, int]

    @property
    def net(self) -> tuple[int, int]:
        """By how many the poor became fewer (净减少), households and persons."""
        return self.before[0] - self.after[0], self.before[1] - self.after[1]


def freezes_for(actor: Actor) -> QuerySet[YearFreeze]:
    """The frozen years of the asker's areas, those of the counties above included; newest first."""
    return YearFreeze.objects.filter(at_or_above(actor, "county_code")).order_by("-year", "county_code")


def freeze_of(actor: Actor, county: str, year: int) -> YearFreeze:
    """The freeze of a county's year; raises NotFound outside the asker's areas, a Refusal while the year is not frozen."""
    actor.require("read", county)
    found = YearFreeze.objects.filter(county_code=county, year=year).first()
    if found is None:
        raise Refusal("not-frozen", phrase("{county} {year} 年的数据没有冻结。"), phrase("请核对县的区划代码和年度;冻结用命令 tuopin monitor freeze。"), county=county, year=year)
    return found


def corrected_after(actor: Actor, freeze: YearFreeze) -> list[Corrected]:
    """What was recorded of the frozen year after its freeze, where the asker may read, oldest first."""
    low, high = subtree(freeze.county_code)
    found = []
    for kind in KINDS:
        place = "village_code" if kind is VillageForm else "household__village_code"
        rows = kind.objects.filter(actor.scope(place), year=freeze.year, recorded_at__gt=freeze.frozen_at, **{f"{place}__gte": low, f"{place}__lt": high})
        subject = "village_code" if kind is VillageForm else "household__number"
        found += [Corrected(kind._meta.model_name, *row) for row in rows.values_list(subject, "recorded_at", "source")]
    return sorted(found, key=lambda one: one.recorded_at)


def bridge_of(actor: Actor, area: str, year: int) -> Bridge:
    """The bridge of a place over a year, out of status events and stays alone: what is before and what happened gives what is after."""
    actor.require("read", area)
    low, high = subtree(area)
    first, last = date(year - 1, 12, 31), date(year, 12, 31)
    events: dict[int, list[tuple[date, str]]] = defaultdict(list)
    scope = actor.scope("household__village_code")
    rows = StatusEvent.objects.filter(scope, household__village_code__gte=low, household__village_code__lt=high, on__lte=last).order_by("id")
    for household, on, kind in rows.values_list("household_id", "on", "kind"):
        events[household].append((on, kind))
    stays: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for household, starts, ends in Membership.objects.filter(household__in=list(events)).values_list("household_id", "starts_on", "ends_on"):
        stays[household].append((starts, ends))
    return _bridge(year, [_moved(events[key], stays[key], first, last) for key in events])


def _bridge(year: int, moves: list[tuple[str, str, int, int]]) -> Bridge:
    def counted(chosen, persons: int) -> tuple[int, int]:
        rows = [move for move in moves if chosen(move)]
        return len(rows), sum(move[persons] for move in rows)

    stayed = [move for move in moves if move[0] in POOR and move[1] in POOR]
    return Bridge(
        year, counted(lambda m: m[0] in POOR, 2), counted(lambda m: m[0] in ("", "removed") and m[1] in POOR, 3), counted(lambda m: m[0] == "exited" and m[1] in POOR, 3),
        sum(max(m[3] - m[2], 0) for m in stayed), sum(max(m[2] - m[3], 0) for m in stayed), counted(lambda m: m[0] in POOR and m[1] == "exited", 2),
        counted(lambda m: m[0] in POOR and m[1] == "removed", 2), counted(lambda m: m[1] in POOR, 3))


def _moved(events: list, stays: list, first: date, last: date) -> tuple[str, str, int, int]:
    """The status at the end of either year, and the persons then; before the first stay on record as many as on its first day."""
    begun = min((starts for starts, _ in stays), default=first)

    def there(on: date) -> int:
        on = max(on, begun)
        return sum(starts <= on and (ends is None or ends > on) for starts, ends in stays)

    return status_on(events, first) or "", status_on(events, last) or "", there(first), there(last)


def return_rate(actor: Actor, area: str, year: int) -> tuple[int, int]:
    """How many households returned to poverty in the year, over how many had left by its beginning (返贫率)."""
    actor.require("read", area)
    low, high = subtree(area)
    events: dict[int, list[tuple[date, str]]] = defaultdict(list)
    rows = StatusEvent.objects.filter(actor.scope("household__village_code"), household__village_code__gte=low, household__village_code__lt=high)
    for household, on, kind in rows.order_by("id").values_list("household_id", "on", "kind"):
        events[household].append((on, kind))
    exited = [said for said in events.values() if status_on(said, date(year - 1, 12, 31)) == "exited"]
    back = [said for said in exited if any(kind == "returned" and on.year == year for on, kind in said)]
    return len(back), len(exited)


@dataclass(frozen=True)
class Countdown:
    """What is to be reached, by when, and how many days are left on the day asked; negative once it is over."""

    title: str
    due_on: date
    days: int


def countdown_of(actor: Actor, area: str, *, on: date) -> Countdown | None:
    """The countdown of a place: to its own day, else to that of the nearest place above; None where none is set."""
    actor.require("read", area)
    found = {row.area_code: row for row in TargetDay.objects.filter(area_code__in=[area, *ancestors(area)], ended_at=None)}
    nearest = next((found[code] for code in (area, *reversed(ancestors(area))) if code in found), None)
    return nearest and Countdown(nearest.title, nearest.due_on, (nearest.due_on - on).days)

"""Years: which are frozen, what was corrected afterwards and why, the countdown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from tuopin.identification.models import Change
from tuopin.kernel.areas import ancestors, subtree
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import TargetDay, YearFreeze
from tuopin.monitoring.selectors.sweeps import at_or_above
from tuopin.people.selectors import Actor
from tuopin.registry.models import HouseholdForm, HouseholdIncome, MemberForm, StatusEvent, VillageForm

KINDS = (HouseholdForm, MemberForm, HouseholdIncome, VillageForm)


@dataclass(frozen=True)
class Corrected:
    """One version of a frozen year's fact, or one thing that happened by its end, that was recorded after the freeze."""

    kind: str
    subject: str  # a household's number, or a village's code
    recorded_at: datetime
    by: str


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
    """What was recorded of the frozen year after its freeze, where the asker may read, oldest first: corrections of its facts, and exits, returns,
    births, deaths and moves of days by its end."""
    low, high = subtree(freeze.county_code)
    found = []
    for kind in KINDS:
        place = "village_code" if kind is VillageForm else "household__village_code"
        rows = kind.objects.filter(actor.scope(place), year=freeze.year, recorded_at__gt=freeze.frozen_at, **{f"{place}__gte": low, f"{place}__lt": high})
        subject = "village_code" if kind is VillageForm else "household__number"
        found += [Corrected(kind._meta.model_name, *row) for row in rows.values_list(subject, "recorded_at", "source")]
    here = {"household__village_code__gte": low, "household__village_code__lt": high}
    before = date(freeze.year + 1, 1, 1)  # what happened by the end of the year and came on record after the freeze
    events = StatusEvent.objects.filter(actor.scope("household__village_code"), on__lt=before, recorded_at__gt=freeze.frozen_at, **here)
    found += [Corrected("statusevent", *row[:2], row[2] and f"case:{row[2]}" or row[3]) for row in events.values_list("household__number", "recorded_at", "case_id", "basis")]
    changes = Change.objects.filter(actor.scope("household__village_code"), happened_on__lt=before, effective_at__gt=freeze.frozen_at, **here)
    found += [Corrected("change", *row[:2], f"change:{row[2]}") for row in changes.values_list("household__number", "effective_at", "pk")]
    return sorted(found, key=lambda one: one.recorded_at)


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

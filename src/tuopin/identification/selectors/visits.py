"""Visits, and how far the three visits (三走访) reach."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from tuopin.identification.models import Visit
from tuopin.identification.selectors.places import villages_once_poor
from tuopin.people.selectors import Actor


@dataclass(frozen=True)
class Coverage:
    """How many of a county's poor villages county leaders visited, whether city and provincial leaders visited the county, which villages nobody did."""

    due: int
    visited: int
    by_city: int
    by_province: int
    left_out: tuple[str, ...]


def visits_of(actor: Actor, subject: str) -> QuerySet[Visit]:
    """The visits to one subject, the latest first."""
    return Visit.objects.filter(actor.scope("area_code"), subject=subject).order_by("-visited_on", "-pk")


def coverage_of(actor: Actor, county: str) -> Coverage:
    """三走访 of a county: county leaders to every poor village, those that are out included; city and provincial leaders to the county.

    A village for which another was merged into it counts as visited where either was.
    """
    actor.require("read", county)
    heirs = villages_once_poor(county)
    due = sorted(set(heirs.values()))
    asked = {f"village:{code}": heir for code, heir in (*heirs.items(), *((heir, heir) for heir in due))}
    seen = {asked[subject] for subject in Visit.objects.filter(subject__in=asked, level="county").values_list("subject", flat=True)}
    left = tuple(code for code in due if code not in seen)
    own = Visit.objects.filter(subject=f"county:{county}")
    return Coverage(len(due), len(due) - len(left), own.filter(level="city").count(), own.filter(level="province").count(), left)

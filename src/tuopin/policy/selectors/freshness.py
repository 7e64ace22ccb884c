"""Whether what the pages show is still true: were facts recorded after the last judgement of a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tuopin.kernel.areas import NATION, ancestor, level_of, subtree
from tuopin.people.selectors import Actor
from tuopin.policy.models import Freshness
from tuopin.policy.selectors.areas import areas_asked, in_areas
from tuopin.registry.models import ImportBatch
from tuopin.trail.models import Entry

COUNTY = 3
NO_FACTS = (  # acts that leave every fact of the register as it was; an act not named here makes figures stale
    "judge", "settle_doubt", "account", "login", "post", "receive_roster", "confirm_rows", "fix_block", "abandon_batch",
    "export", "export_households", "reveal", "rename", "add",
)


@dataclass(frozen=True)
class FreshnessOf:
    """How current the figures of a place and year are; counties are given by code."""

    judged_on: date | None  # the day judged, the earliest among its counties; None = not judged yet
    judged_at: datetime | None  # when that was done, the earliest
    changed: tuple[str, ...]  # counties whose register changed after they were judged

    @property
    def is_current(self) -> bool:
        """True only when everything was judged and nothing changed since."""
        return self.judged_at is not None and not self.changed


def freshness(actor: Actor, area: str, year: int) -> FreshnessOf:
    """When the place was judged for the year, and which of its counties have recorded facts since."""
    codes = areas_asked(actor, area)
    above = {ancestor(code, COUNTY) for code in codes if level_of(code) > COUNTY}
    judged = list(Freshness.objects.filter(in_areas(codes, "county_code") | Q(county_code__in=above), year=year))
    if not judged:
        return FreshnessOf(None, None, ())
    return FreshnessOf(
        min(j.judged_on for j in judged), min(j.judged_at for j in judged),
        tuple(sorted(j.county_code for j in judged if _is_being_merged(j.county_code) or acts_since(j).exists())),
    )


def _is_being_merged(county: str) -> bool:
    """Whether a file of the county is half merged: its entry in the trail comes only with its last household."""
    return ImportBatch.objects.filter(_overlaps(county), state=ImportBatch.State.MERGING).exists()


def _overlaps(county: str) -> Q:
    low, high = subtree(county)
    wider = [NATION, *(ancestor(county, level) for level in (1, 2))]
    return Q(area_code__gte=low, area_code__lt=high) | Q(area_code__in=wider)


def acts_since(judged: Freshness) -> QuerySet[Entry]:
    """The acts on the county's register that the trail tells of and this judgement has not seen."""
    return Entry.objects.filter(_overlaps(judged.county_code), id__gt=judged.trail_mark).exclude(verb__in=NO_FACTS)

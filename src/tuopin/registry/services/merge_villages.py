"""合并村: records that villages became one, and moves their households there; not one is lost on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Q

from tuopin.divisions.models import Succession, VillagerGroup
from tuopin.divisions.services import Former, record_merge
from tuopin.kernel.areas import level_of
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.services import move_cases
from tuopin.registry.models import Helper, Household, HouseholdForm, Posting
from tuopin.trail.services import Event, doer_at, record, record_many


@dataclass(frozen=True, slots=True)
class VillageMerge:
    """What a merge did: the successions recorded, and how many households came from each former village."""

    successions: list[Succession]
    moved: dict[str, int]


@transaction.atomic
def merge_villages(
    *, predecessors: Sequence[Former], successor: str, merged_on: date, basis: str, actor: Actor, on: date,
) -> VillageMerge:
    """Record the merge of villages and give their households, groups and postings to the successor. Raises a Refusal.

    Forms of years before the merge keep the village they were filled in for, so that an old year stays on its own map.
    Standings and figures of the county are to be made anew with `policy.services.judge_counties`.
    """
    if len(successor) != 12 or level_of(successor) != 5:
        raise Refusal("not-a-village", phrase("{code} 不是行政村代码。"), phrase("合并村只登记到行政村。"), code=successor[:12])
    links = record_merge(predecessors=predecessors, successor=successor, merged_on=merged_on, basis=basis, actor=actor, on=on)
    codes = [link.predecessor_code for link in links if link.predecessor_code != successor]
    households: dict[str, list[int]] = {code: [] for code in codes}
    for pk, code in Household.objects.filter(village_code__in=codes).order_by("pk").values_list("pk", "village_code"):
        households[code].append(pk)
    moved = {code: len(found) for code, found in households.items()}
    Household.objects.filter(village_code__in=codes).update(village_code=successor)
    HouseholdForm.objects.filter(village_code__in=codes, year__gte=merged_on.year, superseded_at=None).update(village_code=successor)
    _move_groups(codes, successor)
    helpers = _move_postings(codes, successor, merged_on)
    record(area_code=successor, verb="move_households", subject=f"division:{successor}", actor=actor, on=on, basis=basis,
           moved=moved, households=households, merged_on=merged_on.isoformat())
    move_cases(predecessors=codes, successor=successor, basis=basis, actor=actor, on=on)
    record_moved([pk for found in households.values() for pk in found], helpers, actor=actor, on=on, basis=basis)
    return VillageMerge(links, moved)


def _move_groups(codes: list[str], successor: str) -> None:
    """Give the successor the groups of the former villages, which keep theirs for the years before."""
    names = set(VillagerGroup.objects.filter(village_code__in=codes).values_list("name", flat=True))
    known = set(VillagerGroup.objects.filter(village_code=successor).values_list("name", flat=True))
    VillagerGroup.objects.bulk_create(VillagerGroup(village_code=successor, name=name) for name in sorted(names - known))


def record_moved(households: Sequence[int], helpers: Sequence[int], *, actor: Actor, on: date, basis: str) -> None:
    """Leave the trail of the move on each household, in the chain of where it is now, and on each helper."""
    places = [(code, f"household:{number}") for number, code in Household.objects.filter(pk__in=households).values_list("number", "village_code")]
    places += [(helper.area_code, f"helper:{helper.area_code}/{helper.number}") for helper in Helper.objects.filter(pk__in=helpers)]
    with connection.cursor() as cursor:
        record_many(cursor, [
            Event(area, "move", subject, *doer_at(actor, area), on, {"basis": basis}) for area, subject in sorted(places)
        ])


def _move_postings(codes: list[str], successor: str, merged_on: date) -> list[int]:
    """End what ran in the former villages on the day and begin it in the successor, to the end that was set for it; whose postings they are."""
    running = list(Posting.objects.select_for_update().filter(Q(ends_on=None) | Q(ends_on__gt=merged_on), village_code__in=codes))
    for posting in running:
        if posting.starts_on < merged_on:
            Posting.objects.filter(pk=posting.pk).update(ends_on=merged_on)
            posting.pk, posting.starts_on = None, merged_on
        posting.village_code = successor
        posting.save()
    return [posting.helper_id for posting in running]

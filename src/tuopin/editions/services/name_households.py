"""Who is behind pseudonyms: told to whoever may export a place's households, and recorded, so that a sample's households can be visited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from tuopin.editions.services.pseudonym_key import pseudonym_key
from tuopin.kernel.areas import ancestor
from tuopin.people.selectors import Actor
from tuopin.registry.selectors.households import numbers_by_village
from tuopin.snapshots.pseudonyms import pseudonyms, shown
from tuopin.trail.services import record

COUNTY = 3


def name_households(*, wanted: Mapping[str, Sequence[str]], basis: str, actor: Actor, on: date) -> dict[str, str]:
    """The numbers of households by their pseudonyms (as editions print them), given by village; those that are not found are left out.

    Raises NotFound for a village outside the asker's areas, Forbidden without `export` there. Each county keeps an event.
    """
    for village in wanted:
        actor.require("export", village)
    key, found = pseudonym_key(), {}
    for village, numbers in numbers_by_village(actor, list(wanted)).items():
        asked = set(wanted[village])
        known = zip(map(shown, pseudonyms(key, "household", numbers).tolist()), numbers, strict=True)
        found |= {pseudonym: number for pseudonym, number in known if pseudonym in asked}
    with transaction.atomic():
        for county in sorted({ancestor(village, COUNTY) for village in wanted}):
            inside = [each for village, many in wanted.items() if ancestor(village, COUNTY) == county for each in many]
            record(
                area_code=county, verb="export", subject=f"area:{county}", actor=actor, on=on, basis=basis[:300],
                pseudonyms=len(inside), households=sum(each in found for each in inside),
            )
    return found

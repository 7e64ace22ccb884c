"""Party organisations of a place by layer and host, what leans on what, and which branch no cadre leads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.party.models import BranchLead, Organisation
from tuopin.people.selectors import Actor


@dataclass(frozen=True)
class Structure:
    """How the organisations of a place stand on a day: how many in each layer and on each kind of host, and those that lean on none they should."""

    layers: dict[str, int]
    hosts: dict[str, int]
    unlinked: list[Organisation]

    @property
    def hosted(self) -> int:
        return sum(self.hosts.values())


def running(on: date) -> Q:
    """The condition that a row runs on the day."""
    return Q(ends_on=None) | Q(ends_on__gt=on)


def within_area(actor: Actor, area: str) -> Q:
    """The condition that a row lies in the area; raises NotFound outside the asker's."""
    actor.require("read", area)
    low, high = subtree(area)
    return actor.scope("area_code") & Q(area_code__gte=low, area_code__lt=high)


def organisations_of(actor: Actor, area: str, *, on: date) -> QuerySet[Organisation]:
    """The organisations of the area on the day, with what each leans on."""
    return Organisation.objects.filter(within_area(actor, area), running(on), starts_on__lte=on).select_related("parent").order_by("area_code", "pk")


def structure(actor: Actor, area: str, *, on: date) -> Structure:
    """Counts by layer and host, and each organisation below a village core that leans on none that still runs."""
    rows = list(organisations_of(actor, area, on=on))
    leans = {row.pk for row in rows if row.layer == "core" or (row.parent is not None and (row.parent.ends_on is None or row.parent.ends_on > on))}
    return Structure(
        dict(Counter(row.layer for row in rows)), dict(Counter(row.host for row in rows if row.host)), [row for row in rows if row.pk not in leans])


def leads_of(actor: Actor, area: str, *, on: date) -> QuerySet[BranchLead]:
    """Who leads which branch of the area on the day."""
    return BranchLead.objects.filter(within_area(actor, area), running(on), starts_on__lte=on).select_related("branch").order_by("area_code", "pk")


def unpaired(actor: Actor, area: str, *, on: date) -> QuerySet[Organisation]:
    """The village branches of the area that no cadre leads on the day."""
    led = BranchLead.objects.filter(running(on), starts_on__lte=on)
    return organisations_of(actor, area, on=on).filter(layer="core").exclude(pk__in=led.values("branch"))


def organisation_in_sight(actor: Actor, pk: int) -> Organisation:
    """One organisation; raises NotFound when there is none or it is not the asker's to see."""
    found = Organisation.objects.filter(actor.scope("area_code"), pk=pk).first()
    if found is None:
        raise NotFound("no-such-organisation", phrase("没有找到这个党组织。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    return found

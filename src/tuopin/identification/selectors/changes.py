"""Changes of members: of a household, of a place, and where a household's people came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tuopin.identification.models import Change
from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case


@dataclass(frozen=True)
class Origin:
    """A household that people of this one came from, by a split or a merge, and when."""

    number: str
    kind: str
    on: date
    persons: int


def changes_for(actor: Actor, area: str, *, kind: str = "", effective: bool | None = None) -> QuerySet[Change]:
    """The changes proposed in an area, newest first."""
    low, high = subtree(area)
    rows = Change.objects.filter(actor.scope("household__village_code"), household__village_code__gte=low, household__village_code__lt=high)
    if kind:
        rows = rows.filter(kind=kind)
    if effective is not None:
        rows = rows.filter(effective_at__isnull=not effective)
    return rows.select_related("household", "other", "arrival", "account").prefetch_related("persons").order_by("-pk")


def changes_of(actor: Actor, number: str) -> QuerySet[Change]:
    """The changes of one household, and those by which another came out of it or went into it, newest first."""
    rows = Change.objects.filter(actor.scope("household__village_code"))
    return rows.filter(Q(household__number=number) | Q(other__number=number)).select_related("household", "other", "arrival").prefetch_related("persons").order_by("-pk")


def change_numbered(actor: Actor, pk: int) -> Change:
    """One change; raises NotFound outside the asker's areas."""
    rows = Change.objects.filter(actor.scope("household__village_code"), pk=pk).select_related("household", "other", "arrival", "account")
    found = rows.prefetch_related("persons", "relations__person").first()
    if found is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    return found


def recomposed(numbers: Iterable[str], *, kinds: Iterable[str]) -> list[Change]:
    """The effective changes of the kinds in which the households take part, on either side, in the order in which they became effective."""
    wanted = list(numbers)
    rows = Change.objects.filter(Q(household__number__in=wanted) | Q(other__number__in=wanted), effective_at__isnull=False, kind__in=list(kinds))
    return list(rows.select_related("household", "other").order_by("effective_at", "pk")) if wanted else []


def origins_of(actor: Actor, number: str) -> list[Origin]:
    """Where the people of a household came from: the household that it split off from, those that were merged into it."""
    rows = changes_of(actor, number).filter(effective_at__isnull=False, kind__in=("split", "merge"), other__number=number)
    return [Origin(row.household.number, row.kind, row.happened_on, row.persons.count()) for row in rows]


def cases_of_changes(actor: Actor, changes: list[Change]) -> dict[int, Case]:
    """The latest case of each change, by the change's number."""
    subjects = {f"change:{change.pk}": change.pk for change in changes}
    rows = Case.objects.filter(actor.scope("area_code"), subject__in=list(subjects)).order_by("pk")
    return {subjects[case.subject]: case for case in rows}


def households_of_changes(actor: Actor, numbers: Iterable[int]) -> dict[int, str]:
    """The number of the household of each change that the asker may see."""
    rows = Change.objects.filter(actor.scope("household__village_code"), pk__in=list(numbers))
    return dict(rows.values_list("pk", "household__number"))

"""Meetings that were held, and the cases that wait for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q, QuerySet

from tuopin.identification.models import Meeting
from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.states import Step, procedures
from tuopin.trail.selectors.entries import said_of

MOST = 2000


def meetings_for(actor: Actor, area: str) -> QuerySet[Meeting]:
    """The meetings of an area with how many households each of those that are listed voted on and carried, the latest first; `counted` tells of all."""
    low, high = subtree(area)
    rows = Meeting.objects.filter(actor.scope("village_code"), village_code__gte=low, village_code__lt=high).select_related("account")
    return rows.annotate(listed=Count("ballots"), passed=Count("ballots", filter=Q(ballots__carried=True))).order_by("-held_on", "-pk")


def totals_of(told: Mapping[str, object], listed: int, carried: int) -> tuple[int, int]:
    """How many households a meeting voted on and carried: what was taken down that day, or what is listed where that tells no more."""
    households = max(int(told.get("households", listed)), listed)
    return households, int(told.get("carried", carried)) if households > listed else carried


def counted(rows: Sequence[Meeting]) -> Sequence[Meeting]:
    """The meetings of one page, each with how many `households` it voted on and `carried`, as the minutes said that day.

    What a meeting did is counted whole for whoever may read of it: the votes on a household that went elsewhere with its village since are not shown
    to the village's own people, but were given.
    """
    told = said_of({f"meeting:{row.pk}" for row in rows}, "hold-meeting")
    for row in rows:
        row.households, row.carried = totals_of(told.get(f"meeting:{row.pk}", {}), row.listed, row.passed)
    return rows


def meeting_numbered(actor: Actor, pk: int) -> Meeting:
    """One meeting; raises NotFound outside the asker's areas."""
    found = Meeting.objects.filter(actor.scope("village_code"), pk=pk).select_related("account").first()
    if found is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    return found


def cases_to_appraise(actor: Actor, area: str) -> list[Case]:
    """The running cases of an area whose due step is voted on, the oldest first."""
    low, high = subtree(area)
    steps = {(p.name, step.name) for p in procedures().values() for e in p.editions for step in e.steps if step.present is not None}
    due = Q(pk__in=[])
    for procedure, step in steps:
        due |= Q(procedure=procedure, due=step)
    rows = Case.objects.filter(actor.scope("area_code"), due, state="underway", area_code__gte=low, area_code__lt=high, subject__startswith="household:")
    return list(rows.order_by("procedure", "due", "pk")[:MOST])


def step_of(case: Case) -> Step:
    """The step that is due in the case, as its edition declares it."""
    return edition_of(case).step(case.due)

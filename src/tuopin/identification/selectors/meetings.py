"""Meetings that were held, and the cases that wait for one."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from tuopin.identification.models import Meeting
from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.selectors.past import edition_of
from tuopin.procedure.states import Step, procedures

MOST = 2000


def meetings_for(actor: Actor, area: str) -> QuerySet[Meeting]:
    """The meetings of an area with how many households each voted on and carried, the latest first."""
    low, high = subtree(area)
    rows = Meeting.objects.filter(actor.scope("village_code"), village_code__gte=low, village_code__lt=high).select_related("account")
    return rows.annotate(households=Count("ballots"), carried=Count("ballots", filter=Q(ballots__carried=True))).order_by("-held_on", "-pk")


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

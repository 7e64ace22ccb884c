"""Lists of cases, and one case as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from tuopin.kernel.areas import LEVELS, stands_at, subtree
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Act, Case
from tuopin.procedure.selectors.past import acts_of, case_in_sight, deeds_of, edition_of
from tuopin.procedure.states import Edition, Procedure, Standing, procedure_named, procedures
from tuopin.procedure.states.declared import ANY
from tuopin.procedure.states.standing import fold

RUNNING = (Case.State.UNDERWAY, Case.State.ON_NOTICE)
MOST = 500


@dataclass(frozen=True)
class CaseFile:
    """A case with all that was done in it and where it stands at the instant."""

    case: Case
    procedure: Procedure
    edition: Edition
    acts: list[Act]
    standing: Standing
    due_at: datetime | None  # when its notice will have hung its time
    late: int  # acts recorded late


def case_file(actor: Actor, number: int, *, at: datetime) -> CaseFile:
    """One case; raises NotFound outside the asker's areas."""
    case = case_in_sight(actor, number)
    edition, acts = edition_of(case), acts_of(case)
    standing = fold(edition, deeds_of(acts))
    return CaseFile(case, procedure_named(case.procedure), edition, acts, standing, standing.due_at(at), sum(act.late for act in acts))


def cases_for(actor: Actor, *, area: str = "", running: bool = True) -> QuerySet[Case]:
    """The cases of the asker's areas (or of one place there), running or ended, newest first."""
    rows = Case.objects.filter(actor.scope("area_code")).select_related("account").order_by("-pk")
    if area:
        actor.require("read", area)
        low, high = subtree(area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    return rows.filter(state__in=RUNNING) if running else rows.exclude(state__in=RUNNING)


def waiting_for(actor: Actor) -> list[Case]:
    """The running cases whose due step is one that a post of the asker takes, and in which they have not acted yet; oldest first."""
    return list(_waiting(actor)[:MOST])


def waiting_counted(actor: Actor, *, area: str) -> int:
    """How many cases of a place wait for the asker."""
    low, high = subtree(area)
    return _waiting(actor).filter(area_code__gte=low, area_code__lt=high).count()


def _waiting(actor: Actor) -> QuerySet[Case]:
    if actor.account_id is None:
        return Case.objects.none()
    seats = [(area, role) for (area, _), role in zip(actor.areas, actor.roles, strict=False)]
    condition = Q(pk__in=[])
    for procedure in procedures().values():
        for edition in procedure.editions:
            for step in edition.steps:
                for area, role in seats:
                    if step.role in (role, ANY) and (step.level == ANY or stands_at(area, LEVELS.index(step.level) + 1)):
                        low, high = subtree(area)
                        condition |= Q(procedure=procedure.name, edition=edition.starts_on, variant=edition.place, due=step.name, area_code__gte=low, area_code__lt=high)
    done = Act.objects.filter(account=actor.account_id, kind__in=("step", "publish"))
    mine = Q(pk__in=done.values("case")) & ~Q(state=Case.State.ON_NOTICE)
    return Case.objects.filter(condition, actor.scope("area_code"), state__in=RUNNING).exclude(mine).order_by("pk")


def cases_counted(actor: Actor, *, area: str, procedure: str) -> dict[str, int]:
    """How many cases of a procedure stand at each step of an area (running ones, by the step that is due), and how many ended how."""
    rows = cases_listed(actor, area=area, procedure=procedure)
    counts = dict(rows.filter(state__in=RUNNING).order_by().values_list("due").annotate(Count("pk")))
    return counts | dict(rows.exclude(state__in=RUNNING).order_by().values_list("state").annotate(Count("pk")))


def cases_listed(
    actor: Actor, *, area: str = "", procedure: str = "", due: str = "", state: str = "", subject: str = "", text: str = "",
) -> QuerySet[Case]:
    """The cases of the asker's areas that fit all that is asked: a procedure, the step that is due, a state, a subject, the number of a case or subject."""
    rows = Case.objects.filter(actor.scope("area_code")).select_related("account").order_by("-pk")
    if area:
        actor.require("read", area)
        low, high = subtree(area)
        rows = rows.filter(area_code__gte=low, area_code__lt=high)
    for name, value in (("procedure", procedure), ("due", due), ("state", state), ("subject", subject)):
        if value:
            rows = rows.filter(**{name: value})
    if due:
        rows = rows.filter(state__in=RUNNING)
    text = text.strip().lstrip("#")
    if text:
        exact = Q(subject__endswith=f":{text}")
        rows = rows.filter(exact | Q(pk=int(text)) if text.isdigit() and len(text) < 10 else exact)
    return rows


def notices_running(actor: Actor) -> QuerySet[Case]:
    """The cases under public notice in the asker's areas."""
    return Case.objects.filter(actor.scope("area_code"), state=Case.State.ON_NOTICE).order_by("pk")


def cases_of_subject(actor: Actor, subject: str) -> QuerySet[Case]:
    """All cases on one subject that are the asker's to see, newest first."""
    return Case.objects.filter(actor.scope("area_code"), subject=subject).order_by("-pk")


def cases_without_result(actor: Actor, subject: str) -> list[tuple[Case, Act]]:
    """The cases on one subject that ended and changed nothing (withdrawn, rejected, stopped by an objection), newest first, each with the act that ended it."""
    ended = {case.pk: case for case in cases_of_subject(actor, subject).filter(state__in=(Case.State.STOPPED, Case.State.WITHDRAWN, Case.State.REJECTED))}
    last = last_acts(ended)
    return [(case, last[pk]) for pk, case in ended.items() if pk in last]


def last_acts(cases: Iterable[int]) -> dict[int, Act]:
    """The last act of each case of these numbers, with who took it; one query, none where no case is named."""
    numbers = list(cases)
    acts = Act.objects.filter(case__in=numbers).select_related("account").order_by("case", "-seq").distinct("case") if numbers else []
    return {act.case_id: act for act in acts}


def late_acts(actor: Actor, *, area: str) -> int:
    """How many acts in the cases of a place were recorded late."""
    actor.require("read", area)
    low, high = subtree(area)
    return Act.objects.filter(actor.scope("case__area_code"), case__area_code__gte=low, case__area_code__lt=high, late=True).count()

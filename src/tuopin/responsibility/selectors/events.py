"""Meetings counted, visits against what is due, problems found and solved, campaigns with those who take part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.responsibility.models import Campaign, Meeting, Problem, Visit


@dataclass(frozen=True)
class VisitCoverage:
    """How far somebody has been to every place due: due, visited, those not visited yet, and the problems found there."""

    due: int
    visited: int
    left: list[str]
    problems: int

    @property
    def rate(self) -> float:
        return self.visited / self.due if self.due else 0.0


def _within(actor: Actor, model, area: str) -> QuerySet:
    actor.require("read", area)
    low, high = subtree(area)
    return model.objects.filter(actor.scope("area_code"), area_code__gte=low, area_code__lt=high)


def meetings_of(actor: Actor, area: str, *, kind: str = "") -> QuerySet[Meeting]:
    """The meetings of the area, the latest first."""
    rows = _within(actor, Meeting, area)
    return (rows.filter(kind=kind) if kind else rows).order_by("-held_on", "-id")


def briefings(actor: Actor, area: str, *, topic: str, year: int) -> int:
    """How often the leaders of the place itself heard a report on the topic in the year."""
    return _within(actor, Meeting, area).filter(kind="briefing", area_code=area, topic=topic, held_on__year=year).count()


def years_in_a_row(actor: Actor, area: str, *, lowest_level: str, until: int) -> int:
    """For how many years up to and with `until` the place has held a conference down to the level each year."""
    held = set(_within(actor, Meeting, area).filter(kind="conference", area_code=area, lowest_level=lowest_level).values_list("held_on__year", flat=True))
    count = 0
    while until - count in held:
        count += 1
    return count


def visits_of(actor: Actor, area: str) -> QuerySet[Visit]:
    """The visits to the area, the latest first."""
    return _within(actor, Visit, area).order_by("-visited_on", "-id")


def visit_coverage(actor: Actor, area: str, due: Iterable[str], *, visitor: str, since: date, until: date) -> VisitCoverage:
    """The places that a leader was due to visit in the time, and did. A visit to a village is one to its township and county too."""
    due = list(due)
    rows = _within(actor, Visit, area).filter(visitor=visitor, visited_on__gte=since, visited_on__lte=until)
    visited = set(rows.values_list("area_code", flat=True))
    left = [code for code in due if not any(low <= place < high for low, high in [subtree(code)] for place in visited)]
    problems = Problem.objects.filter(actor.scope("area_code"), source__in=[f"visit:{pk}" for pk in rows.values_list("pk", flat=True)]).count()
    return VisitCoverage(len(due), len(due) - len(left), left, problems)


def problems_of(actor: Actor, area: str, *, source: str = "", solved: bool | None = None) -> QuerySet[Problem]:
    """The problems of the area, open ones first."""
    rows = _within(actor, Problem, area)
    rows = rows.filter(source=source) if source else rows
    rows = rows if solved is None else rows.filter(solved_on__isnull=not solved)
    return rows.order_by(F("solved_on").asc(nulls_first=True), "-found_on", "-id")


def problem_in_sight(actor: Actor, pk: int) -> Problem:
    """One problem; raises NotFound when there is none or it is not the asker's to see."""
    found = Problem.objects.filter(actor.scope("area_code"), pk=pk).first()
    if found is None:
        raise NotFound("no-such-problem", phrase("没有找到这个难题。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    return found


def solved_by_point(actor: Actor, area: str, points: Iterable[int]) -> tuple[int, int, float]:
    """Over contact points (duties by number): points, problems solved, and solved for each point on average."""
    points = list(points)
    solved = _within(actor, Problem, area).filter(source__in=[f"contact:{pk}" for pk in points], solved_on__isnull=False).count()
    return len(points), solved, solved / len(points) if points else 0.0


def campaigns_of(actor: Actor, area: str) -> list[tuple[Campaign, int, int, int, int]]:
    """The campaigns of the area with participants, visits, problems found and solved."""
    campaigns = list(_within(actor, Campaign, area).annotate(people=Count("participants")).order_by("-starts_on", "-pk"))
    sources = [f"campaign:{campaign.pk}" for campaign in campaigns]
    visits = dict(Visit.objects.filter(actor.scope("area_code"), source__in=sources).order_by().values_list("source").annotate(Count("pk")))
    problems = {source: counts for source, *counts in Problem.objects.filter(actor.scope("area_code"), source__in=sources).order_by().values_list(
        "source").annotate(found=Count("pk"), solved=Count("pk", filter=Q(solved_on__isnull=False)))}
    return [(one, one.people, visits.get(source, 0), *problems.get(source, (0, 0))) for one, source in zip(campaigns, sources, strict=True)]

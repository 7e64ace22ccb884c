"""How village branches were scored in a year, which are weak, how often each was before, and how its rectification stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.party.models import BranchScore, Organisation
from tuopin.party.selectors.organisations import organisations_of, within_area
from tuopin.people.selectors import Actor


@dataclass(frozen=True)
class Rectification:
    """The weak branches of a place in a year: selected, with a file of their own, accepted and crossed off by another."""

    scored: int
    selected: int
    filed: int
    closed: int

    @property
    def open(self) -> int:
        return self.selected - self.closed


def scores_of(actor: Actor, area: str, *, year: int) -> QuerySet[BranchScore]:
    """The scores of the area in the year, the weakest first."""
    return BranchScore.objects.filter(within_area(actor, area), year=year).select_related("branch", "task").order_by("rank", "area_code")


def rectification(actor: Actor, area: str, *, year: int) -> Rectification:
    """How the rectification of the year stands; a file counts as closed only when its task was verified by another and crossed off."""
    rows = list(scores_of(actor, area, year=year))
    weak = [row for row in rows if row.weak]
    return Rectification(len(rows), len(weak), sum(row.task_id is not None for row in weak), sum(row.task is not None and row.task.state == "closed" for row in weak))


def times_selected(actor: Actor, branches: list[int], *, until: int) -> dict[int, int]:
    """For each branch in how many years up to and with `until` it was among the weak ones."""
    rows = BranchScore.objects.filter(actor.scope("area_code"), branch_id__in=branches, weak=True, year__lte=until)
    return dict(Counter(rows.values_list("branch_id", flat=True)))


def unscored(actor: Actor, area: str, *, year: int, on: date) -> QuerySet[Organisation]:
    """The village branches of the area without a score in the year."""
    return organisations_of(actor, area, on=on).filter(layer="core").exclude(pk__in=scores_of(actor, area, year=year).values("branch"))


def score_in_sight(actor: Actor, pk: int) -> BranchScore:
    """One score; raises NotFound when there is none or it is not the asker's to see."""
    found = BranchScore.objects.filter(actor.scope("area_code"), pk=pk).select_related("branch", "task").first()
    if found is None:
        raise NotFound("no-such-score", phrase("没有找到这项评分。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    return found

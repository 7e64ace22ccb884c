"""One county, one policy: which counties have an approved strategy, which have none, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tuopin.benefits.models import Strategy, StrategyLine
from tuopin.divisions.selectors import names_of, subtree_of
from tuopin.divisions.states.names import PSEUDO
from tuopin.identification.models import Designation
from tuopin.kernel.areas import depth_of, subtree
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.ledger.models import TaskAct
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case

COUNTY = 3


@dataclass(frozen=True)
class CountyStrategy:
    """One county that must have a strategy: the version in force (None = none), how many of its measures are done and how many are late."""

    code: str
    name: str
    strategy: Strategy | None
    draft: Strategy | None
    lines: int
    done: int
    late: int


@dataclass(frozen=True)
class StrategyFile:
    """One version: each line with what was said when it was handed in as done; its case; the other versions."""

    strategy: Strategy
    lines: list[tuple[StrategyLine, str]]
    case: Case | None
    versions: list[Strategy]


def counties_asked(actor: Actor, area: str, *, on: date) -> dict[str, str]:
    """The counties of the area that are or were designated as poor; all of its counties where none is on record as such."""
    actor.require("read", area)
    low, high = subtree(area)
    rows = Designation.objects.filter(actor.scope("area_code"), area_code__gte=low, area_code__lt=high, tag__endswith="_county", starts_on__lte=on)
    designated = sorted(set(rows.values_list("area_code", flat=True)))
    if designated:
        names = names_of(designated, on=on)
        return {code: names.get(code, code) for code in designated}
    places = subtree_of(area, on).filter(level__lte=COUNTY)
    return {d.code: d.name for d in places if depth_of(d.code) == COUNTY and d.name not in PSEUDO}


def strategies_of(actor: Actor, area: str, *, on: date) -> list[CountyStrategy]:
    """Each county of the area that must have a strategy; those without an approved one first."""
    counties = counties_asked(actor, area, on=on)
    rows = Strategy.objects.filter(actor.scope("area_code"), area_code__in=counties).order_by("version")
    force = {row.area_code: row for row in rows if row.approved_on and row.approved_on <= on and (row.replaced_on is None or row.replaced_on > on)}
    drafts = {row.area_code: row for row in rows if row.approved_on is None}
    lines: dict[str, list[StrategyLine]] = {}
    for line in StrategyLine.objects.filter(strategy__in=[row.pk for row in force.values()]).select_related("strategy", "task"):
        lines.setdefault(line.strategy.area_code, []).append(line)
    found = [_county(code, name, force.get(code), drafts.get(code), lines.get(code, []), on) for code, name in counties.items()]
    return sorted(found, key=lambda one: (one.strategy is not None, one.code))


def _county(code: str, name: str, strategy: Strategy | None, draft: Strategy | None, lines: list[StrategyLine], on: date) -> CountyStrategy:
    done = sum(is_done(line) for line in lines)
    late = sum(not is_done(line) and line.due_on < on for line in lines)
    return CountyStrategy(code, name, strategy, draft if draft and (strategy is None or draft.version > strategy.version) else None, len(lines), done, late)


def is_done(line: StrategyLine) -> bool:
    """Whether the line's task was verified by another and crossed off."""
    return line.task is not None and line.task.state == "closed"


def counties_without(actor: Actor, area: str, *, on: date) -> list[tuple[str, str]]:
    """The counties that must have an approved strategy and have none: code and name."""
    return [(one.code, one.name) for one in strategies_of(actor, area, on=on) if one.strategy is None]


def strategy_file(actor: Actor, pk: int) -> StrategyFile:
    """One version with its lines and results; raises NotFound when there is none or it is not the asker's to see."""
    row = Strategy.objects.filter(actor.scope("area_code"), pk=pk).select_related("drafted_by").first()
    if row is None:
        raise NotFound("no-such-strategy", phrase("没有找到这份一县一策。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    lines = list(row.lines.select_related("task").order_by("number"))
    said = dict(TaskAct.objects.filter(task__in=[line.task_id for line in lines if line.task_id], kind="submit").order_by("seq").values_list("task_id", "note"))
    case = Case.objects.filter(actor.scope("area_code"), subject=f"strategy:{row.pk}").order_by("-pk").first()
    return StrategyFile(row, [(line, said.get(line.task_id, "")) for line in lines], case, list(versions_of(actor, row.area_code)))


def versions_of(actor: Actor, area: str) -> QuerySet[Strategy]:
    """All versions of the county's strategy, the latest first."""
    return Strategy.objects.filter(actor.scope("area_code"), area_code=area).order_by("-version")

"""Drafts a county's strategy (一县一策): its problems, each with measure, owner and day; a new version never touches an old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max

from tuopin.benefits.models import Strategy, StrategyLine
from tuopin.kernel.areas import depth_of, is_code
from tuopin.kernel.days import read_day
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.trail.services import record

COUNTY, MOST = 3, 100


@dataclass(frozen=True)
class Line:
    """One problem of a county: what is wrong, what is done about it, which unit answers, until when."""

    problem: str
    measure: str
    owner_unit: str
    due_on: date


def lines_written(text: str) -> list[Line]:
    """Each written line as a problem: problem, measure, unit, day, parted by bars; raises Refusal for a line that is not."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if len(parts) != 4:
            raise Refusal("line-unclear", phrase("“{line}”没有写成四段。"), phrase("每行写:问题|措施|责任单位|完成期限(如 2019-12-31)。"), line=line.strip()[:40])
        found.append(Line(*parts[:3], read_day(parts[3])))
    return found


@transaction.atomic
def draft_strategy(*, area: str, title: str, lines: Sequence[Line], actor: Actor, on: date) -> Strategy:
    """Draft the next version of the county's strategy. It binds nobody until the level above has approved it.

    Raises NotFound or Forbidden elsewhere, Refusal for a place that is no county, for a line that lacks one of its four parts or whose day is over.
    """
    actor.require("correct", area)
    if not is_code(area) or depth_of(area) != COUNTY or not title.strip():
        raise Refusal("not-a-county", phrase("一县一策由县拟订,并写明名称。"), phrase("请选择一个县。"))
    if not 0 < len(lines) <= MOST or any(not (line.problem.strip() and line.measure.strip() and line.owner_unit.strip()) or line.due_on < on for line in lines):
        raise Refusal("line-unclear", phrase("每个问题都须有措施、责任单位和今天以后的完成期限。"), phrase("请补齐后重新提交。"))
    last = Strategy.objects.filter(area_code=area).aggregate(last=Max("version"))["last"] or 0
    try:
        with transaction.atomic():
            row = Strategy.objects.create(area_code=area, version=last + 1, title=title.strip()[:120], drafted_by_id=actor.account_id, drafted_on=on)
    except IntegrityError as fault:
        raise Refusal("drafted-at-once", phrase("另一人同时拟订了新的版次。"), phrase("请刷新页面后重新提交。")) from fault
    StrategyLine.objects.bulk_create([
        StrategyLine(strategy=row, number=n, problem=line.problem.strip()[:300], measure=line.measure.strip()[:300], owner_unit=line.owner_unit.strip()[:80], due_on=line.due_on)
        for n, line in enumerate(lines, 1)
    ])
    record(area_code=area, verb="draft-strategy", subject=f"strategy:{row.pk}", actor=actor, on=on, version=row.version, lines=len(lines))
    return row

"""Scoring the village branches of a county for a year (每年倒排), and rectifying the weakest: one village, one policy, crossed off by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from tuopin.divisions.selectors import names_of
from tuopin.kernel.areas import level_of, subtree
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.party.models import BranchScore, Organisation
from tuopin.party.rulebook.weak_branches import share_on
from tuopin.party.states import ranked, said_twice
from tuopin.people.selectors import Actor
from tuopin.responsibility.services.writing import record_rows, write_rows

COUNTY, HUNDRED = 3, Decimal(100)
FILES = ("scan", "photo", "document")  # what a rectification is crossed off on


def score_branches(*, county: str, year: int, scores: Mapping[int, tuple[Decimal, str]], actor: Actor, on: date) -> list[BranchScore]:
    """Record the score of every branch of the county (number → score of 100, what is wrong), rank them and mark the weakest for rectification.

    All are scored together or none, so that nobody is left out of the ranking. Raises Refusal for a branch that is missing or too many, and for a
    score outside 0 to 100.
    """
    actor.require("correct", county)
    if level_of(county) != COUNTY:
        raise Refusal("not-a-county", phrase("村级党组织由县统一评分排队。"), phrase("请选择一个县。"))
    low, high = subtree(county)
    branches = {o.pk: o for o in Organisation.objects.filter(area_code__gte=low, area_code__lt=high, layer="core", ends_on=None)}
    missing = [str(branches[pk]) for pk in branches if pk not in scores]
    if missing or set(scores) - set(branches):
        raise Refusal(
            "not-all-scored", phrase("全县 {of} 个村级党组织须一次评完,还缺 {count} 个,例如:{missing}。"), phrase("请补齐评分。"), of=len(branches), count=len(missing), missing=missing[:5])
    if any(not 0 <= score <= HUNDRED for score, _reason in scores.values()):
        raise Refusal("score-unclear", phrase("得分应在 0 至 100 之间。"), phrase("请核对得分。"))
    order = ranked({pk: score for pk, (score, _reason) in scores.items()}, {pk: o.area_code for pk, o in branches.items()}, share_on(on))
    return write_rows([
        BranchScore(branch_id=one.branch, area_code=branches[one.branch].area_code, year=year, score=one.score, rank=one.rank, of=len(order), weak=one.weak,
                    reason=scores[one.branch][1].strip()[:300], scored_on=on) for one in order
    ], kind="party-score", verb="party-score", actor=actor, on=on, told=lambda s: {"year": s.year, "score": str(s.score), "rank": s.rank, "weak": s.weak})


@transaction.atomic
def rectify_branches(plans: Mapping[int, str], *, due_on: date, actor: Actor, on: date) -> list[BranchScore]:
    """Open the file of each weak branch (score's number → its own plan): a task for the village's secretary, verified one level up by another person.

    Raises Refusal for a branch that is not among the weakest or has its file, for no plan, and for a plan that two villages share.
    """
    rows = list(BranchScore.objects.select_for_update().filter(actor.scope("area_code"), pk__in=plans).select_related("branch").order_by("pk"))
    if len(rows) != len(plans) or not rows:
        raise NotFound("no-such-score", phrase("没有找到这项评分。"), phrase("请核对编号;如属其他辖区,请联系上级。"))
    for row in rows:
        actor.require("correct", row.area_code)
        if not row.weak or row.task_id is not None:
            raise Refusal("not-to-rectify", phrase("“{name}”不在整顿之列,或已经立了整顿台账。"), phrase("请刷新页面。"), name=str(row.branch))
    if any(not plan.strip() for plan in plans.values()) or said_twice(plans.values()):
        raise Refusal("plan-not-its-own", phrase("整顿方案须一村一策:有的没有写,或两个村写得一样。"), phrase("请按各村的问题分别写明。"))
    names = names_of({row.area_code for row in rows}, on=on)
    tasks = issue_tasks([
        NewTask(title=f"整顿软弱涣散党组织:{names.get(row.area_code, '')} {row.year}"[:120], area=row.area_code, owner=Seat(row.area_code, "head", "secretary"), due_on=due_on,
                detail=plans[row.pk].strip()[:500], source=f"party-weak:{row.year}", code=str(row.branch_id), subject=f"party:{row.branch_id}",
                system="responsibility", body="party", evidence_kinds=FILES) for row in rows
    ], actor=actor, on=on)
    for row, task in zip(rows, tasks, strict=True):
        row.plan, row.task = plans[row.pk].strip()[:500], task
    BranchScore.objects.bulk_update(rows, ["plan", "task"])
    record_rows(rows, kind="party-score", verb="party-rectify", actor=actor, on=on, told=lambda s: {"task": s.task_id})
    return rows

"""Handing a target down the levels (分解任务): a part for each place below, which together must cover it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from tuopin.kernel.areas import level_of, within
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.ledger.models import Task
from tuopin.ledger.selectors.sight import owner_of, seats_of, task_in_sight
from tuopin.ledger.services.acting import seat_owning
from tuopin.ledger.services.issue import NewTask, issue_tasks, require_amount
from tuopin.ledger.states import OPEN, Seat, Share, seat_of_superior, uncovered
from tuopin.people.selectors import Actor


@transaction.atomic
def cascade_task(*, task: int, shares: Sequence[Share], actor: Actor, on: date, due_on: date | None = None) -> list[Task]:
    """Issue a part of the task to each of the places below it; the same office there answers for it, as of its head where the head must.

    Whoever owns it does, or looks over its owner; a unit that helps, or a neighbour of the place, does not (Forbidden). Together with the parts
    that were issued before, the targets must cover the task's own: raises Refusal with what is left.
    """
    held = task_in_sight(actor, task, lock=True)
    if actor.account_id is not None and seat_of_superior(seats_of(actor), owner_of(held)) is None:  # the operator lays out plans for others
        seat_owning(actor, held)
    if held.state not in OPEN:
        raise Refusal("task-elsewhere", phrase("这项任务现在不能办理“{act}”。"), phrase("请刷新页面,核对任务状态。"), act=Phrase(phrase("分解")))
    for share in shares:
        require_amount(share.target, "target")
        if not within(share.area, held.area_code) or level_of(share.area) <= level_of(held.area_code):
            raise Refusal("not-below", phrase("任务只能分解给下级。"), phrase("请核对区划代码。"))
    before = list(held.parts.exclude(state="voided").values_list("target_value", flat=True))
    left = uncovered(held.target_value, [*before, *(share.target for share in shares)])
    if left:
        raise Refusal(
            "targets-short", phrase("下级目标之和比上级目标少 {left} {unit}。"), phrase("请把各地的目标加到不低于上级目标。"), left=f"{left.normalize():f}", unit=held.unit)
    part = NewTask(
        title=held.title, detail=held.detail, area="", owner=Seat(""), due_on=min(due_on or held.due_on, held.due_on), source=held.source or f"task:{held.pk}",
        code=held.code or "part", subject="", system=held.system, body=held.body, sector=held.sector, head_only=held.head_only, unit=held.unit,
        evidence_kinds=tuple(filter(None, held.evidence_kinds.split(","))), evidence_least=held.evidence_least, parent=held.pk,
    )
    return issue_tasks([
        replace(part, area=share.area, owner=Seat(share.area, held.owner_role, held.owner_office), target=share.target) for share in shares
    ], actor=actor, on=on)

"""Proposes that a household is out of risk, and opens the case that decides it."""

from __future__ import annotations

from django.db import transaction

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import Watch
from tuopin.monitoring.selectors.watches import watch_of
from tuopin.monitoring.services.judge_removal import judge_removal
from tuopin.people.selectors import Actor
from tuopin.procedure.models import Case
from tuopin.procedure.services import open_case
from tuopin.procedure.services.clock import today
from tuopin.procedure.states.verdicts import does_not_hold
from tuopin.trail.services import record


@transaction.atomic
def propose_removal(*, watch: int, way: str, why: str, actor: Actor) -> Case:
    """Open the case that decides whether the risk is gone, by help or naturally. Raises a Refusal with what the rule misses.

    By help not in the month of admission nor the next, and not of a household in which nobody can work.
    """
    found = watch_of(actor, watch, held=True)
    actor.require("correct", found.household.village_code)
    if found.state != Watch.State.WATCHED:
        raise Refusal("not-watched", phrase("这一户现在不在监测中。"), phrase("请刷新页面,核对监测状态。"))
    if way not in Watch.Way.values or not why.strip():
        raise Refusal("reason-missing", phrase("没有写明消除方式或理由。"), phrase("请选择帮扶消除或自然消除,并写明理由。"))
    if found.removal_id and found.removal.state in (Case.State.UNDERWAY, Case.State.ON_NOTICE):
        raise Refusal("case-running", phrase("这一户已有正在办理的事项。"), phrase("请先办结或撤回该事项。"))
    on = today()
    found.way, found.ended_why = way, why.strip()[:300]
    found.save(update_fields=["way", "ended_why"])
    judged = judge_removal(number=str(found.pk), actor=actor, on=on)
    if judged.holds is not True:
        raise does_not_hold(judged.why_not, judged.unknown)
    case = open_case(procedure="watch-removal", number=str(found.pk), actor=actor, note=found.ended_why)
    found.removal = case
    found.save(update_fields=["removal"])
    record(area_code=case.area_code, verb="propose-removal", subject=f"watch:{found.pk}", actor=actor, on=on, case=case.pk, way=way)
    return case

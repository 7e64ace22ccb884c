"""From a clue to a decision: the household check, the case that decides, or the finding that there is no risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import Watch
from tuopin.monitoring.selectors.watches import watch_of
from tuopin.monitoring.services.report_clue import require_risks
from tuopin.monitoring.states.risks import MISMATCH, kind_of, per_head
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook.monitoring_terms import line_yuan
from tuopin.procedure.models import Case
from tuopin.procedure.services import open_case
from tuopin.procedure.services.clock import today
from tuopin.registry.services.household_cases import HouseholdCases
from tuopin.trail.services import record

SMALLEST, LARGEST = Decimal(0), Decimal(10) ** 11
RUNNING = (Case.State.UNDERWAY, Case.State.ON_NOTICE)


@dataclass(frozen=True)
class Check:
    """What was found at the household: who lives there, on what, and at which risk. Yuan of the twelve months before."""

    kind: str
    risks: tuple[str, ...]
    persons: int
    net_yuan: Decimal
    claims_yuan: Decimal = Decimal(0)
    self_pay_yuan: Decimal = Decimal(0)


@transaction.atomic
def check_clue(*, watch: int, check: Check, actor: Actor, on: date) -> Watch:
    """Record the household check of a clue; what was found before is replaced until a case runs. Returns the watch.

    Raises a Refusal when the kind does not fit the household's status and income, no line is in force, or the clue is settled.
    """
    found = _open_clue(watch, actor)
    line = line_yuan(found.household.village_code, on)
    if line is None:
        raise Refusal("no-line", phrase("{on} 没有防返贫监测线。"), phrase("防返贫监测自 2020 年起;请核对日期,或登记本地的监测线。"), on=on.isoformat())
    amounts = (check.net_yuan, check.claims_yuan, check.self_pay_yuan)
    if check.persons < 1 or not all(amount.is_finite() and abs(amount) < LARGEST for amount in amounts) or min(check.claims_yuan, check.self_pay_yuan) < SMALLEST:
        raise Refusal("bad-check", phrase("人口或金额填写有误。"), phrase("人口至少 1 人,理赔和自付不能为负数。"))
    _require_kind(found, check, line, on)
    found.kind, found.risks, found.persons, found.line_yuan = check.kind, require_risks(check.risks, least=1), check.persons, line
    found.net_yuan, found.claims_yuan, found.self_pay_yuan = amounts
    found.checked_on, found.checked_by = on, actor.name
    found.save()
    record(area_code=found.household.village_code, verb="check-clue", subject=f"watch:{found.pk}", actor=actor, on=on, kind=check.kind, risks=found.risks)
    return found


@transaction.atomic
def open_admission(*, watch: int, actor: Actor) -> Case:
    """Open the case that decides whether the household is watched. Raises a Refusal before the check or while a case runs."""
    found = _open_clue(watch, actor)
    if found.checked_on is None:
        raise Refusal("not-checked", phrase("还没有入户核查。"), phrase("请先登记核查结果。"))
    case = open_case(procedure="watch-admit", number=str(found.pk), actor=actor, note=found.said)
    found.admission = case
    found.save(update_fields=["admission"])
    record(area_code=case.area_code, verb="propose-watch", subject=f"watch:{found.pk}", actor=actor, on=today(case.opened_at), case=case.pk)
    return case


@transaction.atomic
def dismiss_clue(*, watch: int, why: str, actor: Actor, on: date) -> Watch:
    """End a clue that the check found groundless. Only a head does so, and neither who reported it nor who checked it."""
    found = _open_clue(watch, actor)
    actor.require("confirm", found.household.village_code)
    if not why.strip():
        raise Refusal("note-missing", phrase("没有写明排除的理由。"), phrase("请写明核查到的情况。"))
    if found.checked_on is None:
        raise Refusal("not-checked", phrase("还没有入户核查。"), phrase("请先登记核查结果。"))
    if actor.name in (found.reported_by, found.checked_by):
        raise Refusal("same-person", phrase("登记或核查线索的人不能排除它。"), phrase("请由另一位负责人办理。"))
    found.state, found.ended_on, found.ended_why, found.ended_by = Watch.State.DISMISSED, on, why.strip()[:300], actor.name
    found.save(update_fields=["state", "ended_on", "ended_why", "ended_by"])
    record(area_code=found.household.village_code, verb="dismiss-clue", subject=f"watch:{found.pk}", actor=actor, on=on, basis=found.ended_why)
    return found


def _open_clue(watch: int, actor: Actor) -> Watch:
    found = watch_of(actor, watch, held=True)
    actor.require("correct", found.household.village_code)
    if found.state != Watch.State.CLUE:
        raise Refusal("clue-settled", phrase("这条线索已经办结。"), phrase("请刷新页面,核对监测状态。"))
    if found.admission_id and found.admission.state in RUNNING:
        raise Refusal("case-running", phrase("这一户已有正在办理的事项。"), phrase("请先办结或撤回该事项。"))
    return found


def _require_kind(watch: Watch, check: Check, line: Decimal, on: date) -> None:
    status = HouseholdCases().status_now(watch.household.number, on=on)
    under = per_head(check.net_yuan, check.claims_yuan, check.self_pay_yuan, check.persons) < line
    fits = kind_of(exited=status == "exited", registered=status not in ("", "removed"), under_line=under)
    if not fits:
        raise Refusal("registered-poor", phrase("这一户在建档立卡之中,尚未脱贫。"), phrase("请按帮扶计划帮扶,不另作监测对象。"))
    if fits != check.kind:
        raise Refusal("kind-does-not-fit", MISMATCH.get(check.kind, MISMATCH["sudden"]), phrase("请核对监测对象类别、收入和该户的状态。"))

"""What is done for a watched household: measures by risk, and the visits that see whether they help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from tuopin.kernel import codelists
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import FollowUp, Watch, WatchMeasure
from tuopin.monitoring.selectors.watches import watch_of
from tuopin.monitoring.states.risks import unmet, words_of
from tuopin.people.selectors import Actor
from tuopin.registry.selectors.households import household_of
from tuopin.registry.services.household_cases import HouseholdCases
from tuopin.trail.services import record


@dataclass(frozen=True)
class Planned:
    """A measure: of which kind, against which of the household's risks, carried out since when, in words."""

    kind: str
    risk: str
    starts_on: date
    note: str


@dataclass(frozen=True)
class Visit:
    """A visit to a household: when, what was found, whether its policies go on (of one that has left the register)."""

    visited_on: date
    finding: str
    note: str
    policies_kept: bool | None = None


@transaction.atomic
def plan_measure(*, watch: int, planned: Planned, actor: Actor, on: date) -> WatchMeasure:
    """Record a measure for a watched household. Raises a Refusal when it answers none of its risks or the day does not fit."""
    found = _watched(watch, actor)
    if planned.kind not in codelists.code_list("measure-kind").values or planned.risk not in words_of(found.risks):
        raise Refusal("bad-measure", phrase("措施或风险不在名单中。"), phrase("请从名单中选择,风险须是该户已登记的风险。"))
    if unmet([planned.risk], {planned.kind}):
        raise Refusal("measure-misses-risk", phrase("这项措施不对应所选的风险。"), phrase("请按风险选择措施,做到缺什么补什么。"))
    if not found.clue_on <= planned.starts_on <= on or not planned.note.strip():
        raise Refusal("bad-measure", phrase("落实日期须在线索日期之后、不晚于今天,并写明措施内容。"), phrase("请核对日期和内容。"))
    row = WatchMeasure.objects.create(
        watch=found, kind=planned.kind, risk=planned.risk, starts_on=planned.starts_on, note=planned.note.strip()[:300], actor=actor.name)
    record(area_code=found.household.village_code, verb="plan-measure", subject=f"watch:{found.pk}", actor=actor, on=on, kind=row.kind, risk=row.risk)
    return row


@transaction.atomic
def withdraw_measure(*, measure: int, why: str, actor: Actor, on: date) -> WatchMeasure:
    """Take back a measure that was entered by mistake; it stays on record with the reason."""
    row = WatchMeasure.objects.select_related("watch__household").filter(actor.scope("watch__household__village_code"), pk=measure).first()
    if row is None:
        raise NotFound("not-found", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    _watched(row.watch_id, actor)
    if not why.strip():
        raise Refusal("reason-missing", phrase("没有写明撤销原因。"), phrase("请写明为什么撤销。"))
    if row.withdrawn_at is not None:
        return row
    row.withdrawn_at, row.withdrawn_why = timezone.now(), why.strip()[:300]
    row.save(update_fields=["withdrawn_at", "withdrawn_why"])
    record(area_code=row.watch.household.village_code, verb="withdraw-measure", subject=f"watch:{row.watch_id}", actor=actor, on=on, basis=row.withdrawn_why)
    return row


@transaction.atomic
def record_follow_up(*, number: str, visit: Visit, actor: Actor, on: date) -> FollowUp:
    """Record a visit to a household that is watched or has left the register; the same visit again is the first.

    Raises NotFound, Forbidden, or a Refusal for any other household, for a day ahead, for a visit without a word, and for a second one of
    the same person on the same day that says something else: a visit that was recorded stays as it is.
    """
    household = household_of(actor, number)
    actor.require("correct", household.village_code)
    watch = Watch.objects.filter(household=household, state=Watch.State.WATCHED, clue_on__lte=visit.visited_on).first()  # not one of before
    if watch is None and HouseholdCases().status_now(number, on=on) != "exited":
        raise Refusal("not-followed", phrase("这一户不是监测对象,也不是脱贫户。"), phrase("请核对户编号。"))
    if visit.visited_on > on or not visit.note.strip():
        raise Refusal("bad-visit", phrase("走访日期不能晚于今天,并须写明走访情况。"), phrase("请核对日期和内容。"))
    told = {"finding": FollowUp.Finding(visit.finding), "policies_kept": visit.policies_kept, "note": visit.note.strip()[:300]}
    try:
        with transaction.atomic():
            row = FollowUp.objects.create(household=household, watch=watch, visited_on=visit.visited_on, actor=actor.name, **told)
    except IntegrityError:
        row = FollowUp.objects.get(household=household, visited_on=visit.visited_on, actor=actor.name)
        if any(getattr(row, name) != value for name, value in told.items()):
            raise Refusal("visited-already", phrase("您已登记这一户 {on} 的走访,内容不同,本次没有保存。"), phrase("请核对走访日期;补充的情况请于下次走访时登记。"),
                          on=visit.visited_on.isoformat()) from None
        return row
    subject = f"watch:{watch.pk}" if watch else f"visits:{number}"
    record(area_code=household.village_code, verb="follow-up", subject=subject, actor=actor, on=on, finding=row.finding, visited_on=row.visited_on.isoformat())
    return row


def _watched(watch: int, actor: Actor) -> Watch:
    found = watch_of(actor, watch, held=True)
    actor.require("correct", found.household.village_code)
    if found.state != Watch.State.WATCHED:
        raise Refusal("not-watched", phrase("这一户现在不在监测中。"), phrase("请刷新页面,核对监测状态。"))
    return found

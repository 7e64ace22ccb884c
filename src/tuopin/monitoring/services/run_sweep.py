"""A sweep from house to house: opened over a place, ticked household by household, complete only when none is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from tuopin.kernel.areas import is_code, subtree
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.words import phrase
from tuopin.monitoring.models import Sweep, SweepLine, Watch
from tuopin.monitoring.services.report_clue import Clue, report_clue
from tuopin.monitoring.states.sweeps import NEEDS_NOTE, RESULTS, TELLS
from tuopin.people.selectors import Actor
from tuopin.trail.services import record

# Every household of the place that is on record and not yet on the sweep: all at its opening, later who has come since. Who was struck off the
# register still lives there and is visited like anybody; only a household that was struck off because nobody is left is not.
NOT_YET = """
FROM registry_household h WHERE h.village_code >= %(low)s AND h.village_code < %(high)s
AND NOT EXISTS (SELECT FROM monitoring_sweepline l WHERE l.sweep_id = %(sweep)s AND l.household_id = h.id)
AND (COALESCE((SELECT e.kind FROM registry_statusevent e WHERE e.household_id = h.id ORDER BY e."on" DESC, e.id DESC LIMIT 1), '') <> 'removed'
    OR EXISTS (SELECT FROM registry_membership m WHERE m.household_id = h.id AND m.ends_on IS NULL)
    OR NOT EXISTS (SELECT FROM registry_membership m WHERE m.household_id = h.id))
"""
LAY_OUT = f"""
INSERT INTO monitoring_sweepline (sweep_id, household_id, result, note, ticked_by, attempts, trail_chain)
SELECT %(sweep)s, h.id, '', '', '', 0, '' {NOT_YET}
"""
COUNT = f"SELECT count(*) {NOT_YET}"


@dataclass(frozen=True)
class Plan:
    """A sweep as it is opened: where, called what, asking what, from when until when."""

    area: str
    title: str
    asks: str
    starts_on: date
    due_on: date


@transaction.atomic
def open_sweep(*, plan: Plan, actor: Actor, on: date) -> Sweep:
    """Open a sweep over every household of a place. Raises NotFound, Forbidden without the act `confirm` there, or a Refusal."""
    if not is_code(plan.area):
        raise Refusal("bad-code", phrase("“{code}”不是区划代码。"), phrase("区划代码为 12 位数字。"), code=plan.area[:20])
    actor.require("confirm", plan.area)
    if not plan.title.strip() or not plan.asks.strip() or plan.due_on < plan.starts_on:
        raise Refusal("bad-sweep", phrase("请写明排查名称和内容,截止日期不能早于开始日期。"), phrase("请核对后重新提交。"))
    sweep = Sweep.objects.create(area_code=plan.area, title=plan.title.strip()[:80], asks=plan.asks.strip()[:300], starts_on=plan.starts_on,
                                 due_on=plan.due_on, opened_by=actor.name)
    if not _lay_out(sweep):
        raise Refusal("nobody-there", phrase("这里没有登记任何农户。"), phrase("请先导入花名册和农户名单。"))
    record(area_code=plan.area, verb="open-sweep", subject=f"sweep:{sweep.pk}", actor=actor, on=on, households=sweep.lines.count())
    return sweep


@transaction.atomic
def tick_household(*, sweep: int, number: str, result: str, note: str = "", actor: Actor, on: date) -> SweepLine:
    """Tick a household with what was found there; the same tick again is the first. A risk or an omission becomes a clue.

    Raises NotFound outside the asker's areas, Forbidden, or a Refusal when the sweep is over, the household was ticked by somebody
    else meanwhile, or the result needs a note.
    """
    line = _line(sweep, number, actor)
    if result not in RESULTS or (result in NEEDS_NOTE and not note.strip()):
        raise Refusal("note-missing", phrase("没有选择排查结果,或没有写明发现了什么。"), phrase("除“无问题”外,请写明情况。"))
    told = (result, note.strip()[:300])
    if line.result:
        if (line.result, line.note) == told:
            return line
        raise Refusal("ticked-already", phrase("这一户已由 {who} 排查。"), phrase("如需更改,请先撤销该户的排查结果。"), who=line.ticked_by)
    line.result, line.note = told
    line.ticked_by, line.ticked_at = actor.name, timezone.now()
    line.save(update_fields=["result", "note", "ticked_by", "ticked_at"])
    record(area_code=line.household.village_code, verb="tick", subject=f"tick:{line.pk}", actor=actor, on=on, sweep=sweep, household=number, result=result)
    open_watch = Watch.objects.filter(household=line.household, state__in=(Watch.State.CLUE, Watch.State.WATCHED))
    if result in TELLS and not open_watch.exists():
        report_clue(number=number, clue=Clue(Watch.Channel.SWEEP, line.note, on), actor=actor, on=on)
    return line


@transaction.atomic
def untick_household(*, sweep: int, number: str, why: str, actor: Actor, on: date) -> SweepLine:
    """Take a tick back, with a reason: the household waits again. Only who ticked it does so, or a head."""
    line = _line(sweep, number, actor)
    if not why.strip():
        raise Refusal("reason-missing", phrase("没有写明撤销原因。"), phrase("请写明为什么撤销。"))
    if not line.result:
        raise Refusal("not-ticked", phrase("这一户还没有排查。"), phrase("请直接登记排查结果。"))
    if line.ticked_by != actor.name and not actor.may("confirm", line.household.village_code):
        raise Refusal("ticked-by-another", phrase("这一户由 {who} 排查,您不能撤销。"), phrase("请由本人或负责人撤销。"), who=line.ticked_by)
    line.result, line.note, line.ticked_by, line.ticked_at = "", "", "", None
    line.save(update_fields=["result", "note", "ticked_by", "ticked_at"])
    record(area_code=line.household.village_code, verb="untick", subject=f"tick:{line.pk}", actor=actor, on=on, basis=why.strip()[:300], sweep=sweep)
    return line


@transaction.atomic
def note_nobody_met(*, sweep: int, number: str, actor: Actor, on: date) -> SweepLine:
    """Record a visit at which nobody was met: it counts as an attempt and ticks nothing."""
    line = _line(sweep, number, actor)
    if line.result:
        raise Refusal("ticked-already", phrase("这一户已由 {who} 排查。"), phrase("如需更改,请先撤销该户的排查结果。"), who=line.ticked_by)
    SweepLine.objects.filter(pk=line.pk).update(attempts=F("attempts") + 1)
    record(area_code=line.household.village_code, verb="not-met", subject=f"tick:{line.pk}", actor=actor, on=on, sweep=sweep, household=number)
    line.refresh_from_db(fields=["attempts"])
    return line


@transaction.atomic
def bring_in_newcomers(*, sweep: int, actor: Actor, on: date) -> int:
    """Add the households of the place that came on record since the sweep was opened, so that they are visited too; how many."""
    found = sweep_held(sweep, actor)
    actor.require("confirm", found.area_code)
    if found.completed_on:
        raise Refusal("sweep-over", phrase("这次排查已经办结。"), phrase("新发现的情况请按线索登记。"))
    brought = _lay_out(found)
    if brought:
        record(area_code=found.area_code, verb="bring-in-newcomers", subject=f"sweep:{found.pk}", actor=actor, on=on, households=brought)
    return brought


@transaction.atomic
def complete_sweep(*, sweep: int, actor: Actor, on: date) -> Sweep:
    """Close a sweep: only when every household of the place is ticked, and none came on record meanwhile that is not on it yet."""
    found = sweep_held(sweep, actor)
    actor.require("confirm", found.area_code)
    _hold_ticks(found.pk, alone=True)
    if found.completed_on:
        return found
    left, new = found.lines.filter(result="").count(), _newcomers(found)
    if new:
        raise Refusal("newcomers-left", phrase("开始排查后新登记的 {new} 户还不在名单上,名单上还有 {left} 户没有排查,不能办结。"),
                      phrase("请先补入新登记的户,再到“未排查”名单逐户排查。"), new=new, left=left)
    if left:
        raise Refusal("households-left", phrase("还有 {left} 户没有排查,不能办结。"), phrase("请到“未排查”名单逐户排查;未遇到人的须再次上门。"), left=left)
    found.completed_on, found.completed_by = on, actor.name
    found.save(update_fields=["completed_on", "completed_by"])
    record(area_code=found.area_code, verb="complete-sweep", subject=f"sweep:{found.pk}", actor=actor, on=on, households=found.lines.count())
    return found


def sweep_held(pk: int, actor: Actor) -> Sweep:
    """The sweep with the key, its row held; raises NotFound where it is not the asker's to see."""
    found = Sweep.objects.select_for_update().filter(actor.scope("area_code"), pk=pk).first()
    if found is None:
        raise NotFound("no-such-sweep", phrase("没有这次排查。"), phrase("请从排查列表中重新选择。"))
    return found


def _lay_out(sweep: Sweep) -> int:
    with connection.cursor() as cursor:
        cursor.execute(LAY_OUT, _place(sweep))
        return cursor.rowcount


def _newcomers(sweep: Sweep) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, _place(sweep))
        return cursor.fetchone()[0]


def _place(sweep: Sweep) -> dict:
    low, high = subtree(sweep.area_code)
    return {"sweep": sweep.pk, "low": low, "high": high}


def _hold_ticks(sweep: int, *, alone: bool) -> None:
    """Until the end of the transaction: who ticks holds the sweep with others, who closes it holds it alone, so that none slips between.

    A lock by its number, not of the row: a village's cadre may not lock the row of a county's sweep.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(hashtext('monitoring_sweep'), %s)", [sweep])


def _line(sweep: int, number: str, actor: Actor) -> SweepLine:
    _hold_ticks(sweep, alone=False)
    lines = SweepLine.objects.select_for_update(of=("self",)).select_related("sweep", "household")
    line = lines.filter(actor.scope("household__village_code"), sweep=sweep, household__number=number).first()
    if line is None:
        raise NotFound("no-such-household", phrase("没有找到。"), phrase("请核对编号或代码;如属其他辖区,请联系上级。"))
    actor.require("correct", line.household.village_code)
    if line.sweep.completed_on:
        raise Refusal("sweep-over", phrase("这次排查已经办结。"), phrase("新发现的情况请按线索登记。"))
    return line

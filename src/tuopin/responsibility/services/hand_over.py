"""Hands over what stands with a village that went into another to the one that stands: by ending it there and giving it anew, both on record."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tuopin.assistance.services.merged_teams import hand_over_team
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task, TaskHelper, TaskOrder
from tuopin.ledger.services import Helping, NewTask, issue_tasks, void_task
from tuopin.ledger.states import Seat
from tuopin.people.selectors import Actor
from tuopin.responsibility.models import Duty
from tuopin.responsibility.selectors.handover import Left, left_behind
from tuopin.responsibility.services.duties import NewDuty, end_duty, give_duties

NOTE = phrase("随村合并移交 {heir}")


@transaction.atomic
def hand_over(*, kind: str, pk: int, area: str, actor: Actor, on: date, due_on: date | None = None) -> Left:
    """Hand the duty, task or team over today; what the village that stands has alike already is ended only. Returns what was handed over.

    A task is called off with the reason and issued anew, due as before, one that is late already by `due_on` or today; its evidence stays with it, and
    its place in the order of tasks is kept. Raises NotFound outside the asker's areas, Forbidden without the right to both acts, a Refusal where no such
    thing waits in the area (any more) and for a post: who sits where is decided, not moved.
    """
    row = next((one for one in left_behind(actor, area, on=on) if (one.kind, one.pk) == (kind, pk)), None)
    if row is None:
        raise Refusal("nothing-left", phrase("这一项不在待移交之列,可能已经移交。"), phrase("请刷新页面。"))
    actor.require("correct", row.area_code)
    actor.require("correct", row.heir)
    if kind == "post":
        raise Refusal("post-by-decision", phrase("岗位不能直接移交:合并后的村由谁任职须另行任命。"),
                      phrase("请由管理员结束原岗位并重新任命:tuopin account end {number},tuopin account post。"), number=pk)
    note = NOTE.format(heir=row.heir)
    if kind == "duty":
        _hand_over_duty(row, note, actor, on)
    elif kind == "team":
        hand_over_team(team=pk, basis=note, actor=actor, on=on)
    else:
        _hand_over_task(row, note, actor, on, due_on)
    return row


def _hand_over_duty(row: Left, note: str, actor: Actor, on: date) -> None:
    held = Duty.objects.get(pk=row.pk)
    end_duty(duty=held.pk, ends_on=max(on, held.starts_on), note=note, actor=actor, on=on)
    alike = {name: getattr(held, name) for name in ("kind", "holder", "sector", "policy")}
    if not Duty.objects.filter(area_code=row.heir, ends_on=None, **alike).exists():
        give_duties([NewDuty(area=row.heir, starts_on=on, title=held.title, unit=held.unit, account=held.account_id, basis=note, **alike)], actor=actor, on=on)


def _hand_over_task(row: Left, note: str, actor: Actor, on: date, due_on: date | None) -> None:
    held = Task.objects.get(pk=row.pk)
    void_task(task=held.pk, note=note, actor=actor, on=on)
    now = {row.area_code: row.heir}
    area, owner = now.get(held.area_code, held.area_code), Seat(now.get(held.owner_area, held.owner_area), held.owner_role, held.owner_office)
    if held.source and held.code and (alike := Task.objects.filter(source=held.source, code=held.code, area_code=area).exclude(state="voided").first()):
        _take_place(held, alike)
        return
    helping = tuple(Helping(Seat(now.get(one.area_code, one.area_code), one.role, one.office), one.unit) for one in TaskHelper.objects.filter(task=held))
    (new,) = issue_tasks([NewTask(
        title=held.title, area=area, owner=owner, due_on=due_on or max(held.due_on, on), detail=held.detail, source=held.source, code=held.code, subject=held.subject,
        system=held.system, unit_name=held.owner_unit, body=held.body, sector=held.sector, head_only=held.head_only, target=held.target_value, unit=held.unit, days=held.days,
        crews=held.crews, evidence_kinds=tuple(kind for kind in held.evidence_kinds.split(",") if kind), evidence_least=held.evidence_least, helping=helping, parent=held.parent_id,
    )], actor=actor, on=on, draft=held.state == "draft")
    TaskOrder.objects.bulk_create([TaskOrder(task=new, after_id=before) for before in held.waits_for.values_list("after_id", flat=True)])
    _take_place(held, new)


def _take_place(held: Task, new: Task) -> None:
    """Whatever waits for the task that is called off waits for the one that stands in its place: the order holds whichever is handed over first."""
    waiting = Task.objects.filter(waits_for__after=held).exclude(pk=new.pk).exclude(waits_for__after=new).exclude(waited_for__task=new)
    TaskOrder.objects.bulk_create([TaskOrder(task=one, after=new) for one in waiting])

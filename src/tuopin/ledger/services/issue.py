"""Issuing tasks (下达): one or thousands at once, each with its seat, its day and the evidence it will be crossed off on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction

from tuopin.divisions.selectors import merged_away, names_of
from tuopin.evidence.models import EvidenceFile
from tuopin.kernel.areas import is_code, within
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import Phrase, phrase
from tuopin.ledger.models import Task, TaskAct, TaskHelper, TaskOrder
from tuopin.ledger.selectors.sight import task_in_sight
from tuopin.ledger.services.acting import VERBS, Said, seat_over, write_act
from tuopin.ledger.states import Seat, is_first_hand
from tuopin.people.selectors import Actor
from tuopin.trail.services import Event, doer_at, record_many

MOST = 20_000
LONGEST_DAYS = 10_000  # of one task: 27 years
MOST_VALUE = Decimal(10) ** 14
LONGEST = {"source": 80, "code": 40, "subject": 80, "sector": 20, "unit": 20}  # characters, as the tables keep them


@dataclass(frozen=True)
class Helping:
    """A seat that works on a task beside its owner, with its unit's name."""

    seat: Seat
    unit: str = ""


@dataclass(frozen=True)
class NewTask:
    """A task as it is to be issued. `area` is where it is done, `owner` who answers, at that place or above it.

    `source` says what asked for it (meeting:3), `code` which line of it; the same line of a source is issued to a place once. `after` are
    codes of the same source that must be verified first. `evidence_kinds` are words of the evidence room; none = any kind.
    """

    title: str
    area: str
    owner: Seat
    due_on: date
    detail: str = ""
    source: str = ""
    code: str = ""
    subject: str = ""
    system: str = "work"
    unit_name: str = ""  # 县教育局
    body: str = ""
    sector: str = ""
    head_only: bool = False
    target: Decimal | None = None
    unit: str = ""
    days: int | None = None
    crews: int = 0
    evidence_kinds: tuple[str, ...] = ()
    evidence_least: int = 1
    after: tuple[str, ...] = ()
    helping: tuple[Helping, ...] = ()
    parent: int | None = None


def issue_tasks(tasks: Sequence[NewTask], *, actor: Actor, on: date, draft: bool = False) -> list[Task]:
    """Issue the tasks, all or none, in their order. Issuing goes down, never up: the asker works at the owner's place or above it.

    Raises NotFound or Forbidden for an owner elsewhere, Refusal for a task that cannot be (the first that is not said right is told by
    its title) or for a line that was issued before.
    """
    if not 0 < len(tasks) <= MOST:
        raise Refusal("too-many-tasks", phrase("一次下达 1 至 {most} 项任务。"), phrase("请分批下达。"), most=MOST)
    for owner in {task.owner.area for task in tasks if is_code(task.owner.area)}:
        actor.require("correct", owner)
    gone = gone_to({task.area for task in tasks}, on)
    for task in tasks:
        _require_whole(task, on)
        if task.area in gone:
            raise Refusal("village-gone", phrase("任务“{title}”没有下达:这个村已并入{name}。"), phrase("请向合并后的村下达。"), title=task.title[:60], name=gone[task.area])
    try:
        with transaction.atomic():
            return _write(tasks, actor, on, "draft" if draft else "issue")
    except IntegrityError as fault:
        raise Refusal("issued-before", phrase("同一来源的同一条任务已向该地下达过,这一批没有下达。"), phrase("请核对任务编号,或先作废原任务。")) from fault


def gone_to(areas: set[str], on: date) -> dict[str, str]:
    """For each of the places that went into another: the name of the one that stands."""
    hops = merged_away(areas, on)
    names = names_of({path[-1][0] for path in hops.values()}, on=on) if hops else {}
    return {code: names.get(path[-1][0], path[-1][0]) for code, path in hops.items()}


@transaction.atomic
def issue_draft(*, task: int, actor: Actor, on: date, note: str = "") -> Task:
    """Issue a task that was drafted."""
    held = task_in_sight(actor, task, lock=True)
    if held.due_on < on:
        raise Refusal("task-unclear", phrase("任务“{title}”没有下达:{what}。"), phrase("请更正后重新下达。"), title=held.title, what=Phrase(phrase("完成期限早于下达日期")))
    return write_act(held, "issue", actor=actor, on=on, said=Said(note, seat=seat_over(actor, held)), issued_on=on)


def require_amount(value: Decimal | None, what: str = "value") -> None:
    """Raise Refusal for what is no amount (not a number, endless, below nought) or has more digits than are kept: 14 before the point, 2 after."""
    if value is not None and not (value.is_finite() and 0 <= value < MOST_VALUE and value == round(value, 2)):
        raise Refusal(f"{what}-unclear", phrase("“{value}”不是可用的数值。"), phrase("请填写不小于零的数,最多两位小数。"), value=str(value)[:30])


def _require_whole(task: NewTask, on: date) -> None:
    require_amount(task.target, "target")
    if what := fault_of(task, on):
        raise Refusal("task-unclear", phrase("任务“{title}”没有下达:{what}。"), phrase("请更正后重新下达。"), title=task.title[:60], what=Phrase(what))


def fault_of(task: NewTask, on: date) -> str:
    """What keeps the task from being issued on the day, in words; "" where nothing does."""
    kinds = set(EvidenceFile.Kind.values)
    faults = (
        (not task.title.strip() or len(task.title) > 120, phrase("任务名称为空或超过 120 字")),
        (not is_code(task.area) or not is_code(task.owner.area) or not within(task.area, task.owner.area), phrase("责任岗位不在任务所在地,也不在其上级")),
        (task.due_on < on, phrase("完成期限早于下达日期")),
        (task.head_only and not is_first_hand(task.owner), phrase("一把手亲自办理的任务,责任岗位须是书记或行政正职")),
        (task.evidence_least < 1 or not set(task.evidence_kinds) <= kinds, phrase("至少要一份凭证,种类从列表中选")),
        (too_long_of(task) != "", phrase("有一栏的文字太长")),
        (not 0 <= (task.days or 0) <= LONGEST_DAYS or not 0 <= task.crews < 10_000, phrase("工期或施工队数不对")),
        (task.system not in Task.System.values or task.body not in ("", *Task.Body.values), phrase("体系或机构类别不在列表中")),
        (bool(task.after) and not task.source, phrase("有前置任务而没有任务来源")),
    )
    return next((what for fault, what in faults if fault), "")


def too_long_of(task: NewTask) -> str:
    """The first part of the task that is longer than is kept; "" when none is."""
    return next((name for name, most in LONGEST.items() if len(getattr(task, name)) > most), "")


def _write(tasks: Sequence[NewTask], actor: Actor, on: date, kind: str) -> list[Task]:
    rows = Task.objects.bulk_create([_row(task, actor, on, kind) for task in tasks])
    TaskAct.objects.bulk_create([
        TaskAct(task=row, seq=1, kind=kind, account_id=actor.account_id, happened_on=on) for row in rows
    ])
    TaskHelper.objects.bulk_create([
        TaskHelper(task=row, area_code=h.seat.area, role=h.seat.role, office=h.seat.office, unit=h.unit)
        for row, task in zip(rows, tasks, strict=True) for h in task.helping
    ])
    TaskOrder.objects.bulk_create(_order(tasks, rows))
    with connection.cursor() as cursor:
        places = record_many(cursor, [
            Event(row.area_code, VERBS[kind], f"task:{row.pk}", *doer_at(actor, row.area_code), on, {
                "title": row.title, "source": row.source, "owner": f"{row.owner_role}/{row.owner_office}@{row.owner_area}", "due_on": row.due_on.isoformat(),
                **({"target": f"{row.target_value} {row.unit}"} if row.target_value is not None else {}),
                **({"about": row.subject} if row.subject else {}),
            }) for row in rows
        ])
    for row, (chain, seq) in zip(rows, places, strict=True):
        row.trail_chain, row.trail_seq = chain, seq
    return rows


def _row(task: NewTask, actor: Actor, on: date, kind: str) -> Task:
    return Task(
        title=task.title.strip(), detail=task.detail.strip()[:500], source=task.source, code=task.code, subject=task.subject, area_code=task.area,
        system=task.system, owner_area=task.owner.area, owner_role=task.owner.role, owner_office=task.owner.office, owner_unit=task.unit_name.strip()[:80],
        body=task.body, sector=task.sector, head_only=task.head_only, target_value=task.target, unit=task.unit, due_on=task.due_on, days=task.days,
        crews=task.crews, evidence_kinds=",".join(sorted(task.evidence_kinds)), evidence_least=task.evidence_least, parent_id=task.parent,
        state="draft" if kind == "draft" else "issued", issued_by_id=actor.account_id, issued_on=on,
    )


def _order(tasks: Sequence[NewTask], rows: list[Task]) -> list[TaskOrder]:
    """Which task waits for which: by the codes of one source, at one place; a code that none of them has is refused."""
    here = {(row.source, row.code, row.area_code): row for row in rows}
    orders = []
    for task, row in zip(tasks, rows, strict=True):
        for code in task.after:
            before = here.get((task.source, code, task.area)) or Task.objects.filter(
                source=task.source, code=code, area_code=task.area).exclude(state="voided").first()
            if before is None:
                raise Refusal("no-task-before", phrase("任务“{title}”排在“{code}”之后,但没有这项任务。"), phrase("请核对先后关系。"), title=task.title, code=code)
            orders.append(TaskOrder(task=row, after=before))
    return orders

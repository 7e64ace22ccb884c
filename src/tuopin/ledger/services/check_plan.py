"""Looks through a plan before it is issued: each row's answer, the rows as they are to be marked in a workbook, and tasks written in the plan's own form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from tuopin.kernel.pack import pack
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task, TaskOrder
from tuopin.ledger.services.issue import NewTask, fault_of, gone_to
from tuopin.ledger.services.plan_file import BODIES, COLUMNS, KINDS, SEATS, SYSTEMS, rows_of_plan, task_of, written_in
from tuopin.people.selectors import Actor


@dataclass(frozen=True)
class PlanRow:
    """One row of a plan: its line, its cells as they were written, the task it tells (None: it cannot be read) and what is wrong with it, in words."""

    line: int
    cells: dict[str, str]
    task: NewTask | None
    fault: str


def check_plan(data: bytes, *, source: str, actor: Actor, on: date) -> list[PlanRow]:
    """Every row of the table with its answer; nothing is issued. Raises Refusal for a file that is no plan at all."""
    rows = [_read(line, cells, source) for line, cells in rows_of_plan(data)]
    others = _Others.of(source, [row.task for row in rows if row.task], on)
    return [replace(row, fault=_fault(row.task, on, actor, others)) if row.task else row for row in rows]


@dataclass(frozen=True)
class _Others:
    """All tasks of a table by place and number: how often each is told, which of the source were issued before, which wait in a circle, which places went into others."""

    told: Counter
    issued: set[tuple[str, str]]
    circling: set[tuple[str, str]]
    gone: dict[str, str]

    @classmethod
    def of(cls, source: str, tasks: Sequence[NewTask], on: date) -> _Others:
        before = Task.objects.filter(source=source, area_code__in={task.area for task in tasks}).exclude(state="voided")
        return cls(Counter((task.area, task.code) for task in tasks), set(before.values_list("area_code", "code")), _circles(tasks), gone_to({task.area for task in tasks}, on))

    def fault_of(self, task: NewTask) -> str:
        """What is wrong with the task among the others, in words; "" where nothing is."""
        here = task.area, task.code
        if task.area in self.gone:
            return _("这个村已并入{name}").format(name=self.gone[task.area])
        if self.told[here] > 1:
            return _("任务“{code}”在表中写了两次").format(code=task.code)
        if here in self.issued:
            return _("这项任务已向该地下达过")
        for code in task.after:
            if (task.area, code) not in self.told and (task.area, code) not in self.issued:
                return _("没有前置任务“{code}”").format(code=code)
        return _("前置任务互相等待") if here in self.circling else ""


def _read(line: int, cells: dict[str, str], source: str) -> PlanRow:
    shown = {column: written_in(text) for column, text in cells.items()}
    try:
        return PlanRow(line, shown, task_of(cells, line, source), "")
    except Refusal as refusal:
        return PlanRow(line, shown, None, " ".join(refusal.say(_)))


def _fault(task: NewTask, on: date, actor: Actor, others: _Others) -> str:
    """What is wrong with the task itself, with who issues it, or among the others of the table."""
    own = fault_of(task, on)
    if own:
        return _(own)
    return others.fault_of(task) if actor.may("correct", task.owner.area) else _("责任岗位不在您的辖区之内")


def _circles(tasks: Sequence[NewTask]) -> set[tuple[str, str]]:
    """The tasks that wait for each other in a circle, or behind one: what is left when all that can begin has ended."""
    left = {(task.area, task.code): {(task.area, code) for code in task.after} for task in tasks}
    free = True
    while free:
        free = [key for key, waits in left.items() if not waits & left.keys()]
        for key in free:
            del left[key]
    return set(left)


def marked_rows(rows: Iterable[PlanRow]) -> list[list[str]]:
    """The rows as they were written, what is wrong with each in the last cell."""
    return [[*(row.cells.get(column, "") for column in COLUMNS), row.fault] for row in rows]


def plan_rows_of(tasks: Sequence[Task]) -> list[list[object]]:
    """Tasks in the form in which a plan is brought in, column by column: what goes out comes in again."""
    after: dict[int, list[str]] = {}
    for task, code in TaskOrder.objects.filter(task__in=[task.pk for task in tasks]).order_by("after__code").values_list("task_id", "after__code"):
        after.setdefault(task, []).append(code)
    return [[
        t.code, t.title, t.detail, t.area_code, t.owner_area, _word(SEATS, (t.owner_role, t.owner_office)), t.owner_unit, t.due_on.isoformat(),
        "" if t.target_value is None else f"{t.target_value.normalize():f}", t.unit, "" if t.days is None else str(t.days), str(t.crews or ""), ",".join(after.get(t.pk, [])),
        ",".join(_word(KINDS, kind) for kind in t.evidence_kinds.split(",") if kind), str(t.evidence_least), _yes(t.head_only), _word(BODIES, t.body), t.sector, _word(SYSTEMS, t.system),
    ] for t in tasks]


def _word(words: dict, meant: object) -> str:
    """The word of the pack's language that a plan has for it: the Chinese ones are named first, the others last."""
    named = [word for word, value in words.items() if value == meant and word]
    return (named[0] if pack().in_chinese else named[-1]) if named else ""


def _yes(told: bool) -> str:
    return (phrase("是") if pack().in_chinese else "yes") if told else ""

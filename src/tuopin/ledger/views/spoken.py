"""A task in the reader's words: its state, its light, its days, its place and its owner."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from tuopin.divisions.selectors import names_of
from tuopin.kernel.words import phrase
from tuopin.ledger.forms import SEATS
from tuopin.ledger.selectors import DueHere
from tuopin.ledger.states import ACT_WORDS, OPEN, STATE_WORDS

ORIGINS = {  # what stands before the colon of a task's source
    "plan": phrase("工作计划"), "build": phrase("建设计划"), "meeting": phrase("会议"), "visit": phrase("走访"), "campaign": phrase("专项行动"), "task": phrase("上级任务"),
    "policy": phrase("政策"), "programme": phrase("行动方案"), "strategy": phrase("一县一策"), "service-gap": phrase("服务缺口"), "monitoring": phrase("防返贫监测"),
    "party-weak": phrase("党组织整顿"), "referral": phrase("转办"),
}
PARTS = {"late": phrase("逾期"), "school": phrase("学校"), "clinic": phrase("卫生室"), "culture": phrase("文化活动室")}
LIGHTS = {"red": "no", "amber": "unknown", "green": "yes", "grey": ""}
SEAT_WORDS = dict(SEATS)


def shown_tasks(rows: Iterable, *, on: date) -> list[dict]:
    """The tasks with their lateness, in words."""
    rows = list(rows)
    names = names_of({code for row in rows for code in (row.task.area_code, row.task.owner_area)}, on=on)
    return [shown(row, names) for row in rows]


def shown_dues(rows: Iterable[DueHere], *, on: date) -> list[dict]:
    """What is due beside tasks, in words."""
    rows = list(rows)
    names = names_of({row.area for row in rows}, on=on) if rows else {}
    return [
        {"due": row, "place": names.get(row.area, row.area), "light": "no" if row.late else "",
         "when": _("逾期 {days} 天").format(days=row.late) if row.late else _days_left(row.due_on, on)}
        for row in rows
    ]


def _days_left(due_on: date | None, on: date) -> str:
    if due_on is None:
        return ""
    return _("今天到期") if due_on == on else _("还有 {days} 天").format(days=(due_on - on).days)


def shown(row, names: dict[str, str]) -> dict:
    """One task in words."""
    task = row.task
    return {
        "task": task, "state": _(STATE_WORDS[task.state]), "light": LIGHTS[row.lateness.light], "when": when(row), "late": row.lateness.late,
        "place": names.get(task.area_code, task.area_code), "origin": origin(task.source), "owner": owner(task, names), "has_target": task.target_value is not None,
        "target": plain(task.target_value), "done": plain(task.done_value),
    }


def origin(source: str) -> str:
    """What asked for a task, in words before its own number; what an office named itself stays as it is."""
    kind, _colon, number = source.partition(":")
    return f"{_(ORIGINS[kind])} {_(PARTS[number]) if number in PARTS else number}".strip() if kind in ORIGINS else source


def plain(value: Decimal | None) -> str:
    """A number without noughts at its end; nothing for none."""
    return "" if value is None else f"{value.normalize():f}"


def when(row) -> str:
    """How the task stands to its day, in words."""
    if row.task.state not in OPEN:
        return _(STATE_WORDS[row.task.state])
    if row.lateness.late:
        return _("逾期 {days} 天").format(days=row.lateness.late)
    return _("今天到期") if row.lateness.left == 0 else _("还有 {days} 天").format(days=row.lateness.left)


def owner(task, names: dict[str, str]) -> str:
    """Who answers for it: the unit where it is named, else place and seat."""
    seat = str(SEAT_WORDS.get(f"{task.owner_role}/{task.owner_office}", ""))
    place = names.get(task.owner_area, task.owner_area)
    return f"{task.owner_unit} ({seat})" if task.owner_unit else f"{place} {seat}"


def shown_act(act) -> dict:
    """An act in words."""
    return {"act": act, "word": _(ACT_WORDS[act.kind]), "who": act.account.name if act.account else _("系统管理员"), "value": plain(act.value)}

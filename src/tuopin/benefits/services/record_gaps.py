"""Puts gaps of basic services on record (学校、卫生室、文化站): each one a task of the ledger, closed only on evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.benefits.states.basic_services import SERVICES
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.people.selectors import Actor


@dataclass(frozen=True)
class Gap:
    """A service that a place lacks: where, which, what exactly is missing, until when it is to be there, which unit sees to it."""

    area: str
    service: str
    text: str
    due_on: date
    unit: str = ""


def record_gaps(gaps: Sequence[Gap], *, actor: Actor, on: date) -> list[Task]:
    """Put the gaps on record, all or none; one of a kind at a place and year. Raises Refusal for a service that is none and one recorded before."""
    if any(gap.service not in SERVICES or not gap.text.strip() for gap in gaps):
        raise Refusal("gap-unclear", phrase("没有写明缺什么,或服务类别不在列表中。"), phrase("请补充后重新提交。"))
    tasks = [
        NewTask(title=f"补齐{SERVICES[gap.service].title}"[:120], detail=gap.text.strip()[:500], area=gap.area, owner=Seat(gap.area, ""), due_on=gap.due_on,
                source=SERVICES[gap.service].source, code=str(on.year), subject=f"village:{gap.area}", system="investment", unit_name=gap.unit.strip()[:80],
                sector=SERVICES[gap.service].sector, evidence_kinds=("photo", "scan", "document")) for gap in gaps
    ]
    try:
        return issue_tasks(tasks, actor=actor, on=on)
    except Refusal as refusal:
        if refusal.code != "issued-before":
            raise
        raise Refusal("gap-recorded", phrase("其中有的地方这一年已登记过同类缺口,这一批没有登记。"), phrase("请在名单中打开原来的一条,补充情况或办理销号。")) from refusal

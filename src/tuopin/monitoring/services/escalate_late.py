"""Makes what is late in monitoring a task of the level that has to press for it: the township, then the county, then the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from tuopin.kernel.areas import LEVELS, ancestor
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.monitoring.selectors.watches import WatchRow, late_watches
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook.monitoring_terms import days

SOURCE = "monitoring:late"
TITLES = {"check": "督办:户 {number} 的线索逾期未核查", "decision": "督办:户 {number} 的线索逾期未审定", "measure": "督办:户 {number} 逾期未落实措施",
          "visit": "督办:户 {number} 逾期未回访"}


@dataclass(frozen=True)
class Escalated:
    """The tasks that were issued now, how many stood already, and how much is for a level above the asker's."""

    tasks: list[Task]
    standing: int
    above: int


@transaction.atomic
def escalate_late(*, area: str, actor: Actor, on: date) -> Escalated:
    """Issue a task for everything late in the place, to the head of the level that its lateness climbed to; each once a level.

    What climbed above the asker's own areas is only counted: tasks go down, never up. Raises NotFound, Forbidden.
    """
    actor.require("correct", area)
    wanted = {_code(row): row for row in late_watches(actor, area=area, on=on)}
    mine = {code: row for code, row in wanted.items() if actor.may("correct", _owner(row))}
    known = set(Task.objects.filter(source=SOURCE, code__in=list(mine)).values_list("code", flat=True))
    term = days("press_days", area, on)
    if term is None:
        raise Refusal("no-term", phrase("督办时限没有登记。"), phrase("请在监测参数中登记督办时限。"))
    new = [
        NewTask(title=TITLES[row.due].format(number=row.watch.household.number), area=row.watch.household.village_code, owner=Seat(_owner(row), "head"),
                due_on=on + timedelta(days=term), source=SOURCE, code=code, subject=f"household:{row.watch.household.number}")
        for code, row in mine.items() if code not in known
    ]
    return Escalated(issue_tasks(new, actor=actor, on=on) if new else [], len(known), len(wanted) - len(mine))


def _owner(row: WatchRow) -> str:
    return ancestor(row.watch.household.village_code, LEVELS.index(row.level) + 1)


def _code(row: WatchRow) -> str:
    """One line for each thing that is late, by the day it was due: the next visit that is missed is another."""
    return f"{row.watch.pk}-{row.due}-{row.due_on:%Y%m%d}-{row.level}"

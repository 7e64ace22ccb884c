"""The tables of the ledger: tasks, who helps with them, what they wait for, what was done, and the calendars that show them."""

from tuopin.ledger.models.act import TaskAct
from tuopin.ledger.models.calendar import CalendarLink
from tuopin.ledger.models.projections import TASK
from tuopin.ledger.models.task import Task, TaskHelper, TaskOrder

__all__ = ["TASK", "CalendarLink", "Task", "TaskAct", "TaskHelper", "TaskOrder"]

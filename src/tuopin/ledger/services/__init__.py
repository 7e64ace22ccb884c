"""What is done with tasks, one act a file: issue, accept, hand down, submit, verify, return, close, reopen, void, and the calendar's address."""

from tuopin.ledger.services.calendars import end_calendar, open_calendar
from tuopin.ledger.services.cascade import cascade_task
from tuopin.ledger.services.finish import (
    accept_task,
    close_task,
    reopen_task,
    return_task,
    submit_task,
    verify_task,
    void_task,
)
from tuopin.ledger.services.hand_down import hand_down
from tuopin.ledger.services.hand_in import cite_for_task, hand_in_evidence
from tuopin.ledger.services.issue import Helping, NewTask, issue_draft, issue_tasks

__all__ = [
    "Helping", "NewTask", "accept_task", "cascade_task", "cite_for_task", "close_task", "end_calendar", "hand_down", "hand_in_evidence", "issue_draft",
    "issue_tasks", "open_calendar", "reopen_task", "return_task", "submit_task", "verify_task", "void_task",
]

"""Assignments in the background: solving one, and carrying out what was confirmed."""

from __future__ import annotations

from datetime import date

from tuopin.assistance.services.decide_proposal import apply_proposal
from tuopin.assistance.services.propose import AssignmentAsked, propose_assignment
from tuopin.desk.services import Task
from tuopin.kernel.acts import asks


@asks("confirm")
def assign(task: Task) -> dict:
    """Solve an assignment and keep it as a proposal; called again it makes another, which changes nothing."""
    asked = task.arguments
    made = propose_assignment(
        asked=AssignmentAsked(asked["kind"], asked["area"], date.fromisoformat(asked["starts_on"]), asked["only_gaps"]),
        actor=task.actor, on=task.on, report=task.report,
    )
    return {"proposal": made.pk, "wanted": made.wanted, "served": made.served}


@asks("confirm")
def apply(task: Task) -> dict:
    """Carry out a confirmed proposal; called again it goes on with what is left."""
    return {"changed": apply_proposal(proposal=task.arguments["proposal"], actor=task.actor, on=task.on, report=task.report)}

"""One task with all that was done, the tasks about one subject, and what a task looks like on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tuopin.evidence.selectors import FileShown, evidence_of_case
from tuopin.ledger.models import Task, TaskAct, TaskHelper
from tuopin.ledger.rulebook.lateness import limits_on
from tuopin.ledger.selectors.sight import owner_of, seats_of, task_in_sight
from tuopin.ledger.states import WORKING, Lateness, Seat, lateness_on, seat_of_owner, seat_of_superior, uncovered
from tuopin.people.selectors import Actor


@dataclass(frozen=True)
class Shown:
    """A task and how it stands to its day."""

    task: Task
    lateness: Lateness


@dataclass(frozen=True)
class TaskFile:
    """All that belongs to one task, and what the asker may do with it now."""

    task: Task
    lateness: Lateness
    acts: list[TaskAct]
    evidence: list[FileShown]
    helping: list[TaskHelper]
    parts: list[Shown]
    before: list[Task]  # what it waits for
    after: list[Task]  # what waits for it
    left: object  # of the target, what the parts do not cover; None where there are no parts
    may: frozenset[str]  # kinds of acts


def as_shown(tasks: Iterable[Task], *, on: date) -> list[Shown]:
    """The tasks with their lateness on the day."""
    limits = limits_on(on)
    return [Shown(task, lateness_on(task.state, task.due_on, on, steps=limits.steps, soon=limits.soon)) for task in tasks]


def task_file(actor: Actor, pk: int, *, on: date) -> TaskFile:
    """One task; raises NotFound when there is none or it is not the asker's to see."""
    task = task_in_sight(actor, pk)
    parts = list(task.parts.filter(actor.scope("area_code")).order_by("area_code"))
    valid = [part.target_value for part in parts if part.state != "voided"]
    helping = list(task.co_owners.all())
    return TaskFile(
        task=task, lateness=as_shown([task], on=on)[0].lateness, acts=list(task.acts.select_related("account").order_by("seq")),
        evidence=evidence_of_case(actor, f"task:{task.pk}"), helping=helping, parts=as_shown(parts, on=on),
        before=[order.after for order in task.waits_for.select_related("after")], after=[order.task for order in task.waited_for.select_related("task")],
        left=uncovered(task.target_value, valid) if valid else None, may=_may(actor, task, helping),
    )


def _may(actor: Actor, task: Task, helping: list[TaskHelper]) -> frozenset[str]:
    if actor.account_id is None:
        return frozenset()
    seats = seats_of(actor)
    owns = seat_of_owner(seats, owner_of(task)) is not None
    helps = owns or any(seat_of_owner(seats, Seat(h.area_code, h.role, h.office)) for h in helping)
    over = seat_of_superior(seats, owner_of(task)) is not None
    found: set[str] = set()
    if helps:
        found |= {"issued": {"accept"}, "accepted": {"submit"}, "returned": {"submit"}, "reopened": {"submit"}}.get(task.state, set())
    if owns and task.state in WORKING:
        found |= {"hand_down", "cascade"}
    if over:
        found |= {"submitted": {"verify", "return"}, "verified": {"close", "reopen"}, "closed": {"reopen"}, "draft": {"issue"}}.get(task.state, set())
        found |= {"void"} if task.state not in ("closed", "voided") else set()
    if (helps or over) and task.state in WORKING | {"submitted"} and actor.may("correct", task.area_code):
        found.add("evidence")
    return frozenset(found)


def tasks_of_subject(actor: Actor, subject: str) -> QuerySet[Task]:
    """The tasks about one subject (``household:H0001``, ``village:431129210213``), the newest first."""
    return Task.objects.filter(actor.scope("area_code"), subject=subject).exclude(state="draft").order_by("-id")

"""Back-scheduling of the ledger's own tasks (倒排工期): the latest start of each, the critical path, and crews that many places share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from tuopin.analysis.scheduling import CrewPlan, Plan, Site, Step, plan_back, plan_with_crews
from tuopin.kernel.areas import subtree
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.ledger.models import Task, TaskOrder
from tuopin.people.selectors import Actor


@dataclass(frozen=True)
class ScheduleOf:
    """The plan of the tasks of a source at one place, with the task behind each step by its name."""

    plan: Plan
    tasks: dict[str, Task]


def _scheduled(actor: Actor, source: str, area: str = "") -> tuple[list[Task], dict[int, list[Task]]]:
    rows = Task.objects.filter(actor.scope("area_code"), source=source, days__isnull=False).exclude(state="voided").order_by("id")
    tasks = list(rows.filter(area_code=area) if area else rows)
    if not tasks:
        raise _no_steps()
    by_id = {task.pk: task for task in tasks}
    before: dict[int, list[Task]] = defaultdict(list)
    for order in TaskOrder.objects.filter(task__in=by_id, after__in=by_id):
        before[order.task_id].append(by_id[order.after_id])
    return tasks, before


@dataclass(frozen=True)
class StepsAt:
    """How many steps a source has at a place, and the day on which the last of them is due."""

    steps: int
    due_on: date


def steps_by_place(actor: Actor, area: str) -> dict[str, dict[str, StepsAt]]:
    """The steps of each source at each place of the area and below it: source -> area code -> steps, both in order."""
    low, high = subtree(area)
    rows = Task.objects.filter(actor.scope("area_code"), area_code__gte=low, area_code__lt=high, days__isnull=False).exclude(state="voided")
    found: dict[str, dict[str, StepsAt]] = defaultdict(dict)
    for source, code, steps, due_on in rows.values_list("source", "area_code").annotate(Count("pk"), Max("due_on")).order_by("source", "area_code"):
        found[source][code] = StepsAt(steps, due_on)
    return dict(found)


def schedule_of(actor: Actor, source: str, area: str, *, deadline: date, begins: date) -> ScheduleOf:
    """The steps of a source at one place counted back from the deadline. Raises Refusal without tasks that tell their days.

    A task that has begun counts with all its days: what remains of it the system does not know. One that is crossed off takes none.
    """
    tasks, before = _scheduled(actor, source, area)
    names = {task.pk: _name(task) for task in tasks}
    plan = plan_back(
        [Step(names[task.pk], 0 if task.state == "closed" else task.days, tuple(names[b.pk] for b in before[task.pk]),
              task.due_on if task.due_on < deadline and task.state != "closed" else None) for task in tasks],
        deadline=deadline, begins=begins,
    )
    return ScheduleOf(plan, {names[task.pk]: task for task in tasks})


def crew_plan_of(actor: Actor, source: str, *, crews: int, begins: date, seconds: float = 10.0) -> CrewPlan:
    """All places of a source that share building crews: each place a site, its tasks the stages, each after those that it waits for, handed
    over on its last day. Raises Refusal without tasks that tell their days and are not crossed off."""
    tasks, before = _scheduled(actor, source)
    sites: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.state != "closed":
            sites[task.area_code].append(task)
    if not sites:
        raise _no_steps()
    return plan_with_crews([_site(area, stages, before) for area, stages in sorted(sites.items())], crews=crews, begins=begins, seconds=seconds)


def _site(area: str, tasks: list[Task], before: dict[int, list[Task]]) -> Site:
    open_ones = {task.pk for task in tasks}
    return Site(
        area, tuple((_name(task), task.days, task.crews) for task in _in_order(tasks, before)), max(task.due_on for task in tasks),
        {_name(task): [_name(b) for b in before[task.pk] if b.pk in open_ones] for task in tasks},
    )


def _name(task: Task) -> str:
    return f"{task.code} {task.title}".strip()


def _no_steps() -> Refusal:
    return Refusal("no-steps", phrase("没有可以倒排的步骤。"), phrase("请先列出步骤、天数和先后关系。"))


def _in_order(tasks: list[Task], before: dict[int, list[Task]]) -> list[Task]:
    """The tasks of one place so that none comes before what it waits for."""
    done: list[Task] = []
    left = list(tasks)
    while left:
        ready = [task for task in left if not any(b in left for b in before[task.pk])]
        if not ready:
            raise Refusal("steps-in-a-circle", phrase("步骤互相等待:{steps}。"), phrase("请去掉其中一个先后关系。"), steps=[task.title for task in left])
        done += ready
        left = [task for task in left if task not in ready]
    return done

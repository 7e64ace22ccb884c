"""Steps that wait for each other, counted back from the day on which all must be done.

Critical path method (Kelley and Walker 1959) with whole calendar days: a step of 30 days that is done by 31 December begins on
2 December at the latest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Step:
    """A step: its name, how many calendar days it takes (nought: a moment at the end of a day), the steps that must be done before it
    begins, and where it has a date of its own, the last day on which it may be done."""

    name: str
    days: int
    after: tuple[str, ...] = ()
    done_by: date | None = None


@dataclass(frozen=True)
class Planned:
    """A step on the calendar. `slack` is by how many days it may slip before the end does; below nought the plan is already late
    by so many days. A moment stands on the day at whose end it is, at the earliest on the first day of the plan."""

    step: Step
    earliest_start: date
    latest_start: date
    latest_finish: date
    slack: int


@dataclass(frozen=True)
class Plan:
    """All steps in an order in which they can be done, the day from which one can begin, and the deadline."""

    planned: tuple[Planned, ...]
    begins: date
    deadline: date

    @property
    def critical(self) -> tuple[Planned, ...]:
        """The steps with the least slack: a day lost in one of them is a day lost at the end."""
        least = min(each.slack for each in self.planned)
        return tuple(each for each in self.planned if each.slack == least)

    @property
    def days_late(self) -> int:
        """By how many days the deadline is missed even if nothing slips; nought where it can be kept."""
        return max(0, -min(each.slack for each in self.planned))

    def late_after_slip(self, name: str, days: int) -> int:
        """How many days late all is done when a step slips by `days` (begins or ends so much later than it could)."""
        slack = next(each.slack for each in self.planned if each.step.name == name)
        return max(self.days_late, days - slack)


def plan_back(steps: Iterable[Step], *, deadline: date, begins: date) -> Plan:
    """The plan. Raises Refusal for no steps, a name that stands twice, a step after one that is none, fewer than nought days, days that
    no calendar holds, or steps that wait for each other in a circle (told in their order)."""
    by_name = _named(steps)
    order = _ordered(by_name)
    after: dict[str, list[str]] = {name: [] for name in by_name}
    for step in by_name.values():
        for before in step.after:
            after[before].append(step.name)
    earliest: dict[str, int] = {}
    for name in order:
        step = by_name[name]
        earliest[name] = max((earliest[b] + by_name[b].days for b in step.after), default=0)
    last = (deadline - begins).days + 1  # the first moment that is too late, in days from the beginning
    latest: dict[str, int] = {}
    for name in reversed(order):
        step = by_name[name]
        own = last if step.done_by is None else min(last, (step.done_by - begins).days + 1)
        latest[name] = min((latest[n] for n in after[name]), default=own)
        latest[name] = min(latest[name], own) - step.days
    try:
        return Plan(tuple(_planned(by_name[name], begins, earliest[name], latest[name]) for name in order), begins, deadline)
    except OverflowError as fault:
        raise Refusal("steps-too-long", phrase("这些步骤合计 {days} 天,排不进日历。"), phrase("请核对每一步的天数和完成期限。"),
                      days=sum(step.days for step in by_name.values())) from fault


def _planned(step: Step, begins: date, earliest: int, latest: int) -> Planned:
    """The step on its days; of a step that takes none, `earliest` and `latest` are the first moments after it."""
    day = lambda n: begins + timedelta(days=n)  # noqa: E731
    if step.days:
        return Planned(step, day(earliest), day(latest), day(latest + step.days - 1), latest - earliest)
    return Planned(step, day(max(earliest - 1, 0)), day(latest - 1), day(latest - 1), latest - earliest)


def _named(steps: Iterable[Step]) -> dict[str, Step]:
    by_name: dict[str, Step] = {}
    for step in steps:
        if step.name in by_name:
            raise Refusal("step-twice", phrase("步骤“{step}”出现两次。"), phrase("每个步骤起一个不同的名称。"), step=step.name)
        if step.days < 0:
            raise Refusal("step-days", phrase("步骤“{step}”的天数小于零。"), phrase("天数为零或正整数。"), step=step.name)
        by_name[step.name] = step
    if not by_name:
        raise Refusal("no-steps", phrase("没有可以倒排的步骤。"), phrase("请先列出步骤、天数和先后关系。"))
    for step in by_name.values():
        for before in step.after:
            if before not in by_name:
                raise Refusal(
                    "step-unknown", phrase("步骤“{step}”排在“{before}”之后,但没有这个步骤。"), phrase("请核对先后关系。"), step=step.name, before=before,
                )
    return by_name


def _ordered(by_name: dict[str, Step]) -> list[str]:
    try:
        return list(TopologicalSorter({step.name: step.after for step in by_name.values()}).static_order())
    except CycleError as fault:
        raise Refusal(
            "steps-in-a-circle", phrase("步骤互相等待:{steps}。"), phrase("请去掉其中一个先后关系。"), steps=" → ".join(reversed(fault.args[1])),
        ) from fault

"""Many sites that share building crews: who builds when, so that handovers are as little late as possible together.

With few crews the critical path of a site says too little: it waits for a crew. A constraint solver (CP-SAT) finds a plan and a
bound; where it cannot prove its plan the best in the time it is given, the gap is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Site:
    """A site: its stages as (name, days, crews that it takes while it lasts), none before one that it waits for, and the day of
    handover. `after` names for each stage those that must be done before it begins; without it they are done one after the other."""

    name: str
    stages: tuple[tuple[str, int, int], ...]
    handover: date
    after: Mapping[str, Sequence[str]] | None = None

    def waits(self, n: int) -> Sequence[str]:
        """The names of the stages that the n-th waits for."""
        if self.after is not None:
            return self.after.get(self.stages[n][0], ())
        return () if n == 0 else (self.stages[n - 1][0],)


@dataclass(frozen=True)
class CrewPlan:
    """When each stage of each site begins, how many days late each site is handed over, and the least that any plan could be late
    in all: equal to the sum where the plan is proven the best."""

    begins: dict[tuple[str, str], date]
    late: dict[str, int]
    bound: int

    @property
    def days_late(self) -> int:
        """Days late of all sites together."""
        return sum(self.late.values())

    @property
    def proven(self) -> bool:
        """Whether no plan is less late."""
        return self.bound >= self.days_late


def plan_with_crews(sites: Sequence[Site], *, crews: int, begins: date, seconds: float = 30.0, seed: int = 0) -> CrewPlan:
    """The plan that is least late in all, found within `seconds`. Raises Refusal for no sites, a site or a stage of it without name of its
    own, a stage after one that is none or comes later, that takes more crews than there are, or days that no calendar holds."""
    from ortools.sat.python import cp_model  # a second that only this asks for

    _check(sites, crews, begins)
    model = cp_model.CpModel()
    starts, intervals, demands, late = {}, [], [], {}
    horizon = sum(days for site in sites for _, days, _ in site.stages)  # by then all is done, one stage after the other
    for site in sites:
        ends: dict[str, object] = {}
        due = (site.handover - begins).days + 1  # the first moment that is too late
        late[site.name] = model.new_int_var(0, max(0, horizon - due), "")
        for n, (name, days, taken) in enumerate(site.stages):
            start = starts[site.name, name] = model.new_int_var(0, horizon, "")
            for before in site.waits(n):
                model.add(start >= ends[before])
            if taken and days:
                intervals.append(model.new_fixed_size_interval_var(start, days, ""))
                demands.append(taken)
            ends[name] = start + days
            model.add(late[site.name] >= ends[name] - due)
    model.add_cumulative(intervals, demands, crews)
    model.minimize(sum(late.values()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers, solver.parameters.random_seed = seconds, 2, seed
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise Refusal("no-plan-in-time", phrase("在 {seconds} 秒内没有排出方案。"), phrase("请给更多时间,或分批排期。"), seconds=seconds)
    moments = {(site.name, name) for site in sites for name, days, _ in site.stages if not days}  # each stands on the day at whose end it is
    first = {key: max(0, solver.value(start) - (key in moments)) for key, start in starts.items()}
    return CrewPlan(
        {key: begins + timedelta(days=n) for key, n in first.items()},
        {name: solver.value(days) for name, days in late.items()}, int(round(solver.best_objective_bound)),
    )


def _check(sites: Sequence[Site], crews: int, begins: date) -> None:
    names = [site.name for site in sites]
    if not names or len(set(names)) != len(names) or not all(site.stages for site in sites):
        raise Refusal("sites-unclear", phrase("没有安置点,或安置点重名,或没有施工阶段。"), phrase("每个安置点一个名称,至少一个阶段。"))
    for site in sites:
        done: set[str] = set()
        for n, (name, days, taken) in enumerate(site.stages):
            if days < 0 or taken < 0 or taken > crews:
                raise Refusal(
                    "stage-unclear", phrase("“{site}”的“{stage}”阶段要 {taken} 支施工队、{days} 天,而共有 {crews} 支。"),
                    phrase("请核对天数和施工队数。"), site=site.name, stage=name, taken=taken, days=days, crews=crews,
                )
            if name in done:
                raise Refusal("step-twice", phrase("步骤“{step}”出现两次。"), phrase("每个步骤起一个不同的名称。"), step=name)
            if unknown := [one for one in site.waits(n) if one not in done]:
                raise Refusal("step-unknown", phrase("步骤“{step}”排在“{before}”之后,但没有这个步骤。"), phrase("请核对先后关系。"), step=name, before=unknown[0])
            done.add(name)
    total = sum(days for site in sites for _, days, _ in site.stages)
    if total > (date.max - begins).days:
        raise Refusal("steps-too-long", phrase("这些步骤合计 {days} 天,排不进日历。"), phrase("请核对每一步的天数和完成期限。"), days=total)

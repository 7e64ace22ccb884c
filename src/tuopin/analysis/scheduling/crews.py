"""Many sites that share building crews: who builds when, so that handovers are as little late as possible together.

With few crews the critical path of a site says too little: it waits for a crew. A constraint solver (CP-SAT) finds a plan and a
bound; where it cannot prove its plan the best in the time it is given, the gap is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


@dataclass(frozen=True)
class Site:
    """A site: its stages one after the other as (name, days, crews that it takes while it lasts), and the day of handover."""

    name: str
    stages: tuple[tuple[str, int, int], ...]
    handover: date


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
    """The plan that is least late in all, found within `seconds`. Raises Refusal for no sites, a site without stages or twice, or a
    stage that takes more crews than there are."""
    from ortools.sat.python import cp_model  # a second that only this asks for

    _check(sites, crews)
    horizon = sum(days for site in sites for _, days, _ in site.stages) + max(0, max((site.handover - begins).days for site in sites)) + 1
    model = cp_model.CpModel()
    starts, intervals, demands, late = {}, [], [], {}
    for site in sites:
        done = 0
        for name, days, taken in site.stages:
            start = model.new_int_var(0, horizon, "")
            model.add(start >= done)
            starts[site.name, name] = start
            if taken:
                intervals.append(model.new_fixed_size_interval_var(start, days, ""))
                demands.append(taken)
            done = start + days
        late[site.name] = model.new_int_var(0, horizon, "")
        model.add(late[site.name] >= done - ((site.handover - begins).days + 1))
    model.add_cumulative(intervals, demands, crews)
    model.minimize(sum(late.values()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers, solver.parameters.random_seed = seconds, 2, seed
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise Refusal("no-plan-in-time", phrase("在 {seconds} 秒内没有排出方案。"), phrase("请给更多时间,或分批排期。"), seconds=seconds)
    return CrewPlan(
        {key: begins + timedelta(days=solver.value(start)) for key, start in starts.items()},
        {name: solver.value(days) for name, days in late.items()}, int(round(solver.best_objective_bound)),
    )


def _check(sites: Sequence[Site], crews: int) -> None:
    names = [site.name for site in sites]
    if not names or len(set(names)) != len(names) or not all(site.stages for site in sites):
        raise Refusal("sites-unclear", phrase("没有安置点,或安置点重名,或没有施工阶段。"), phrase("每个安置点一个名称,至少一个阶段。"))
    for site in sites:
        for name, days, taken in site.stages:
            if days < 1 or taken < 0 or taken > crews:
                raise Refusal(
                    "stage-unclear", phrase("“{site}”的“{stage}”阶段要 {taken} 支施工队、{days} 天,而共有 {crews} 支。"),
                    phrase("请核对天数和施工队数。"), site=site.name, stage=name, taken=taken, days=days, crews=crews,
                )

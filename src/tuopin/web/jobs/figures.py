"""Figures that follow the facts: once a minute, where anything changed after it was judged."""

from __future__ import annotations

from tuopin.desk.services import Task
from tuopin.kernel.acts import asks
from tuopin.people.selectors import operator, working_as
from tuopin.policy.selectors.freshness import counties_changed, facts_since
from tuopin.policy.services.refresh import refresh_figures
from tuopin.trail.selectors import trail_seen

_all_judged_at = -1  # the trail's entry at which this process last found every county judged; nothing was looked at before


def is_due() -> bool:
    """Whether facts of any county changed after it was judged. Where nothing is new since the last look, only the trail's end is read."""
    global _all_judged_at
    with working_as(operator()):
        if _all_judged_at >= 0 and not facts_since(_all_judged_at):
            return False
        seen = trail_seen()
        if counties_changed():
            return True
        _all_judged_at = seen
        return False


@asks("correct")
def refresh(task: Task) -> dict:
    """Judge again what changed."""
    return {"counties": refresh_figures(actor=task.actor, on=task.on, report=task.report)}

"""Making an edition of the register: long work for a province, done once however often it is begun."""

from __future__ import annotations

from tuopin.desk.services import Task
from tuopin.editions.services.make_edition import make_edition
from tuopin.kernel.acts import asks


@asks("export")
def make(task: Task) -> dict:
    """Make the edition of a year and place among those the system keeps; the same again is the same edition."""
    asked = task.arguments
    made = make_edition(
        year=asked["year"], area=asked["area"], out=None, actor=task.actor, on=task.on,
        report=lambda done, total: task.report("edition", done, total),
    )
    return {"edition": made.manifest.digest}

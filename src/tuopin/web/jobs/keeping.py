"""What the system does for itself, day by day."""

from __future__ import annotations

from datetime import datetime

from tuopin.desk.services import Task
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import NATION
from tuopin.kernel.days import local_zone
from tuopin.privacy.services.run_retention import run_retention
from tuopin.privacy.services.sweep_erased import sweep_erased
from tuopin.trail.services import is_written_out, make_checkpoint


@asks("audit")
def checkpoint(task: Task) -> dict:
    """Sign the heads of all chains as they stand."""
    made = make_checkpoint(area_code=NATION)
    if not is_written_out(made):
        raise OSError("the file of the checkpoint could not be written")  # tried again, then parked: nothing is lost, it is written with the next
    return {"size": made.size, "root": made.root.hex() if isinstance(made.root, bytes) else str(made.root)}


@asks("audit")
def forget(task: Task) -> dict:
    """Throw away what is past its time."""
    return run_retention(actor=task.actor, at=datetime.now(local_zone()))


@asks("confirm")
def sweep(task: Task) -> dict:
    """Write over the places where erased persons stood in the tables' own files."""
    return sweep_erased(actor=task.actor, on=task.on)

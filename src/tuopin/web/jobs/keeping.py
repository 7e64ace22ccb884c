"""What the system does for itself, day by day."""

from __future__ import annotations

from datetime import UTC, datetime

from tuopin.desk.services import Task
from tuopin.desk.services.forget import forget_settled
from tuopin.kernel.acts import asks
from tuopin.kernel.areas import NATION
from tuopin.trail.services import make_checkpoint


@asks("audit")
def checkpoint(task: Task) -> dict:
    """Sign the heads of all chains as they stand."""
    made = make_checkpoint(area_code=NATION)
    return {"size": made.size, "root": made.root.hex() if isinstance(made.root, bytes) else str(made.root)}


@asks("audit")
def forget(task: Task) -> dict:
    """Delete what was settled long ago."""
    return forget_settled(at=datetime.now(UTC))

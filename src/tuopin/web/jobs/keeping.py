"""What the system does for itself, day by day."""

from __future__ import annotations

from datetime import UTC, datetime

from tuopin.desk.services import Task
from tuopin.desk.services.forget import forget_settled
from tuopin.kernel.acts import asks


@asks("audit")
def forget(task: Task) -> dict:
    """Delete what was settled long ago."""
    return forget_settled(at=datetime.now(UTC))

"""Verifies an exported trail from its file alone."""

from __future__ import annotations

from pathlib import Path

from tuopin.trail.services.verify import Verified
from tuopin.trail.states.exported import first_finding
from tuopin.trail.states.files import read_export


def verify_file(path: Path, *, key: str = "", anchors_wanted: bool = False) -> Verified:
    """What the file's trail comes to, up to the first finding. Raises Unreadable for what is no exported trail."""
    trail = read_export(path.read_bytes())
    finding = first_finding(trail, trusted=key)
    return Verified(
        chains=len(trail.chains), events=sum(len(events) for _, events in trail.chains), checkpoints=len(trail.checkpoints),
        findings=[finding] if finding else [], missing=[str(path)] if anchors_wanted and not trail.checkpoints else [],
    )

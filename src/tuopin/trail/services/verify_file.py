"""Verifies an exported trail, or the proof of one subject, from its file alone."""

from __future__ import annotations

from pathlib import Path

from tuopin.trail.services.verify import Verified
from tuopin.trail.states.exported import first_finding
from tuopin.trail.states.files import read_export
from tuopin.trail.states.proofs import finding_in_proof, is_included, read_proof


def verify_file(path: Path, *, key: str = "", anchors_wanted: bool = False) -> Verified:
    """What the file's trail comes to, up to the first finding. Raises Unreadable for what is no exported trail."""
    trail = read_export(path.read_bytes())
    finding = first_finding(trail, trusted=key)
    return Verified(
        chains=len(trail.chains), events=sum(len(events) for _, events in trail.chains), checkpoints=len(trail.checkpoints),
        findings=[finding] if finding else [], missing=[str(path)] if anchors_wanted and not trail.checkpoints else [],
    )


def verify_proof_file(path: Path, *, key: str = "", root: str = "") -> Verified:
    """What the proof of one subject comes to; what is under no checkpoint (yet) counts as missing. Raises Unreadable for what is no proof."""
    proof = read_proof(path.read_bytes())
    finding, under = finding_in_proof(proof, trusted=key, root=root), is_included(proof)
    return Verified(
        chains=len({event["chain"] for event in proof["events"]["rows"]}), events=len(under), checkpoints=len({one["text"] for one in proof["inclusions"]}), subjects=1,
        findings=[finding] if finding else [], missing=[f"{path.name} {under.count(False)}/{len(under)}"] if finding is None and not (under and all(under)) else [],
    )

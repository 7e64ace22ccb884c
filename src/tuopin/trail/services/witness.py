"""The upper level's part: keeps the last checkpoint of each lower system and refuses one that does not continue it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from tuopin.trail.models import Witnessed
from tuopin.trail.selectors.checkpoints import heads_of, last_witnessed
from tuopin.trail.states.files import read_checkpoint
from tuopin.trail.states.findings import Unreadable
from tuopin.trail.states.witnessing import Shown, judge

LOCK = 4315  # one checkpoint of a system at a time


@transaction.atomic
def witness_checkpoint(*, path: Path) -> Witnessed:
    """Judge a checkpoint file against the last one accepted of its system and area; the outcome is kept either way.

    The same checkpoint shown again is answered as before. Raises Unreadable for what is no checkpoint file.
    """
    shown = read_checkpoint(path.read_bytes())
    said = shown.said
    if said is None:
        raise Unreadable(1, "text")
    origin, area = said.origin, said.area
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, f"{origin} {area}"])
    last = last_witnessed(origin, area)
    if last is not None and (last.text, last.signature) == (shown.text, shown.signature):
        return last
    judged = judge(shown, Shown(last.text, last.signature, heads_of(last), {}) if last else None)
    return Witnessed.objects.create(
        origin=origin, area_code=area, key=said.key, size=said.size, root=said.root, made_at=_instant(said.time), text=shown.text,
        signature=shown.signature,
        heads="".join(f"{chain}\t{seq}\t{found}\n" for chain, seq, found in shown.heads),
        refused_for=judged.refused_for, chain=judged.chain, seq=judged.seq,
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))

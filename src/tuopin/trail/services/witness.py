"""The upper level's part: keeps the last checkpoint of each lower system and refuses one that does not continue it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction

from tuopin.trail.models import Witnessed
from tuopin.trail.selectors.checkpoints import heads_of, last_witnessed
from tuopin.trail.services.events import Doer
from tuopin.trail.services.record import record
from tuopin.trail.states.files import read_checkpoint
from tuopin.trail.states.findings import Unreadable
from tuopin.trail.states.witnessing import Shown, judge

LOCK = 4315  # one checkpoint of a system at a time


@transaction.atomic
def witness_checkpoint(*, path: Path, actor: Doer | str, on: date) -> Witnessed:
    """Judge a checkpoint file against the last one accepted of its system and area; the outcome is kept either way, and is an event of the place.

    What was kept is then held to that event like any state: a checkpoint taken out or put in afterwards is found by `verify --replay`. The same checkpoint shown again is answered as before. Raises Unreadable for what is no checkpoint file.
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
    kept = Witnessed.objects.create(
        origin=origin, area_code=area, key=said.key, size=said.size, root=said.root, made_at=_instant(said.time), text=shown.text,
        signature=shown.signature,
        heads="".join(f"{chain}\t{seq}\t{found}\n" for chain, seq, found in shown.heads),
        refused_for=judged.refused_for, chain=judged.chain, seq=judged.seq,
    )
    record(area_code=area, verb="witness", subject=f"witnessed:{kept.pk}", actor=actor, on=on, origin=origin, size=said.size, root=said.root,
           **({"refused_for": judged.refused_for} if judged.refused_for else {}))
    return kept


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))

"""Signs where every chain of an area ends at this moment, and keeps the signature in the database and outside it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from tuopin.kernel.home import alarm_file
from tuopin.trail.models import Checkpoint
from tuopin.trail.selectors.checkpoints import checkpoint_before, heads_of, last_checkpoint
from tuopin.trail.selectors.streams import body_told, event_lines, heads_kept
from tuopin.trail.services.anchors import anchors_folder, lies_in, write_anchor
from tuopin.trail.services.append import algorithm
from tuopin.trail.services.signing import origin_of, public_key, signing_key
from tuopin.trail.states.chains import NOTHING
from tuopin.trail.states.checkpoints import Head, digest_of_text, read_text, said_of, sign, text_of
from tuopin.trail.states.witnessing import Shown

log = logging.getLogger(__name__)
LOCK = 4314  # one checkpoint of an area at a time


@transaction.atomic
def make_checkpoint(*, area_code: str, folder: Path | None = None) -> Checkpoint:
    """Sign the heads of all chains at and below the area. With nothing new since the last one, the last one is returned.

    The file goes to the anchors folder once the transaction is through, and with it those before that found no room there: a witness follows
    them one by one. Acts of the caller's own transaction are under it. A file that cannot be written undoes nothing: it is an alarm, and `is_written_out` says no.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, area_code])
        cursor.execute("SELECT GREATEST(trail_clock(), transaction_timestamp())")
        now: datetime = cursor.fetchone()[0]
    before = last_checkpoint(area_code)
    heads = [(chain, seq, found.decode()) for chain, (seq, found) in heads_kept(area=area_code).items() if seq]
    folder = folder or anchors_folder()
    if before is not None and heads_of(before) == heads:
        transaction.on_commit(lambda: _write_out(folder, before))
        return before
    key = signing_key()
    named = public_key(key)
    said = said_of(
        heads, origin=origin_of(named), area=area_code, alg=algorithm(), time=f"{now:%Y-%m-%dT%H:%M:%S.%f}Z",
        previous=digest_of_text(before.text) if before else NOTHING, key=named,
    )
    text = text_of(said)
    made = Checkpoint.objects.create(
        area_code=area_code, size=said.size, root=said.root, made_at=now, text=text, signature=sign(text, key),
        heads="".join(f"{chain}\t{seq}\t{found}\n" for chain, seq, found in heads),
    )
    transaction.on_commit(lambda: _write_out(folder, made))
    return made


def is_written_out(checkpoint: Checkpoint, folder: Path | None = None) -> bool:
    """Whether the anchors folder has the file of the checkpoint."""
    said = read_text(checkpoint.text)
    return said is not None and lies_in(folder or anchors_folder(), said)


def _write_out(folder: Path, checkpoint: Checkpoint) -> None:
    """Write the file of the checkpoint, after those of its area that are younger than the youngest file there; of a folder without any the one alone.

    The transaction is through: whoever acted has acted, whatever becomes of the file.
    """
    late, before = [checkpoint], checkpoint_before(checkpoint)
    while before is not None and not is_written_out(before, folder):
        late, before = [before, *late], checkpoint_before(before)
    try:
        for one in late if before is not None else [checkpoint]:
            write_anchor(folder, shown_of(one, checkpoint_before(one)))
    except OSError:
        log.exception("the file of a checkpoint could not be written")
        alarm_file().raise_alarm("anchor-not-written", f"anchors|{checkpoint.area_code}")


def shown_of(checkpoint: Checkpoint, before: Checkpoint | None) -> Shown:
    """The checkpoint with the links from the one before: what a witness needs."""
    return Shown(checkpoint.text, checkpoint.signature, heads_of(checkpoint), _links(heads_of(checkpoint), heads_of(before) if before else []))


def _links(heads: Iterable[Head], before: Iterable[Head]) -> dict[str, tuple[int, list[str]]]:
    had = {chain: seq for chain, seq, _ in before}
    links = {}
    for chain, seq, _ in heads:
        after = had.get(chain, 0)
        if seq > after:
            links[chain] = (after, [body_told(line) for line in event_lines(chain=chain, after=after, to=seq)])
    return links

"""Leaves the trail of one act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from tuopin.trail.models import Entry
from tuopin.trail.selectors.states import states_of
from tuopin.trail.services.append import ENTRY, algorithm, continued, end_of, sealed
from tuopin.trail.services.events import Doer, Event, act_of, doer_at
from tuopin.trail.services.projected import point_at

HOLD = "SELECT b.seq, b.hash, b.at, nextval(pg_get_serial_sequence('trail_entry', 'id')) FROM trail_begin(%s) b"
INSERT = f"INSERT INTO trail_entry (id, {ENTRY}) VALUES (%s{', %s' * ENTRY.count(',')}, %s)"
WITH_OPENING = f"WITH opening AS (INSERT INTO trail_opening (chain, seq, sealed) VALUES (%s, %s, %s)) {INSERT}"


def record(
    *, area_code: str, verb: str, subject: str, actor: Doer | str, on: date, evidence: Iterable[str] = (), **detail: object
) -> Entry:
    """Write that `actor` did `verb` to `subject` (e.g. ``household:10431129005``) in the area on the day `on`.

    Call it after the change, inside the transaction that makes it, so that neither exists without the other and the digest
    of the subject's state is that of the change. `evidence` are SHA-256 digests of files. `basis` in `detail` is the document or
    reason. Of `detail` the event holds commitments; the values are sealed beside it. No personal value (an ID
    number, a phone, an account) belongs there all the same.
    """
    alg = algorithm()
    act = act_of(alg, Event(area_code, verb, subject, *doer_at(actor, area_code), on, detail, tuple(evidence)))
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(HOLD, [[act.chain]])
        *told, number = cursor.fetchone()
        end = end_of(*told)
        state = states_of(cursor, [act.subject]).get(act.subject, "")
        *columns, prev, found = continued(end, act, state, alg)
        values = [number, *columns, f"\\x{prev}", f"\\x{found}"]
        if act.opened:
            cursor.execute(WITH_OPENING, [act.chain, end.seq, sealed(act.chain, end.seq, act.opened), *values])
        else:
            cursor.execute(INSERT, values)
        if state:
            point_at(cursor, [(act.subject, act.chain, end.seq)])
    return Entry(
        id=number, chain=act.chain, seq=end.seq, alg=alg, recorded_at=end.at, happened_on=on, area_code=area_code, verb=act.verb,
        subject=act.subject, actor=act.actor, post=act.post, state=state, evidence=act.evidence, payload=act.payload,
        prev=bytes.fromhex(prev), hash=bytes.fromhex(found),
    )

"""Opens what is kept of the values and compares it with the commitments; a value that is gone must have been erased by an event that says so under seal."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from django.db import connection

from tuopin.kernel.crypto import TamperedField
from tuopin.trail.models import opened
from tuopin.trail.services.erase_values import ERASE, erased_subject
from tuopin.trail.states.events import ALGORITHMS, commitment
from tuopin.trail.states.findings import Finding

VALUES = """
COPY (SELECT e.chain, COALESCE(e.seq, -1), COALESCE(e.alg, 0), e.payload, encode(o.sealed, 'hex') FROM trail_entry e LEFT JOIN trail_opening o USING (chain, seq)
      WHERE e.payload <> '' OR o.chain IS NOT NULL ORDER BY e.chain, e.seq) TO STDOUT
"""
ORPHANS = "SELECT o.chain, o.seq FROM trail_opening o LEFT JOIN trail_entry e USING (chain, seq) WHERE e.id IS NULL ORDER BY 1, 2"
ERASURES = "SELECT e.chain, e.seq, e.subject, o.sealed FROM trail_entry e JOIN trail_opening o USING (chain, seq) WHERE e.verb = %s"

Erased = dict[str, set[str] | None]  # subject of an erasure → the keys that were erased, None = all


def values_compared() -> Iterator[Finding]:
    """The values that are not what was committed to, that do not open, or that are gone without an event that erased them."""
    with connection.cursor() as cursor:
        erased = _erased(cursor)
        cursor.execute(ORPHANS)
        yield from (Finding(chain, seq, "opening") for chain, seq in cursor.fetchall())
    with connection.cursor() as cursor, cursor.copy(VALUES) as copy:
        for line in copy:
            chain, seq, alg, payload, sealed = bytes(line)[:-1].decode().split("\t")
            told = erased.get(erased_subject(chain, int(seq)), set())
            wrong = _wrong(chain, int(seq), int(alg), payload, None if sealed == "\\N" else bytes.fromhex(sealed), told)
            if wrong:
                yield Finding(chain, int(seq), wrong)


def _erased(cursor) -> Erased:
    """What was erased of each event, as the erasures say it under seal: an event that anybody could have put there without the keys erases nothing."""
    erased: Erased = {}
    cursor.execute(ERASURES, [ERASE])
    for chain, seq, subject, sealed in cursor.fetchall():
        try:
            _salt, keys = opened(chain, seq, sealed).get("keys", ("", None))
        except TamperedField:  # told of that event by the comparison below
            continue
        if keys is not None:
            before, named = erased.get(subject, set()), orjson.loads(keys)
            erased[subject] = before | set(named) if named and before is not None else None
    return erased


def _wrong(chain: str, seq: int, alg: int, payload: str, sealed: bytes | None, erased: set[str] | None) -> str:
    if alg not in ALGORITHMS:
        return "form"
    committed = dict(part.partition("=")[::2] for part in payload.split(",")) if payload else {}
    try:
        values = opened(chain, seq, sealed)
    except TamperedField:
        return "opening"
    for key, told in committed.items():
        if key in values and commitment(alg, key, *values[key]) != told:
            return f"value:{key}"
        if key not in values and erased is not None and key not in erased:
            return f"gone:{key}"
    return "" if values.keys() <= committed.keys() else "opening"

"""Opens what is kept of the values and compares it with the commitments; a value that is gone must have been erased by an event."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from tuopin.kernel.crypto import TamperedField
from tuopin.trail.models import opened
from tuopin.trail.services.erase_values import ERASE, erased_subject
from tuopin.trail.states.events import commitment
from tuopin.trail.states.findings import Finding

VALUES = """
COPY (SELECT e.chain, e.seq, e.alg, e.payload, encode(o.sealed, 'hex') FROM trail_entry e LEFT JOIN trail_opening o USING (chain, seq)
      WHERE e.payload <> '' ORDER BY e.chain, e.seq) TO STDOUT
"""
ORPHANS = "SELECT o.chain, o.seq FROM trail_opening o LEFT JOIN trail_entry e USING (chain, seq) WHERE e.id IS NULL ORDER BY 1, 2"


def values_compared() -> Iterator[Finding]:
    """The values that are not what was committed to, that do not open, or that are gone without an event that erased them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject FROM trail_entry WHERE verb = %s", [ERASE])
        erased = {subject for (subject,) in cursor.fetchall()}
        cursor.execute(ORPHANS)
        yield from (Finding(chain, seq, "opening") for chain, seq in cursor.fetchall())
    with connection.cursor() as cursor, cursor.copy(VALUES) as copy:
        for line in copy:
            chain, seq, alg, payload, sealed = bytes(line)[:-1].decode().split("\t")
            wrong = _wrong(chain, int(seq), int(alg), payload, None if sealed == "\\N" else bytes.fromhex(sealed))
            if wrong and not (wrong.startswith("gone") and erased_subject(chain, int(seq)) in erased):
                yield Finding(chain, int(seq), wrong)


def _wrong(chain: str, seq: int, alg: int, payload: str, sealed: bytes | None) -> str:
    committed = dict(part.split("=") for part in payload.split(","))
    try:
        values = opened(chain, seq, sealed)
    except TamperedField:
        return "opening"
    for key, told in committed.items():
        if key not in values:
            return f"gone:{key}"
        if commitment(alg, key, *values[key]) != told:
            return f"value:{key}"
    return "" if len(values) == len(committed) else "opening"

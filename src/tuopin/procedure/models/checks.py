"""What verification compares of cases beside the digests: the times of notices with signed checkpoints, the files they went by with those noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import orjson
from django.db import connection

from tuopin.kernel.crypto import TamperedField
from tuopin.trail.models import opened
from tuopin.trail.selectors.rule_files import rule_files_known
from tuopin.trail.states.checkpoints import read_text
from tuopin.trail.states.checks import declare_check
from tuopin.trail.states.findings import Finding

LONGEST = timedelta(minutes=10)  # from a checkpoint to the row that cites it, both in one transaction
SEALED = """
SELECT a.case_id, s.at, s.recorded_at, a.recorded_at, k.text FROM procedure_act a JOIN procedure_case c ON c.id = a.case_id
LEFT JOIN procedure_sealing s ON s.act_id = a.id
LEFT JOIN trail_checkpoint k ON k.root = s.root AND k.size = s.size
    AND (k.area_code = c.area_code OR k.area_code IN (SELECT predecessor_code FROM divisions_succession WHERE successor_code = c.area_code))
WHERE a.kind IN ('publish', 'close') ORDER BY 1, a.seq
"""


UNDER = """
SELECT c.id, e.happened_on, c.declaration, e.chain, e.seq, NULL::bytea FROM procedure_case c JOIN trail_entry e ON e.subject = 'case:' || c.id AND e.verb = 'case-open'
WHERE c.opened_at >= %(since)s
UNION ALL
SELECT split_part(e.subject, ':', 2)::bigint, e.happened_on, '', e.chain, e.seq, o.sealed FROM trail_entry e JOIN trail_opening o USING (chain, seq)
WHERE e.verb LIKE 'case-%%' AND e.verb <> 'case-open' AND ',' || e.payload LIKE '%%,declaration=%%' AND e.recorded_at >= %(since)s
ORDER BY 1, 5
"""


def sealings_are_those_of_checkpoints() -> Iterator[Finding]:
    """Every beginning and end of a notice has the time that a signed checkpoint of its place says; a row moved in time is found."""
    with connection.cursor() as cursor:
        cursor.execute(SEALED)
        for case, *times, text in cursor.fetchall():
            said = read_text(text or "")
            if said is None or not _follow(datetime.fromisoformat(said.time), *times):
                yield Finding("", 0, "sealing", f"case:{case}")


def _follow(signed: datetime, at: datetime, recorded_at: datetime, act_at: datetime) -> bool:
    return at == signed and act_at <= recorded_at and timedelta(0) <= recorded_at - signed < LONGEST


def procedures_are_those_noted() -> Iterator[Finding]:
    """Every case opened since the files of rules are noted goes by a file that was noted, and so does each later act that goes by another."""
    noted = rule_files_known()
    if noted is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(UNDER, {"since": noted.since})
        rows = cursor.fetchall()
    for case, on, declaration, chain, seq, sealed in rows:
        if (declaration or _told(chain, seq, sealed)) not in (*noted.digests, ""):
            yield Finding(chain, seq, f"case-rules:{on.isoformat()}", f"case:{case}")


def _told(chain: str, seq: int, sealed: bytes) -> str:
    """The digest that an act told of its file; "" where that was erased, or does not open (the comparison of the values tells it)."""
    try:
        _salt, value = opened(chain, seq, sealed).get("declaration", ("", '""'))
    except TamperedField:
        return ""
    return orjson.loads(value)


declare_check("procedures", procedures_are_those_noted)
declare_check("sealings", sealings_are_those_of_checkpoints)

"""What verification compares of cases beside the digests: the times of notices with the signed checkpoints that hold them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

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


declare_check("sealings", sealings_are_those_of_checkpoints)

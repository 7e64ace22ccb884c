"""Compares the time at which each chain stands with its last event and with the clock: whoever puts it forward dates all that is recorded from then on."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from tuopin.trail.states.findings import Finding

SLACK = "10 minutes"  # a server's clock may be set back by so much while work goes on
ASTRAY = f"""
SELECT h.chain, h.seq, NULL::bigint FROM trail_head h JOIN trail_entry e USING (chain, seq)
WHERE (h.chain = %(chain)s OR %(chain)s = '') AND h.recorded_at IS DISTINCT FROM e.recorded_at
UNION ALL
SELECT h.chain, h.seq, (SELECT min(seq) FROM trail_entry t WHERE t.chain = h.chain AND t.recorded_at > trail_clock() + interval '{SLACK}')
FROM trail_head h JOIN trail_entry e USING (chain, seq)
WHERE (h.chain = %(chain)s OR %(chain)s = '') AND e.recorded_at > trail_clock() + interval '{SLACK}'
ORDER BY 1, 3
"""


def times_astray(chain: str = "") -> Iterator[Finding]:
    """The chains (or the one) whose end says another time than its last event, and the first event of each chain that says it was recorded later than now."""
    with connection.cursor() as cursor:
        cursor.execute(ASTRAY, {"chain": chain})
        for code, seq, later in cursor.fetchall():
            yield Finding(code, later or seq, "later" if later else "head-time")

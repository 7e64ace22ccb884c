"""What verification compares of the register beside the digests: nobody has a status that nothing gave them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from tuopin.kernel.pack import pack
from tuopin.trail.states.checks import declare_check
from tuopin.trail.states.findings import Finding

GIVEN_BY_NOTHING = """
SELECT h.number FROM registry_statusevent s LEFT JOIN registry_household h ON h.id = s.household_id
LEFT JOIN registry_importbatch b ON b.id = s.takeover_id
LEFT JOIN procedure_case c ON c.id = s.case_id
WHERE num_nonnulls(s.case_id, s.takeover_id) <> 1
    OR (s.takeover_id IS NOT NULL AND (b.id IS NULL OR s.recorded_at IS DISTINCT FROM h.registered_at))
    OR (s.case_id IS NOT NULL AND (c.id IS NULL OR NOT registry_case_decides(c, s.household_id, s.kind) OR procedure_case_lacks(c) IS NOT NULL
        OR s."on" IS DISTINCT FROM (c.ended_at AT TIME ZONE '""" + pack().zone + """')::date))
ORDER BY 1
"""


def statuses_are_given_by_whole_cases() -> Iterator[Finding]:
    """Every status comes from the file that registered the household, or from a case in which nothing is missing.

    The database asks this when a status is written; whoever writes past its triggers, an event of the trail included, is found here.
    """
    with connection.cursor() as cursor:
        cursor.execute(GIVEN_BY_NOTHING)
        for (number,) in cursor.fetchall():
            yield Finding("", 0, "status", f"household:{number}")


declare_check("statuses", statuses_are_given_by_whole_cases)

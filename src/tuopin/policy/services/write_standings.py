"""Writes how each household stands in a year, in place of what stood there; readers never see a gap."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

from tuopin.policy.states.names import initials_of_persons

COLUMNS = (
    "household_id, year, number, village_code, group_name, head_name, head_initials, persons, status, attribute, main_cause, "
    "helper_name, net_income_yuan, per_head_yuan, may_exit, failed, unknown, near_line, house_grade, water_safe, school_out, "
    "uninsured, doubts, school_age, short_yuan"
)
NEW = """
INSERT INTO policy_standing ({columns})
SELECT r.household_id, %(year)s, r.number, r.village_code, r.group_name, COALESCE(h.name, ''), COALESCE(i.initials, ''),
       r.persons, s.status, r.attribute, r.main_cause, COALESCE(p.helper_name, ''), r.net_fen / 100.0,
       CASE WHEN r.persons > 0 THEN round(r.net_fen / 100.0 / r.persons, 2) END,
       r.may_exit, r.failed, r.unknown, r.near_line, r.house_grade, r.water_safe,
       r.school_out, r.uninsured, COALESCE(d.doubts, 0), r.school_age, r.short_fen / 100.0
FROM record_now r
JOIN status_now s USING (household_id)
LEFT JOIN head_now h USING (household_id)
LEFT JOIN initials_now i ON i.name = h.name
LEFT JOIN helper_now p USING (household_id)
LEFT JOIN (
    SELECT household_id, count(*) AS doubts FROM policy_doubt
    WHERE year = %(year)s AND gone_at IS NULL AND finding = '' AND {where}
    GROUP BY household_id
) d USING (household_id)
ORDER BY r.village_code, r.number
"""


def write_standings(cursor: CursorWrapper, *, year: int, low: str, high: str, household: int | None = None) -> int:
    """Replace the year's standings of the villages in [low, high) (or of one household) by those of record_now.

    Returns how many there are now.
    """
    _lay_out_initials(cursor)
    days = {"year": year, "low": low, "high": high, "household": household}
    if household is None:
        cursor.execute("DELETE FROM policy_standing WHERE year = %(year)s AND village_code >= %(low)s AND village_code < %(high)s", days)
    cursor.execute("DELETE FROM policy_standing s USING judged_now j WHERE s.year = %(year)s AND s.household_id = j.household_id", days)
    where = "village_code >= %(low)s AND village_code < %(high)s" if household is None else "household_id = %(household)s"
    cursor.execute(NEW.format(columns=COLUMNS, where=where), days)
    return cursor.rowcount


def _lay_out_initials(cursor: CursorWrapper) -> None:
    cursor.execute("DROP TABLE IF EXISTS pg_temp.initials_now")
    cursor.execute("SELECT DISTINCT name FROM head_now")
    names = [name for (name,) in cursor.fetchall()]
    cursor.execute("CREATE TEMP TABLE initials_now (name text, initials text) ON COMMIT DROP")
    with cursor.copy("COPY initials_now FROM STDIN") as copy:
        for row in zip(names, initials_of_persons(names), strict=True):
            copy.write_row(row)
    cursor.execute("ANALYZE initials_now")

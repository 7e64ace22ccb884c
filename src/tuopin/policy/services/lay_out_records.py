"""Lays out, for one transaction, the records that a judgement on a day goes by: each household's latest, and its members'."""

from __future__ import annotations

from datetime import date

from django.db.backends.utils import CursorWrapper

RECORDS = """
CREATE TEMP TABLE record_now ON COMMIT DROP AS
SELECT j.*, h.number, COALESCE(f.village_code, h.village_code) AS village_code, f.id AS form_id, f.year AS record_year,
       COALESCE(f.group_name, '') AS group_name, COALESCE(f.attribute, '') AS attribute,
       COALESCE(f.main_cause, '') AS main_cause, COALESCE(f.house_grade, '') AS house_grade, f.water_safe
FROM judged_now j
JOIN registry_household h ON h.id = j.household_id
LEFT JOIN LATERAL (
    SELECT * FROM registry_householdform f
    WHERE f.household_id = j.household_id AND f.superseded_at IS NULL AND f.year <= %(year)s
    ORDER BY f.year DESC LIMIT 1
) f ON true
"""
MEMBERS = """
CREATE TEMP TABLE member_now ON COMMIT DROP AS
SELECT r.household_id, r.village_code, m.id AS form_id, m.person_id, p.number, p.name, p.sex, p.born_on,
       p.certificate_kind, p.certificate_index, m.relation
FROM record_now r
JOIN registry_memberform m ON m.household_id = r.household_id AND m.year = r.record_year AND m.superseded_at IS NULL
JOIN registry_person p ON p.id = m.person_id
"""
STATUSES = """
CREATE TEMP TABLE status_now ON COMMIT DROP AS
SELECT DISTINCT ON (e.household_id) e.household_id,
       CASE e.kind WHEN 'identified' THEN 'poor' ELSE e.kind END AS status
FROM registry_statusevent e JOIN judged_now j USING (household_id)
WHERE e."on" <= %(on)s ORDER BY e.household_id, e."on" DESC, e.id DESC
"""
HELPERS = """
CREATE TEMP TABLE helper_now ON COMMIT DROP AS
SELECT DISTINCT ON (p.household_id) p.household_id, r.name AS helper_name
FROM registry_pairing p JOIN judged_now j USING (household_id) JOIN registry_helper r ON r.id = p.helper_id
WHERE p.starts_on <= %(on)s AND (p.ends_on IS NULL OR p.ends_on > %(on)s)
ORDER BY p.household_id, p.starts_on DESC, p.id DESC
"""
HEADS = """
CREATE TEMP TABLE head_now ON COMMIT DROP AS
SELECT DISTINCT ON (household_id) household_id, name FROM member_now WHERE relation = 'head' ORDER BY household_id, number
"""
TABLES = ("judged_now", "record_now", "member_now", "status_now", "helper_now", "head_now")
SQL_TYPES = """household_id bigint, may_exit boolean, failed integer, unknown integer, net_fen bigint, persons integer,
near_line boolean, school_out integer, uninsured integer, school_age integer, short_fen bigint"""


def lay_out_records(cursor: CursorWrapper, judged: list[tuple], *, year: int, on: date) -> None:
    """Make the temporary tables record_now, member_now, status_now, helper_now and head_now.

    `judged` holds for each household: id, may exit (None = unknown), bits of failed and of unknown conditions, net income
    in fen (None = unknown), persons, whether it lies just above the line, members out of school, members uninsured, children of
    school age, fen short of the line (None = unknown).
    """
    for table in TABLES:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(f"CREATE TEMP TABLE judged_now ({SQL_TYPES}) ON COMMIT DROP")
    with cursor.copy("COPY judged_now FROM STDIN") as copy:
        copy.write("".join(map(_line, judged)))
    cursor.execute("ANALYZE judged_now")
    days = {"year": year, "on": on}
    for statement in (RECORDS, MEMBERS):
        cursor.execute(statement, days)
    cursor.execute("ANALYZE record_now (household_id, village_code); ANALYZE member_now (household_id, relation, name, born_on)")
    for statement in (STATUSES, HELPERS, HEADS):
        cursor.execute(statement, days)


def _line(row: tuple) -> str:
    return "\t".join("\\N" if value is None else str(value) for value in row) + "\n"

"""What verification compares beside the digests: sums of figures, marks of freshness, and the rulebook that is installed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from tuopin.kernel.areas import undivided
from tuopin.policy.rulebook import version
from tuopin.trail.states.checks import declare_check
from tuopin.trail.states.findings import Finding

SUMS = """
WITH told AS (  -- townships of a city without counties lie right below the city
    SELECT *, CASE WHEN level = 4 AND rpad(left(area_code, 6), 12, '0') = ANY(%s) THEN 3 ELSE level END AS of FROM policy_figure
), below AS (
    SELECT year, of - 1 AS level, rpad(left(area_code, (ARRAY[0, 2, 4, 6, 9])[of]), 12, '0') AS area_code, name,
           sum(numerator) AS numerator, sum(denominator) AS denominator
    FROM told WHERE level > 0 GROUP BY 1, 2, 3, 4
)
SELECT COALESCE(f.area_code, b.area_code), COALESCE(f.year, b.year), COALESCE(f.name, b.name)
FROM (SELECT * FROM policy_figure WHERE level < 5) f FULL JOIN below b USING (year, level, area_code, name)
WHERE (f.numerator, f.denominator) IS DISTINCT FROM (b.numerator, b.denominator) ORDER BY 1, 2, 3
"""
MARKS = """
SELECT f.county_code, f.year FROM policy_freshness f WHERE f.trail_mark > (
    SELECT COALESCE(max(e.id), 0) FROM trail_entry e
    WHERE e.area_code >= left(f.county_code, 6) AND e.area_code < left(f.county_code, 6) || ':' AND e.verb = 'judge'
) ORDER BY 1, 2
"""

NUMBERED = """
SELECT e.chain, e.seq, f.county_code, f.year FROM policy_freshness f
CROSS JOIN LATERAL (
    SELECT max(j.recorded_at) AS at FROM trail_entry j WHERE j.subject = 'county:' || f.county_code AND j.verb = 'judge'
) last JOIN trail_entry e ON e.area_code >= left(f.county_code, 6) AND e.area_code < left(f.county_code, 6) || ':'
    AND e.recorded_at > last.at AND e.id <= f.trail_mark
ORDER BY 1, 2
"""


def figures_are_sums() -> Iterator[Finding]:
    """Every figure above the villages is the sum of those right below it."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [list(undivided())])
        for area, year, name in cursor.fetchall():
            yield Finding("", 0, "figure", f"figure:{area}/{year}/{name}")


def marks_follow_judgements() -> Iterator[Finding]:
    """No county is said to have been judged with acts that came after its last judgement, by a later mark or by acts numbered lower than their time.

    Numbers are given in the order of the acts while the end of the chain is held: a later act with a lower number means that the row, or
    the sequence that numbers them, was set back, and what was done after the judgement would not make it stale.
    """
    with connection.cursor() as cursor:
        cursor.execute(MARKS)
        for county, year in cursor.fetchall():
            yield Finding("", 0, "mark", f"county:{county}/{year}")

    with connection.cursor() as cursor:
        cursor.execute(NUMBERED)
        for chain, seq, county, year in cursor.fetchall():
            yield Finding(chain, seq, "mark", f"county:{county}/{year}")


def rulebook_is_that_of_the_judgements() -> Iterator[Finding]:
    """The rules and numbers installed are those by which every county was last judged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT county_code, year FROM policy_freshness WHERE split_part(rulebook_version, '+', 1) <> %s ORDER BY 1, 2", [version()])
        for county, year in cursor.fetchall():
            yield Finding("", 0, "rulebook", f"county:{county}/{year}")


declare_check("figures", figures_are_sums)
declare_check("marks", marks_follow_judgements)
declare_check("rulebook", rulebook_is_that_of_the_judgements)

"""Raises a doubt wherever recorded facts do not fit together, and lets go of those that the facts no longer give cause for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.backends.utils import CursorWrapper

from tuopin.engine.copying import column_copy, group_under, read_column_copy, table_from_copy
from tuopin.engine.tables import Facts, Field
from tuopin.policy.rulebook.across_households import limits_on
from tuopin.policy.rulebook.across_years import area_times
from tuopin.policy.rulebook.doubts import doubt_rules
from tuopin.policy.services.fact_columns import households_query, members_query
from tuopin.policy.states.conditions import BITS
from tuopin.registry.extract import INCOME_OF

GUARANTEES = sum(bit for name, bit in BITS.items() if name != "income_above_line")

ACROSS_HOUSEHOLDS = """
INSERT INTO doubt_now
SELECT DISTINCT one.household_id, one.person_id, 'Q02-same-name-birth' FROM member_now one JOIN member_now other
    ON one.name = other.name AND one.born_on = other.born_on AND one.sex = other.sex AND one.household_id <> other.household_id
UNION ALL
SELECT household_id, NULL, 'Q26-same-income' FROM (
    SELECT household_id, count(*) OVER (PARTITION BY village_code, net_fen, persons) AS same FROM record_now WHERE net_fen > 0
) r WHERE same >= %(same_incomes)s
UNION ALL
SELECT household_id, NULL, 'Q28-equal-dividends' FROM (
    SELECT r.household_id, min(own.yuan) OVER village = max(own.yuan) OVER village AS equal, count(*) OVER village AS sharing
    FROM record_now r JOIN """ + INCOME_OF.format(household="r.household_id", year="r.record_year") + """,
        LATERAL (SELECT i.amounts_yuan[array_position(i.lines, 'property_dividend')] AS yuan) own WHERE own.yuan > 0
    WINDOW village AS (PARTITION BY r.village_code)
) d WHERE equal AND sharing >= %(equal_dividends)s
UNION ALL
SELECT p.household_id, NULL, 'Q27-helper-overload' FROM paired_now p JOIN (
    SELECT helper_id FROM paired_now GROUP BY helper_id HAVING count(*) > %(households_of_a_helper_max)s
) busy USING (helper_id)
UNION ALL
SELECT m.household_id, m.person_id, 'Q27-helper-is-beneficiary' FROM member_now m
JOIN registry_helper h ON h.certificate_index = m.certificate_index
"""
LAND = ("arable_mu", "irrigated_mu", "forest_mu", "grain_to_green_mu", "orchard_mu", "pasture_mu", "water_mu")
AGAINST_BEFORE = """
INSERT INTO doubt_now
SELECT r.household_id, NULL, 'Q16-area-swing' FROM record_now r
JOIN registry_householdform f ON f.id = r.form_id
JOIN registry_householdform b ON b.household_id = r.household_id AND b.year = r.record_year - 1 AND b.superseded_at IS NULL
WHERE """ + " OR ".join(f"(b.{area} > 0 AND f.{area} >= b.{area} * %(times)s)" for area in LAND)
PAIRED = """
CREATE TEMP TABLE paired_now ON COMMIT DROP AS
SELECT DISTINCT p.household_id, p.helper_id FROM registry_pairing p JOIN judged_now j USING (household_id)
WHERE p.starts_on <= %(on)s AND (p.ends_on IS NULL OR p.ends_on > %(on)s)
"""
GONE = """
UPDATE policy_doubt d SET gone_at = now()
WHERE d.year = %(year)s AND d.gone_at IS NULL AND {which} AND NOT EXISTS (
    SELECT 1 FROM doubt_now n WHERE n.household_id = d.household_id AND n.person_id IS NOT DISTINCT FROM d.person_id
        AND n.check_code = d.check_code)
"""
IN_PLACE = "d.village_code >= %(low)s AND d.village_code < %(high)s"
OF_HOUSEHOLD = "d.household_id = %(household)s AND d.check_code <> ALL(%(across)s)"
NEW = """
INSERT INTO policy_doubt (household_id, person_id, village_code, year, check_code, raised_at, finding, finding_note, found_by)
SELECT n.household_id, n.person_id, r.village_code, %(year)s, n.check_code, now(), '', '', ''
FROM doubt_now n JOIN record_now r USING (household_id)
WHERE NOT EXISTS (
    SELECT 1 FROM policy_doubt d WHERE d.year = %(year)s AND d.gone_at IS NULL AND d.household_id = n.household_id
        AND d.person_id IS NOT DISTINCT FROM n.person_id AND d.check_code = n.check_code)
"""
BEFORE = ["Q16-area-swing"]  # needs the record of the year before, which an edition does not hold
ACROSS = ["Q02-same-name-birth", "Q26-same-income", "Q27-helper-overload", "Q27-helper-is-beneficiary", "Q28-equal-dividends"]


def raise_doubts(cursor: CursorWrapper, *, year: int, on: date, low: str, high: str, household: int | None = None) -> None:
    """Compare the doubts of the villages in [low, high) (or of one household) with what the laid-out records give cause for.

    A doubt that stays keeps the finding a person gave it; one whose cause is gone is closed; a new one is raised. For one
    household the checks that compare households with each other are left as the county's last judgement found them.
    """
    cursor.execute("DROP TABLE IF EXISTS pg_temp.doubt_now; DROP TABLE IF EXISTS pg_temp.paired_now")
    cursor.execute("CREATE TEMP TABLE doubt_now (household_id bigint, person_id bigint, check_code text) ON COMMIT DROP")
    found = _by_the_rules(cursor, year=year, on=on)
    with cursor.copy("COPY doubt_now FROM STDIN") as copy:
        for row in found:
            copy.write_row(row)
    cursor.execute(AGAINST_BEFORE, {"times": area_times(on)})
    if household is None:
        cursor.execute(PAIRED, {"on": on})
        cursor.execute(ACROSS_HOUSEHOLDS, limits_on(on))
    cursor.execute("ANALYZE doubt_now")
    span = {"year": year, "low": low, "high": high, "household": household, "across": ACROSS}
    cursor.execute(GONE.format(which=IN_PLACE if household is None else OF_HOUSEHOLD), span)
    cursor.execute(NEW, span)


def _by_the_rules(cursor: CursorWrapper, *, year: int, on: date) -> list[tuple[int, int | None, str]]:
    """The doubts that the two rules find: household, person (None for the household's own), check."""
    rules, key = doubt_rules(), Field("household_id", "count")
    fields = rules["household"].tables["households"]
    query = households_query(fields, year=year, guarantees=GUARANTEES, income=BITS["income_above_line"])
    households = table_from_copy("households", _columns(cursor, query, fields), fields)
    fields = (key, *rules["household"].tables["members"])
    members = group_under(households, "household_id", "members", _columns(cursor, members_query(fields), fields), fields)
    judged = rules["household"].judge(Facts(on, {"households": households, "members": members}))
    found = _raised(households.household_id.numbers(), [None] * len(households), judged)
    fields = (key, *rules["person"].tables["members"])
    persons = table_from_copy("members", _columns(cursor, members_query(fields), fields), fields)
    judged = rules["person"].judge(Facts(on, {"members": persons}))
    return found + _raised(persons.household_id.numbers(), persons.person_id.numbers(), judged)


def _raised(households: list, persons: list, judged) -> list[tuple[int, int | None, str]]:
    return [
        (household, person, name)
        for household, person, bits in zip(households, persons, judged.failed_list(), strict=True) if bits
        for n, name in enumerate(judged.names) if bits >> n & 1
    ]


def _columns(cursor: CursorWrapper, query: str, fields: Sequence[Field]) -> dict:
    with cursor.copy(column_copy(query, fields)) as copy:
        return read_column_copy(b"".join(copy), fields)

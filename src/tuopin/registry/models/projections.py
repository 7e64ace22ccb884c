"""Which rows make the state of a household, a village and a helper: what the trail's digests of state are taken of.

Of a sealed value it is told that there is one, not its bytes: sealing and indexing anew with another key changes no fact, and a
sealed value opens only where it was sealed. Serial numbers of rows that nothing names are left out.
"""

from __future__ import annotations

from dataclasses import replace

from tuopin.registry.models.helper import Helper
from tuopin.registry.models.household import Household, HouseholdForm
from tuopin.registry.models.person import MemberForm
from tuopin.registry.models.village import VillageForm
from tuopin.trail.states.projections import Part, Projection, Root, declare, declare_former, part

DATED = "recorded_at superseded_at"
OWN = {"id", "year", "recorded_at", "superseded_at", "source", "village_code", "household", "person"}


def _facts(model) -> str:
    """The columns of a dated form that a person states, in the order of the table."""
    return " ".join(f.column for f in model._meta.concrete_fields if f.name not in OWN and f.get_internal_type() != "BinaryField")


PERSONS = (
    "registry_person r JOIN (SELECT DISTINCT m.household_id, m.person_id FROM registry_membership m JOIN asked ON asked.id = m.household_id) h"
    " ON h.person_id = r.id"
)
INCOME = part("income", "registry_householdincome", "household_id", "household_id year source lines amounts_yuan evidence", DATED)
HOUSEHOLD = declare(Projection(
    "household", 2, root=Root(Household._meta.db_table, "r.number"), present="SELECT number FROM registry_household",
    parts=(
        part("household", "registry_household", "id", "id number village_code", "registered_at"),
        part("form", "registry_householdform", "household_id",
             f"household_id year source village_code {_facts(HouseholdForm)} +phone_sealed +account_sealed", DATED),
        INCOME,
        Part("person", "registry_person", ("id", "number", "name", "sex", "born_on", "certificate_kind", "+certificate_sealed"),
             ("registered_at",), "h.household_id", PERSONS),
        part("membership", "registry_membership", "household_id", "person_id household_id starts_on ends_on end_reason"),
        part("member_form", "registry_memberform", "household_id", f"person_id household_id year source {_facts(MemberForm)}", DATED),
        part("status", "registry_statusevent", "household_id", 'household_id kind "on" precision basis actor takeover_id case_id', "recorded_at"),
        part("pairing", "registry_pairing", "household_id", "household_id helper_id starts_on ends_on"),
    ),
    without=("registry_householdform.phone_index", "registry_person.certificate_index", "registry_person.erased_at"),
))
LINE_BY_LINE = """
asked JOIN LATERAL (
    SELECT runs.household_id, runs.year, (array_agg(runs.source ORDER BY runs.id))[1] AS source, runs.line, min(runs.amount_yuan) AS amount_yuan,
        min(runs.evidence) AS evidence, (array_agg(runs.recorded_at ORDER BY runs.id))[1] AS recorded_at,
        (array_agg(runs.superseded_at ORDER BY runs.id DESC))[1] AS superseded_at
    FROM (
        SELECT begun.*, count(*) FILTER (WHERE begins) OVER (PARTITION BY year, line ORDER BY id) AS run FROM (
            SELECT told.*, again OR lag(id) OVER w IS NULL OR lag(amount_yuan) OVER w IS DISTINCT FROM amount_yuan
                OR lag(told.evidence) OVER w <> told.evidence AS begins
            FROM (
                SELECT y.*, l.line, l.amount_yuan, l.evidence FROM (
                    SELECT id, household_id, year, source, recorded_at, superseded_at, lines, amounts_yuan, evidence AS proofs, coalesce(
                        (lines, amounts_yuan, evidence) IS NOT DISTINCT FROM lag((lines, amounts_yuan, evidence)) OVER (PARTITION BY year ORDER BY id),
                        false) AS again
                    FROM registry_householdincome WHERE household_id = asked.id
                ) y, unnest(y.lines, y.amounts_yuan, y.proofs) AS l (line, amount_yuan, evidence)
            ) told WINDOW w AS (PARTITION BY year, line ORDER BY id)
        ) begun
    ) runs GROUP BY runs.household_id, runs.year, runs.line, runs.run
) r ON true"""
declare_former(replace(HOUSEHOLD, version=1, parts=tuple(  # until migration 0025 each line of income was a row with versions of its own
    Part("income", INCOME.table, ("household_id", "year", "source", "line", "amount_yuan", "evidence"), INCOME.times, INCOME.subject, LINE_BY_LINE)
    if one is INCOME else one for one in HOUSEHOLD.parts
)))
VILLAGE = declare(Projection(
    "village", 1, present="SELECT DISTINCT village_code FROM registry_villageform",
    parts=(part("form", "registry_villageform", "village_code", f"village_code year source {_facts(VillageForm)}", DATED),),
))
HELPER = declare(Projection(
    "helper", 1, root=Root(Helper._meta.db_table, "r.area_code || '/' || r.number"),
    present="SELECT area_code || '/' || number FROM registry_helper",
    parts=(
        part("helper", "registry_helper", "id", "id number area_code name sex +certificate_sealed +phone_sealed unit_name unit_class duty", "registered_at"),
        part("posting", "registry_posting", "helper_id", "helper_id village_code first_secretary team_leader starts_on ends_on"),
    ),
    without=("registry_helper.certificate_index",),
))

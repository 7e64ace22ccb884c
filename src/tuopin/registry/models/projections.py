"""Which rows make the state of a household, a village and a helper: what the trail's digests of state are taken of.

Of a sealed value it is told that there is one, not its bytes: sealing and indexing anew with another key changes no fact, and a
sealed value opens only where it was sealed. Serial numbers of rows that nothing names are left out.
"""

from __future__ import annotations

from tuopin.registry.models.helper import Helper
from tuopin.registry.models.household import Household, HouseholdForm
from tuopin.registry.models.person import MemberForm
from tuopin.registry.models.village import VillageForm
from tuopin.trail.states.projections import Part, Projection, Root, declare, part

DATED = "recorded_at superseded_at"
OWN = {"id", "year", "recorded_at", "superseded_at", "source", "village_code", "household", "person"}


def _facts(model) -> str:
    """The columns of a dated form that a person states, in the order of the table."""
    return " ".join(f.column for f in model._meta.concrete_fields if f.name not in OWN and f.get_internal_type() != "BinaryField")


PERSONS = (
    "registry_person r JOIN (SELECT DISTINCT m.household_id, m.person_id FROM registry_membership m JOIN asked ON asked.id = m.household_id) h"
    " ON h.person_id = r.id"
)
HOUSEHOLD = declare(Projection(
    "household", 1, root=Root(Household._meta.db_table, "r.number"), present="SELECT number FROM registry_household",
    parts=(
        part("household", "registry_household", "id", "id number village_code", "registered_at"),
        part("form", "registry_householdform", "household_id",
             f"household_id year source village_code {_facts(HouseholdForm)} +phone_sealed +account_sealed", DATED),
        part("income", "registry_incomeline", "household_id", "household_id year source line amount_yuan evidence", DATED),
        Part("person", "registry_person", ("id", "number", "name", "sex", "born_on", "certificate_kind", "+certificate_sealed"),
             ("registered_at",), "h.household_id", PERSONS),
        part("membership", "registry_membership", "household_id", "person_id household_id starts_on ends_on end_reason"),
        part("member_form", "registry_memberform", "household_id", f"person_id household_id year source {_facts(MemberForm)}", DATED),
        part("status", "registry_statusevent", "household_id", 'household_id kind "on" precision basis actor takeover_id case_id', "recorded_at"),
        part("pairing", "registry_pairing", "household_id", "household_id helper_id starts_on ends_on"),
    ),
    without=("registry_householdform.phone_index", "registry_person.certificate_index", "registry_person.erased_at"),
))
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

"""The tables of the registry."""

from tuopin.registry.models import checks  # noqa: F401  (declares what verification compares)
from tuopin.registry.models.county import CountySurvey
from tuopin.registry.models.helper import Helper, Pairing, Posting
from tuopin.registry.models.household import Household, HouseholdForm, HouseholdIncome, StatusEvent
from tuopin.registry.models.intake import ImportBatch, ImportProblem, StagedBlock, StagedBundle
from tuopin.registry.models.person import DIED, MemberForm, Membership, Person
from tuopin.registry.models.projections import HELPER, HOUSEHOLD, VILLAGE
from tuopin.registry.models.village import VillageForm

__all__ = [
    "DIED", "HELPER", "HOUSEHOLD", "VILLAGE", "CountySurvey", "Helper", "Household", "HouseholdForm", "HouseholdIncome", "ImportBatch",
    "ImportProblem", "MemberForm", "Membership", "Pairing", "Person", "Posting", "StagedBlock", "StagedBundle",
    "StatusEvent", "VillageForm",
]

"""The tables of assistance."""

from tuopin.assistance.models import projections  # noqa: F401  (declares what the trail digests)
from tuopin.assistance.models.cadre import Appointment, CadreEvent, Departure, Institution, SelfAssessment, Training
from tuopin.assistance.models.household import HelpPlan, PeerHelp, PlanMeasure, Visit
from tuopin.assistance.models.proposal import HandChoice, Proposal, ProposalLine
from tuopin.assistance.models.team import DiaryEntry, DutyDay, DutyStation, Leave, Team
from tuopin.assistance.models.unit import Relation, Unit

__all__ = [
    "Appointment", "CadreEvent", "Departure", "DiaryEntry", "DutyDay", "DutyStation", "HandChoice", "HelpPlan", "Institution", "Leave", "PeerHelp",
    "PlanMeasure", "Proposal", "ProposalLine", "Relation", "SelfAssessment", "Team", "Training", "Unit", "Visit",
]

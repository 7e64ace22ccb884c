"""The tables of responsibility: pledges with their targets, duties, meetings, visits, problems, campaigns, exemptions, approved plans."""

from tuopin.responsibility.models.duty import Duty, Exemption
from tuopin.responsibility.models.events import Campaign, Meeting, Participant, Problem, Visit
from tuopin.responsibility.models.pledge import AnnualPlan, Pledge, PledgeTarget
from tuopin.responsibility.models.projections import OF_RESPONSIBILITY

__all__ = [
    "OF_RESPONSIBILITY", "AnnualPlan", "Campaign", "Duty", "Exemption", "Meeting", "Participant", "Pledge", "PledgeTarget", "Problem", "Visit",
]

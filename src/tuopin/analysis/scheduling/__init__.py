"""Back-scheduling from a deadline (倒排工期): when each step must begin at the latest, and what a day lost there costs at the end."""

from tuopin.analysis.scheduling.crews import CrewPlan, Site, plan_with_crews
from tuopin.analysis.scheduling.steps import Plan, Planned, Step, plan_back

__all__ = ["CrewPlan", "Plan", "Planned", "Site", "Step", "plan_back", "plan_with_crews"]

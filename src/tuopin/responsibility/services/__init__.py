"""What is done in responsibility: pledging, giving duties, meeting, visiting, solving, running campaigns, granting exemptions."""

from tuopin.responsibility.services.duties import NewDuty, end_duty, give_duties
from tuopin.responsibility.services.events import (
    NewMeeting,
    NewProblem,
    NewVisit,
    join_campaign,
    open_campaign,
    record_meetings,
    record_problems,
    record_visits,
    solve_problems,
)
from tuopin.responsibility.services.hand_over import hand_over
from tuopin.responsibility.services.pledges import (
    NewPledge,
    approve_plan,
    draft_pledges,
    report_target,
    settle_pledge,
    sign_pledges,
)
from tuopin.responsibility.services.stability import grant_exemption

__all__ = [
    "NewDuty", "NewMeeting", "NewPledge", "NewProblem", "NewVisit", "approve_plan", "draft_pledges", "end_duty", "give_duties", "grant_exemption", "hand_over", "join_campaign",
    "open_campaign", "record_meetings", "record_problems", "record_visits", "report_target", "settle_pledge", "sign_pledges", "solve_problems",
]

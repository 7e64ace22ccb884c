"""Reading responsibility: heads and gaps, pledges and plans, duties and what nobody answers for, visits and problems, who answered on a day."""

from tuopin.responsibility.selectors.duties import (
    contact_points,
    coverage_gaps,
    department_matrix,
    duties_missing,
    duties_of,
    four_responsibilities,
    leader_links,
    poor_villages,
)
from tuopin.responsibility.selectors.events import (
    briefings,
    campaigns_of,
    meetings_of,
    problem_in_sight,
    problems_of,
    solved_by_point,
    visit_coverage,
    visits_of,
    years_in_a_row,
)
from tuopin.responsibility.selectors.handover import Left, left_behind
from tuopin.responsibility.selectors.heads import heads_of, leadership
from tuopin.responsibility.selectors.pledges import (
    completion,
    completion_by_level,
    plan_readiness,
    pledge_file,
    pledges_of,
    years_pledged,
)
from tuopin.responsibility.selectors.responsible import login_of, who_was_responsible

__all__ = [
    "Left", "left_behind",
    "briefings", "campaigns_of", "completion", "completion_by_level", "contact_points", "coverage_gaps", "department_matrix", "duties_missing", "duties_of", "four_responsibilities",
    "heads_of", "leader_links", "leadership", "login_of", "meetings_of", "plan_readiness", "pledge_file", "pledges_of", "poor_villages", "problem_in_sight", "problems_of", "solved_by_point", "visit_coverage", "visits_of", "years_pledged",
    "who_was_responsible", "years_in_a_row",
]

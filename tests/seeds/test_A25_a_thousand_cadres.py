"""A25 千名干部下基层: a campaign with a thousand who take part, their visits and the problems they solved."""

from datetime import date

import pytest

from register import COUNTY, VILLAGE
from tuopin.kernel.refusals import Refusal
from tuopin.people.selectors import operator, working_as
from tuopin.responsibility.selectors import campaigns_of
from tuopin.responsibility.services import (
    NewProblem,
    NewVisit,
    join_campaign,
    open_campaign,
    record_problems,
    record_visits,
    solve_problems,
)

pytestmark = pytest.mark.django_db
ON = date(2019, 3, 1)


def test_a_thousand_cadres_go_down_visit_and_solve():
    with working_as(operator()):
        campaign = open_campaign(area=COUNTY, title="千名干部下基层、精准帮扶解难题", starts_on=ON, actor=operator(), on=ON)
        join_campaign(campaign=campaign.pk, members=[(f"干部{n:04d}", "县直机关", VILLAGE) for n in range(1000)], actor=operator(), on=ON)
        record_visits([NewVisit("visit", VILLAGE, f"干部{n:04d}", ON, source=f"campaign:{campaign.pk}") for n in range(50)], actor=operator(), on=ON)
        found = record_problems([NewProblem(VILLAGE, f"campaign:{campaign.pk}", f"难题{n}", ON) for n in range(20)], actor=operator(), on=ON)
        solve_problems({row.pk: "已解决" for row in found[:15]}, solved_on=ON, actor=operator(), on=ON)
        ((_campaign, people, visits, problems, solved),) = campaigns_of(operator(), COUNTY)
        assert people >= 1000 and (visits, problems, solved) == (50, 20, 15)
        with pytest.raises(Refusal, match="recorded-before"):
            join_campaign(campaign=campaign.pk, members=[("干部0001", "县直机关", VILLAGE)], actor=operator(), on=ON)

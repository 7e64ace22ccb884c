"""A05 联系点: the county secretary has one township and two villages; 318 points solved more than 1,100 problems, 3.46 each and more."""

from datetime import date

import pytest

from register import COUNTY, NEIGHBOUR, VILLAGE, an_actor
from tuopin.divisions.selectors import subtree_of
from tuopin.kernel.areas import level_of
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.people.selectors import operator, working_as
from tuopin.responsibility.selectors import contact_points, problems_of, solved_by_point
from tuopin.responsibility.services import NewDuty, NewProblem, give_duties, open_campaign, record_problems, solve_problems

pytestmark = pytest.mark.django_db
ON = date(2020, 3, 20)


def test_318_points_of_the_county_solved_more_than_1100_problems():
    villages = [d.code for d in subtree_of(COUNTY, ON) if d.level == 5]
    with working_as(operator()):
        mine = give_duties([NewDuty("contact", code, "县委书记", ON) for code in ("431129210000", "431129210213", "431129210214")], actor=operator(), on=ON)
        others = [NewDuty("contact", code, f"县领导{n % 35:02d}", ON) for n, code in enumerate((villages * 2)[:315])]
        points = mine + give_duties(others, actor=operator(), on=ON)
        held = contact_points(operator(), COUNTY, on=ON, holder="县委书记")["县委书记"]
        assert [level_of(duty.area_code) for duty in held] == [4, 5, 5] and len(points) == 318
        found = record_problems([NewProblem(points[n % 318].area_code, f"contact:{points[n % 318].pk}", f"难题{n}", date(2019, 6, 1)) for n in range(1150)], actor=operator(), on=ON)
        solve_problems({row.pk: "已协调解决" for row in found[:1101]}, solved_on=date(2019, 12, 1), actor=operator(), on=ON)
        count, solved, each = solved_by_point(operator(), COUNTY, [point.pk for point in points])
        assert (count, solved, round(each, 2)) == (318, 1101, 3.46), "49 more were found, and are not solved"
        assert problems_of(operator(), COUNTY, solved=False).count() == 49
        with pytest.raises(NotFound):  # once solved it is not solved again
            solve_problems({found[0].pk: "再解决"}, solved_on=ON, actor=operator(), on=ON)
        with pytest.raises(Refusal, match="problem-unsolved"):
            solve_problems({found[1120].pk: " "}, solved_on=ON, actor=operator(), on=ON)


@pytest.mark.parametrize("source", ["contact:999999", "contact:", "contact:一", "contact:99999999999999999999", "visit:999999", "campaign:999999", "meeting:999999"])
def test_a_problem_that_names_a_point_that_there_is_not_is_refused_with_all_of_its_batch(source):
    with working_as(operator()):
        [point] = give_duties([NewDuty("contact", VILLAGE, "县委书记", ON)], actor=operator(), on=ON)
        with pytest.raises(Refusal) as told:
            record_problems([NewProblem(VILLAGE, f"contact:{point.pk}", "路不通", ON), NewProblem(VILLAGE, source, "水不通", ON)], actor=operator(), on=ON)
        assert told.value.code == "no-such-source" and source[:20] in told.value.say()[0] and told.value.say()[1]
        assert not problems_of(operator(), COUNTY).exists()


def test_a_problem_hangs_on_a_contact_point_of_its_own_place_and_on_a_campaign_of_a_place_above_that_the_village_does_not_see():
    with working_as(operator()):
        beside, lead = give_duties([NewDuty("contact", NEIGHBOUR, "县长", ON), NewDuty("lead", VILLAGE, "县长", ON)], actor=operator(), on=ON)
        campaign = open_campaign(area=COUNTY, title="千名干部下基层", starts_on=ON, actor=operator(), on=ON)
    village = an_actor(VILLAGE)
    with working_as(village):
        for duty in (beside, lead):
            with pytest.raises(Refusal, match="no-such-source"):
                record_problems([NewProblem(VILLAGE, f"contact:{duty.pk}", "路不通", ON)], actor=village, on=ON)
        assert len(record_problems([NewProblem(VILLAGE, f"campaign:{campaign.pk}", "路不通", ON)], actor=village, on=ON)) == 1

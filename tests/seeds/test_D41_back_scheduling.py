"""D41 倒排工期: the ledger's steps counted back from the deadline; a step that slips shows the days late; crews that places share are solved."""

from datetime import date

import pytest

from register import NEIGHBOUR, VILLAGE
from tuopin.ledger.selectors import crew_plan_of, schedule_of
from tuopin.ledger.services import NewTask, issue_tasks
from tuopin.ledger.states import Seat
from tuopin.people.selectors import operator

pytestmark = pytest.mark.django_db
ON, DEADLINE = date(2018, 10, 8), date(2019, 12, 31)
STEPS = (("1", "精准识别对象", 30, (), 0), ("2", "新区安置配套", 240, ("1",), 2), ("3", "旧村拆迁复垦", 60, ("2",), 1), ("4", "产业就业保障", 90, ("2",), 0), ("5", "社区治理跟进", 30, ("3", "4"), 0))


def lay_out(*villages: str) -> None:
    issue_tasks([
        NewTask(title=title, area=village, owner=Seat(village, "head", "secretary"), due_on=DEADLINE, source="relocation:1", code=code, days=days, after=after, crews=crews)
        for village in villages for code, title, days, after, crews in STEPS
    ], actor=operator(), on=ON)


def test_the_latest_start_of_each_step_and_what_a_slip_costs():
    lay_out(VILLAGE)
    plan = schedule_of(operator(), "relocation:1", VILLAGE, deadline=DEADLINE, begins=ON).plan
    latest = {each.step.name.split()[1]: each.latest_start.isoformat() for each in plan.planned}
    # back from 31 December 2019 by hand: 30 days, 90 before them, 240 before those, 30 before those
    assert latest == {"精准识别对象": "2018-12-07", "新区安置配套": "2019-01-06", "旧村拆迁复垦": "2019-10-03", "产业就业保障": "2019-09-03", "社区治理跟进": "2019-12-02"}
    assert [each.step.name for each in plan.critical] == ["1 精准识别对象", "2 新区安置配套", "4 产业就业保障", "5 社区治理跟进"]
    assert (plan.late_after_slip("2 新区安置配套", 60), plan.late_after_slip("2 新区安置配套", 75), plan.late_after_slip("3 旧村拆迁复垦", 75)) == (0, 15, 0)


def test_with_crews_enough_the_plan_of_the_crews_is_as_late_as_the_critical_path_and_no_later():
    """Pulling down the old village and giving work wait for the new houses, not for each other."""
    lay_out(VILLAGE)
    for begins, late in ((date(2018, 12, 7), 0), (date(2018, 12, 17), 10), (date(2020, 6, 1), 152 + 390)):
        alone, shared = schedule_of(operator(), "relocation:1", VILLAGE, deadline=DEADLINE, begins=begins).plan, crew_plan_of(operator(), "relocation:1", crews=2, begins=begins)
        assert (alone.days_late, shared.days_late, shared.proven) == (late, late, True)


def test_two_villages_that_share_two_crews_cannot_both_build_at_once_and_the_plan_is_proven():
    lay_out(VILLAGE, NEIGHBOUR)
    plan = crew_plan_of(operator(), "relocation:1", crews=2, begins=ON, seconds=20)
    begins = sorted(plan.begins[site, "2 新区安置配套"] for site in (VILLAGE, NEIGHBOUR))
    assert (begins[1] - begins[0]).days >= 240 and plan.proven and plan.days_late > 0
    assert crew_plan_of(operator(), "relocation:1", crews=4, begins=ON, seconds=20).days_late == 0

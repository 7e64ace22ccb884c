"""Back-scheduling: latest starts by hand and by brute force, the price of a slip, circles told, crews shared with a proof."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuopin.analysis.scheduling import Site, Step, plan_back, plan_with_crews
from tuopin.kernel.refusals import Refusal

DEADLINE, BEGINS = date(2019, 12, 31), date(2018, 10, 8)
RELOCATION = [
    Step("选址", 30), Step("征地", 60, ("选址",)), Step("设计", 45, ("选址",)), Step("招标", 30, ("设计",)),
    Step("建设", 200, ("征地", "招标")), Step("验收", 15, ("建设",)), Step("交钥匙", 0, ("验收",)),
]


def plan(steps=RELOCATION, deadline=DEADLINE, begins=BEGINS):
    return plan_back(steps, deadline=deadline, begins=begins)


def of(found, name):
    return next(each for each in found.planned if each.step.name == name)


def test_each_step_begins_at_the_latest_when_all_that_follows_still_fits():
    found = plan()
    assert of(found, "验收").latest_start == date(2019, 12, 17) and of(found, "验收").latest_finish == DEADLINE
    assert of(found, "建设").latest_start == date(2019, 5, 31)
    assert of(found, "征地").latest_start == date(2019, 4, 1) and of(found, "设计").latest_start == date(2019, 3, 17)
    assert of(found, "选址").latest_start == date(2019, 2, 15)
    assert [each.step.name for each in found.critical] == ["选址", "设计", "招标", "建设", "验收", "交钥匙"]


def test_a_slip_costs_what_exceeds_the_slack():
    found = plan()
    assert (found.deadline - found.begins).days == 449 and found.days_late == 0
    assert of(found, "建设").slack == 130 and found.late_after_slip("建设", 130) == 0 and found.late_after_slip("建设", 141) == 11
    assert found.late_after_slip("征地", 145) == 0 and found.late_after_slip("征地", 146) == 1


def test_a_plan_that_is_already_late_says_by_how_many_days():
    late = plan(begins=date(2019, 3, 1))
    assert late.days_late == 14 and of(late, "选址").slack == -14 and late.late_after_slip("征地", 10) == 14


def test_a_step_with_a_day_of_its_own_is_held_to_it():
    steps = [*RELOCATION[:-1], Step("交钥匙", 0, ("验收",), done_by=date(2019, 10, 1))]
    assert of(plan(steps), "建设").latest_start == of(plan(), "建设").latest_start - timedelta(days=91)


@st.composite
def graphs(draw):
    count = draw(st.integers(1, 8))
    return [
        Step(str(n), draw(st.integers(0, 9)), tuple(str(b) for b in range(n) if draw(st.booleans()))) for n in range(count)
    ]


@given(graphs(), st.randoms())
@settings(deadline=None, max_examples=100)
def test_the_slack_of_a_step_is_the_longest_way_through_it_taken_from_the_time_there_is(steps, shuffled):
    mixed = list(steps)
    shuffled.shuffle(mixed)
    found = plan(mixed, deadline=BEGINS + timedelta(days=99))
    by_name = {step.name: step for step in steps}

    def longest(name, forward):
        near = [s.name for s in steps if name in s.after] if forward else by_name[name].after
        return max((by_name[n].days + longest(n, forward) for n in near), default=0)

    for each in found.planned:
        through = longest(each.step.name, False) + each.step.days + longest(each.step.name, True)
        assert each.slack == 100 - through


@pytest.mark.parametrize("steps, code", [
    ([], "no-steps"), ([Step("a", 1), Step("a", 2)], "step-twice"), ([Step("a", -1)], "step-days"), ([Step("a", 1, ("b",))], "step-unknown"),
])
def test_steps_that_cannot_be_meant_are_refused(steps, code):
    with pytest.raises(Refusal) as refused:
        plan(steps)
    assert refused.value.code == code


def test_a_circle_is_told_in_its_order():
    with pytest.raises(Refusal) as refused:
        plan([Step("征地", 1, ("验收",)), Step("建设", 1, ("征地",)), Step("验收", 1, ("建设",))])
    assert refused.value.code == "steps-in-a-circle"
    told = refused.value.params["steps"].split(" → ")
    assert told[0] == told[-1] and set(told) == {"征地", "建设", "验收"}


def sites(count, days=10, handover=BEGINS + timedelta(days=29)):
    return [Site(f"点{n}", (("平整", 5, 0), ("建房", days, 1), ("验收", 2, 0)), handover) for n in range(count)]


def test_enough_crews_are_late_by_nothing_and_that_is_proven():
    found = plan_with_crews(sites(4), crews=2, begins=BEGINS, seconds=20)
    assert found.days_late == 0 and found.proven and found.bound == 0
    for n in range(4):
        assert found.begins[f"点{n}", "建房"] >= BEGINS + timedelta(days=5)


def test_one_crew_for_four_sites_is_late_by_what_waiting_costs():
    """Houses one after the other from day 5: done on days 17, 27, 37, 47 of the 30 that there are."""
    found = plan_with_crews(sites(4), crews=1, begins=BEGINS, seconds=20)
    assert sorted(found.late.values()) == [0, 0, 7, 17] and found.proven
    building = sorted(found.begins[f"点{n}", "建房"] for n in range(4))
    assert all((b - a).days >= 10 for a, b in zip(building, building[1:], strict=False))


@pytest.mark.parametrize("asked, code", [
    ([], "sites-unclear"), ([sites(1)[0], sites(1)[0]], "sites-unclear"), ([Site("点", (("建房", 3, 5),), DEADLINE)], "stage-unclear"),
])
def test_sites_that_cannot_be_meant_are_refused(asked, code):
    with pytest.raises(Refusal) as refused:
        plan_with_crews(asked, crews=2, begins=BEGINS)
    assert refused.value.code == code

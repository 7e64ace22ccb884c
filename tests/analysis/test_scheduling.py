"""Back-scheduling: latest starts by hand and by brute force, the price of a slip, circles told, crews shared with a proof."""

from datetime import date, timedelta
from itertools import permutations

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


def test_a_moment_stands_on_the_day_at_whose_end_it_is_and_never_after_the_deadline():
    found = plan()
    handover, checked = of(found, "交钥匙"), of(found, "验收")
    assert handover.latest_start == handover.latest_finish == checked.latest_finish == DEADLINE and handover.slack == checked.slack
    assert handover.earliest_start == checked.earliest_start + timedelta(days=14), "on the last day of what it waits for"
    own = plan([*RELOCATION[:-1], Step("交钥匙", 0, ("验收",), done_by=date(2019, 10, 1))])
    assert of(own, "交钥匙").latest_finish == of(own, "验收").latest_finish == date(2019, 10, 1)
    [alone] = plan([Step("揭牌", 0)], deadline=BEGINS).planned
    assert (alone.earliest_start, alone.latest_finish, alone.slack) == (BEGINS, BEGINS, 1)


@pytest.mark.parametrize("steps, deadline, begins", [
    ([Step("建设", 10**9)], DEADLINE, BEGINS), ([Step("建设", 3_000_000)], DEADLINE, BEGINS), ([Step("建设", 5)], date.min, date.min), ([Step("建设", 2), Step("验收", 1, ("建设",))], DEADLINE, date.max),
])
def test_days_that_no_calendar_holds_are_refused(steps, deadline, begins):
    with pytest.raises(Refusal) as refused:
        plan(steps, deadline=deadline, begins=begins)
    assert refused.value.code == "steps-too-long" and all(refused.value.say())


def test_a_deadline_on_the_last_day_of_the_calendar_or_before_the_beginning_is_counted():
    assert of(plan(deadline=date.max), "验收").latest_finish == date.max
    late = plan([Step("建设", 5)], deadline=BEGINS - timedelta(days=10))
    assert (late.days_late, late.planned[0].latest_finish) == (14, date(2018, 9, 28))


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
    ([Site("点", (("建房", 3, 1), ("建房", 4, 1)), DEADLINE)], "step-twice"), ([Site("点", (("建房", 3, 1),), DEADLINE, {"建房": ("平整",)})], "step-unknown"),
    ([Site("点", (("建房", 10**7, 1),), DEADLINE)], "steps-too-long"), ([Site("点", (("建房", -1, 1),), DEADLINE)], "stage-unclear"),
    ([], "sites-unclear"), ([sites(1)[0], sites(1)[0]], "sites-unclear"), ([Site("点", (("建房", 3, 5),), DEADLINE)], "stage-unclear"),
])
def test_sites_that_cannot_be_meant_are_refused(asked, code):
    with pytest.raises(Refusal) as refused:
        plan_with_crews(asked, crews=2, begins=BEGINS)
    assert refused.value.code == code


def test_a_handover_long_past_is_late_by_what_has_gone_by_and_what_is_still_to_do():
    found = plan_with_crews([Site("点", (("建房", 5, 1),), BEGINS - timedelta(days=1000))], crews=1, begins=BEGINS, seconds=20)
    assert (found.days_late, found.proven) == (1004, True)


def test_stages_that_do_not_wait_for_each_other_are_done_at_the_same_time_where_crews_allow():
    stages = (("平整", 5, 0), ("建房", 10, 1), ("修路", 8, 1), ("交钥匙", 0, 0))
    site = Site("点", stages, BEGINS + timedelta(days=14), {"建房": ("平整",), "修路": ("平整",), "交钥匙": ("建房", "修路")})
    both, one = (plan_with_crews([site], crews=crews, begins=BEGINS, seconds=20) for crews in (2, 1))
    assert (both.days_late, one.days_late) == (0, 8) and both.begins["点", "交钥匙"] == BEGINS + timedelta(days=14), "the moment is the last day's end"


@st.composite
def small_sites(draw):
    found = []
    for name in "甲乙"[:draw(st.integers(1, 2))]:
        count = draw(st.integers(1, 3))
        stages = tuple((str(n), draw(st.integers(0, 5)), draw(st.integers(0, 2))) for n in range(count))
        after = draw(st.one_of(st.none(), st.just({str(n): tuple(str(b) for b in range(n) if draw(st.booleans())) for n in range(count)})))
        found.append(Site(name, stages, BEGINS + timedelta(days=draw(st.integers(-3, 12))), after))
    return found


def least_late(sites, crews):
    """By trying every order: each stage as early as what it waits for and the crews allow, in the order given; one such order is the best plan."""
    all_of = [(site, n) for site in sites for n in range(len(site.stages))]
    best = None
    for order in permutations(all_of):
        ends, busy, fits = {}, {}, True
        for site, n in order:
            name, days, taken = site.stages[n]
            if any((site.name, b) not in ends for b in site.waits(n)):
                fits = False
                break
            start = max((ends[site.name, b] for b in site.waits(n)), default=0)
            while any(busy.get(day, 0) + taken > crews for day in range(start, start + days)):
                start += 1
            for day in range(start, start + days):
                busy[day] = busy.get(day, 0) + taken
            ends[site.name, name] = start + days
        if fits:
            late = sum(max(0, *(ends[site.name, name] - (site.handover - BEGINS).days - 1 for name, _, _ in site.stages)) for site in sites)
            best = late if best is None else min(best, late)
    return best


@given(small_sites(), st.integers(2, 3))
@settings(deadline=None, max_examples=25)
def test_no_order_of_the_stages_that_could_be_tried_is_less_late(sites, crews):
    found = plan_with_crews(sites, crews=crews, begins=BEGINS, seconds=20)
    assert found.proven and found.days_late == least_late(sites, crews)

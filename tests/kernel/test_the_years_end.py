"""Days over the year's end and 29 February: what is due on the last day is in time on it, late on New Year's Day, and a year ends on its own day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tuopin.analysis.scheduling.steps import Step, plan_back
from tuopin.identification.states.quality import ExitFacts, quality_of
from tuopin.kernel.days import covers, years_after
from tuopin.kernel.working_days import is_working_day, working_days_after
from tuopin.ledger.rulebook.lateness import limits_on
from tuopin.ledger.states.calendar import Due, calendar_text
from tuopin.ledger.states.lateness import countdown, lateness_on
from tuopin.monitoring.states import terms
from tuopin.procedure.services.clock import today

VILLAGE = "431129210213"


def test_a_task_of_the_last_day_is_in_time_on_it_and_late_on_new_years_day():
    limits = limits_on(date(2019, 12, 31))
    stands = {on: lateness_on("issued", date(2019, 12, 31), on, steps=limits.steps, soon=limits.soon) for on in (date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 7))}
    assert [(s.late, s.left, s.light) for s in stands.values()] == [(0, 0, "amber"), (1, -1, "red"), (7, -7, "red")]
    assert stands[date(2020, 1, 1)].up == 1 and stands[date(2020, 1, 7)].up == 2
    assert (countdown(date(2019, 12, 31), date(2018, 10, 8)), countdown(date(2020, 3, 1), date(2020, 2, 28)), countdown(date(2021, 3, 1), date(2021, 2, 28))) == (449, 2, 1)


def test_the_office_turns_the_year_by_its_own_wall_and_not_by_london():
    assert today(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert today(datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_working_days_and_days_of_a_clue_run_over_the_new_year_and_the_leap_day():
    assert working_days_after(date(2020, 12, 30), 15) == date(2021, 1, 21)  # 31, not New Year's Day, 4-8, 11-15, 18-21
    assert working_days_after(date(2020, 2, 28), 1) == date(2020, 3, 2)  # 29 February was a Saturday
    assert [working_days_after(date(2024, 2, day), 1) for day in (8, 9, 17)] == [date(2024, 2, 9), date(2024, 2, 18), date(2024, 2, 18)]  # a Sunday worked for the feast
    assert is_working_day(date(2018, 12, 29)) and not is_working_day(date(2018, 12, 31)) and not is_working_day(date(2019, 1, 1))
    for clue in (date(2021, 12, 28), date(2024, 2, 26)):
        due = terms.check_due_on(clue, VILLAGE)
        assert due is not None and (due - clue).days == (terms.check_due_on(date(2021, 6, 1), VILLAGE) - date(2021, 6, 1)).days
    assert terms.months_between(date(2020, 12, 31), date(2021, 1, 1)) == 1


def test_steps_are_counted_back_over_the_leap_day():
    def latest(deadline: date) -> list[date]:
        plan = plan_back([Step("搬迁", 2, ()), Step("验收", 1, ("搬迁",))], deadline=deadline, begins=date(deadline.year - 1, 12, 1))
        return [each.latest_start for each in plan.planned]

    assert latest(date(2020, 3, 1)) == [date(2020, 2, 28), date(2020, 3, 1)]
    assert latest(date(2021, 3, 1)) == [date(2021, 2, 27), date(2021, 3, 1)]
    assert latest(date(2020, 1, 1)) == [date(2019, 12, 30), date(2020, 1, 1)]


def test_a_day_of_the_calendar_ends_in_the_next_year():
    text = calendar_text([Due("1@x", date(2026, 12, 31), "年终", "", "https://x/")], name="任务", at=datetime(2026, 12, 31, tzinfo=UTC))
    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in text


def test_a_post_to_the_end_of_the_year_covers_its_last_day():
    assert covers(date(2019, 1, 1), date(2020, 1, 1), date(2019, 12, 31)) and not covers(date(2019, 1, 1), date(2020, 1, 1), date(2020, 1, 1))


@pytest.mark.parametrize(("begun", "full"), [
    (date(2016, 2, 29), date(2018, 2, 28)), (date(2018, 2, 28), date(2020, 2, 28)), (date(2018, 12, 31), date(2020, 12, 31)), (date(2018, 3, 1), date(2020, 3, 1)),
])
def test_a_term_of_two_years_ends_on_its_day(begun, full):
    assert years_after(begun, 2) == full


def test_a_household_is_revisited_within_a_year_leap_year_or_not():
    """An exit of 31 December 2019 is revisited in time on 31 December 2020, which is its 366th day."""
    facts = ExitFacts(date(2019, 12, 31), 3, 3, 0, 3, 3, True, False)
    assert quality_of(facts, on=date(2020, 12, 31)).missing == () and quality_of(facts, on=date(2021, 1, 1)).missing == ("revisited",)

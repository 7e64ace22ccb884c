"""Until when each step of monitoring is to be done, and to which level what is late climbs, day by day."""

from __future__ import annotations

from datetime import date, timedelta

from tuopin.kernel.working_days import working_days_after
from tuopin.policy.rulebook import monitoring_terms as terms

LEVELS = ("township", "county", "city")


def check_due_on(clue_on: date, area: str) -> date | None:
    """The last day for the household check of a clue; None where no term is in force."""
    return _after(clue_on, terms.days("check_days", area, clue_on))


def decision_due_on(clue_on: date, area: str) -> date | None:
    """The last day for the county's decision on a clue: fifteen days, or working days where the place counts so."""
    count = terms.days("decision_days", area, clue_on)
    if count is not None and terms.counts_working_days(area, clue_on):
        return working_days_after(clue_on, count)
    return _after(clue_on, count)


def measure_due_on(decided_on: date, area: str) -> date | None:
    """The last day for the first measure after the decision."""
    return _after(decided_on, terms.days("measure_days", area, decided_on))


def follow_up_due_on(last_on: date, area: str) -> date | None:
    """The last day for the next monthly visit to a watched household."""
    return _after(last_on, terms.days("follow_up_days", area, last_on))


def exited_visit_due_on(last_on: date, area: str) -> date | None:
    """The last day for the next visit to a household that has left the register."""
    return _after(last_on, terms.days("exited_visit_days", area, last_on))


def policies_kept_until(area: str, on: date) -> date | None:
    """The last day to which policies are kept after exit (脱贫不脱政策), as in force on the day."""
    found = terms.term("policies_kept_until", area, on)
    return date.fromisoformat(found.value) if found else None


def level_of_lateness(days_late: int, area: str, on: date) -> str:
    """Which level is to press for what is so many days late: township, then county, then city; "" when it is not late."""
    if days_late <= 0:
        return ""
    county, city = (terms.days(name, area, on) for name in ("county_after_days", "city_after_days"))
    if city is not None and days_late >= city:
        return LEVELS[2]
    return LEVELS[1] if county is not None and days_late >= county else LEVELS[0]


def months_between(first: date, last: date) -> int:
    """How many calendar months lie between the months of two days: 0 in the same month, 1 in the next."""
    return (last.year - first.year) * 12 + last.month - first.month


def _after(day: date, count: int | None) -> date | None:
    return None if count is None else day + timedelta(days=count)

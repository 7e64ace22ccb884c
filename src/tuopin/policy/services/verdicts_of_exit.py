"""The verdicts of the household exit, household by household, in the shape that standings keep them."""

from __future__ import annotations

from datetime import date

from tuopin.engine.findings import Condition
from tuopin.engine.tables import Facts
from tuopin.kernel.refusals import NotFound
from tuopin.people.selectors import operator
from tuopin.policy.rulebook import rule_named
from tuopin.registry.extract import household_facts, one_household_facts

NEAR_PERCENT = 3  # "just above the line": over it by less than this
RULE = "household-exit"


def verdicts_of_county(county: str, *, on: date) -> list[tuple]:
    """Of every household of the county: id, may exit, failed bits, unknown bits, net income in fen, persons, near
    the line, children of school age out of school, members without insurance.

    The whole county is read, whoever asked for it to be judged: what comes of it is shown to each within their areas.
    """
    return _rows(household_facts(operator(), area=county, on=on))


def verdicts_of_household(number: str, *, on: date) -> list[tuple]:
    """The same of one household; empty when it was not registered on the day."""
    try:
        return _rows(one_household_facts(operator(), number=number, on=on))
    except NotFound:
        return []


def _rows(facts: Facts) -> list[tuple]:
    judgement = rule_named(RULE).judge(facts)
    income = judgement.findings["income_above_line"]
    near = (income.value >= income.threshold) & (income.value * 100 < income.threshold * (100 + NEAR_PERCENT))
    return list(zip(
        facts.households.id.numbers(), judgement.holds_list(), judgement.failed_list(), judgement.unknown_list(),
        income.value.numbers(), facts.members.per_owner.numbers(), (answer is True for answer in near.answers()),
        _short_by(judgement.findings["compulsory_education"]), _short_by(judgement.findings["basic_medical_care"]), strict=True,
    ))


def _short_by(condition: Condition) -> list[int]:
    """For each household how many members the condition fails for; at least one where it fails and others are not known."""
    if condition.value is None:  # no number in force: nothing is known to fail
        return [0] * len(condition.holds)
    missing = (condition.threshold - condition.value).numbers()
    return [max(number or 0, 1) if fails else 0 for number, fails in zip(missing, (~condition.holds).answers(), strict=True)]

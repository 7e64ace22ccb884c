"""The verdicts of the household exit, household by household, in the shape that standings keep them."""

from __future__ import annotations

from datetime import date

from tuopin.engine.tables import Facts
from tuopin.kernel.refusals import NotFound
from tuopin.people.selectors import operator
from tuopin.policy.rulebook import rule_named
from tuopin.policy.states.standings import standings_of
from tuopin.registry.extract import household_facts, one_household_facts

RULE = "household-exit"


def verdicts_of_county(county: str, *, on: date) -> list[tuple]:
    """Of every household of the county: id, may exit, failed bits, unknown bits, net income in fen, persons, near
    the line, children of school age out of school, members without insurance, children of school age, fen short of the line.

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
    stands = standings_of(facts, judgement)
    return list(zip(
        facts.households.id.numbers(), judgement.holds_list(), judgement.failed_list(), judgement.unknown_list(),
        stands.net_fen.numbers(), stands.persons.numbers(), (answer is True for answer in stands.near_line.answers()),
        stands.school_out.numbers(), stands.uninsured.numbers(), stands.school_age.numbers(), stands.short_fen.numbers(), strict=True,
    ))

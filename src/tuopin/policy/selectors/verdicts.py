"""The verdict on one household on a day, found by the living rule from the facts of that day: a batch of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.kernel.refusals import NotFound
from tuopin.people.selectors import Actor
from tuopin.policy.rulebook import rule_named
from tuopin.registry.extract import one_household_facts


@dataclass(frozen=True)
class Verdict:
    """What a rule says of one household on a day; each condition with answer, value, threshold, unit and source."""

    rule: str
    on: date
    holds: bool | None
    why_not: list[str]
    conditions: list[dict]


def household_verdict(actor: Actor, number: str, *, on: date, rule: str = "household-exit") -> Verdict | None:
    """The verdict on the household; None when it was not registered, or was removed, by that day. Raises NotFound out of scope."""
    try:
        facts = one_household_facts(actor, number=number, on=on)
    except NotFound:
        return None
    judgement = rule_named(rule).judge(facts)
    return Verdict(rule, on, judgement.holds_list()[0], judgement.why_not(0), judgement.verdict(0))

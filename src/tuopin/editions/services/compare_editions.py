"""Compares two editions: who entered, left, moved, was merged or split, and whose verdict by a rule changed."""

from __future__ import annotations

from pathlib import Path

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook import rule_named
from tuopin.snapshots.comparing import Change, Difference, compare_editions
from tuopin.snapshots.pseudonyms import shown
from tuopin.snapshots.reading import Edition, wanted_of

RULE = "household-exit"
COLUMNS = ("kind", "household", "village_before", "village_after", "verdict_before", "verdict_after", "other")
SAID = {1: "holds", 0: "fails", -1: "unknown"}


def difference(before: Path, after: Path, *, rule: str = RULE) -> Difference:
    """The difference from the edition in one folder to that in another, verdicts by the rule, each for its own day.

    Raises Damaged, or Refusal for a rule that does not judge households, or for editions of two systems.
    """
    asked = rule_named(rule)
    if asked.unit != "household":
        raise Refusal("not-of-households", phrase("规则 {rule} 不评判单户。"), phrase("请用评判户的规则。"), rule=rule)
    return compare_editions(
        Edition(before), Edition(after), wanted_of(asked.tables), lambda facts: asked.judge(facts).holds.signs()
    )


def as_row(change: Change) -> dict:
    """A change as it is printed: pseudonyms in hexadecimal, codes in twelve digits, verdicts as words; "" where there is none."""
    return {
        "kind": change.kind, "household": shown(change.household),
        "village_before": str(change.village_before).zfill(12) if change.village_before else "",
        "village_after": str(change.village_after).zfill(12) if change.village_after else "",
        "verdict_before": SAID.get(change.verdict_before, ""), "verdict_after": SAID.get(change.verdict_after, ""),
        "other": shown(change.other) if change.other else "",
    }

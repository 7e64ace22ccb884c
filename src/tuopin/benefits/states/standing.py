"""How everybody stands to a policy: entitled or not, by which condition, what is due, and, beside what was delivered, who is still owed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tuopin.benefits.states.catalogue import Policy
from tuopin.engine.columns import Quantity
from tuopin.engine.examples import in_fen
from tuopin.engine.missing import cells_unknown
from tuopin.engine.tables import Facts, Grouped, Table
from tuopin.engine.truth import Truth, all_of
from tuopin.kernel.words import phrase
from tuopin.policy.rulebook.declared import COLUMNS, as_read

RECEIVED, GAP, OVER, UNKNOWN, ELIGIBLE, NOT = "received", "gap", "over", "unknown", "eligible", "not"
STATES = {
    GAP: phrase("应享未享"), OVER: phrase("不应享已享"), UNKNOWN: phrase("待核实"), RECEIVED: phrase("应享已享"), ELIGIBLE: phrase("符合条件"),
    NOT: phrase("不符合条件"),
}
COUNTED = ("entitled", "received", GAP, OVER, UNKNOWN)


@dataclass(frozen=True)
class Judged:
    """Everybody of an area by one policy: the answer of each condition, of the whole, and the amount that is due in fen."""

    policy: Policy
    facts: Facts
    holds: Truth
    conditions: Mapping[str, Truth]
    due: Quantity | None

    def __len__(self) -> int:
        return len(self.holds)

    def failing(self, row: int) -> list[str]:
        """The titles of the conditions that one beneficiary does not meet."""
        return [self.policy.titles[name] for name, answer in self.conditions.items() if answer[row] is False]

    def missing(self, row: int) -> list[str]:
        """The names of the facts that are missing to answer for one beneficiary."""
        found = [
            column for name, sentence in self.policy.target.items() if self.conditions[name][row] is None
            for _table, column in cells_unknown(sentence, self.facts, row)
        ]
        return list(dict.fromkeys(found))

    def state(self, row: int, received: bool) -> str:
        """The word of STATES for one beneficiary."""
        return state_of(self.holds[row], received, self.policy.by_right)


def judge(policy: Policy, facts: Facts) -> Judged:
    """The policy's target over all households (or members) of the facts at once."""
    facts = as_read(facts)
    conditions = {name: sentence(facts) for name, sentence in policy.target.items()}
    return Judged(policy, facts, all_of(*conditions.values()), conditions, policy.amount(facts) if policy.amount else None)


def state_of(entitled: bool | None, received: bool, by_right: bool) -> str:
    """How somebody stands: what is not known stays unknown, received or not; a policy that is asked for leaves no gap."""
    if entitled is None:
        return UNKNOWN
    if entitled:
        return RECEIVED if received else GAP if by_right else ELIGIBLE
    return OVER if received else NOT


def facts_of_example(policy: Policy, example: Mapping) -> Facts:
    """The facts of one of the policy's examples: one household with its members."""
    fields = {table: tuple(f for name, f in COLUMNS[table].items() if name in names) for table, names in policy.needs.items()}
    household = in_fen(example.get("households", {}), fields["households"])
    members = [in_fen(row, fields["members"]) for row in example.get("members", [{}])]
    on: date = example["on"]
    return Facts(on, {
        "households": Table.of_rows("households", fields["households"], [household]),
        "members": Grouped.of_lists("members", fields["members"], [members]),
    })

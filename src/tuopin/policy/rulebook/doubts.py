"""疑点 doubts: the two rules that look for facts that do not fit together, of a household and of a member."""

from __future__ import annotations

from functools import cache

from tuopin.engine.rules import Rule, load_rule


@cache
def doubt_rules() -> dict[str, Rule]:
    """The rules by the unit they look at, "household" and "person"; raises RuleUnfit."""
    from tuopin.policy.rulebook.doubtful_household import rule as of_household
    from tuopin.policy.rulebook.doubtful_member import rule as of_member

    return {rule.unit: rule for rule in (load_rule(of_household), load_rule(of_member))}

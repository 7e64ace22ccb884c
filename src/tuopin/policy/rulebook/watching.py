"""防返贫监测 watching: the four rules of monitoring; they are asked by the room of monitoring, not by name."""

from __future__ import annotations

from functools import cache

from tuopin.engine.rules import Rule, load_rule


@cache
def watching_rules() -> dict[str, Rule]:
    """The rules by name, "watch-risk", "watch-care", "watch-removal" and "left-out"; raises RuleUnfit."""
    from tuopin.policy.rulebook.left_out import rule as left_out
    from tuopin.policy.rulebook.watch_care import rule as care
    from tuopin.policy.rulebook.watch_removal import rule as removal
    from tuopin.policy.rulebook.watch_risk import rule as risk

    return {rule.name: rule for rule in (load_rule(risk), load_rule(care), load_rule(removal), load_rule(left_out))}

"""防返贫监测 watching: the three rules of monitoring; they are asked by the room of monitoring, not by name."""

from __future__ import annotations

from functools import cache

from tuopin.engine.rules import Rule, load_rule


@cache
def watching_rules() -> dict[str, Rule]:
    """The rules by name, "watch-risk", "watch-care" and "watch-removal"; raises RuleUnfit."""
    from tuopin.policy.rulebook.watch_care import rule as care
    from tuopin.policy.rulebook.watch_removal import rule as removal
    from tuopin.policy.rulebook.watch_risk import rule as risk

    return {rule.name: rule for rule in (load_rule(risk), load_rule(care), load_rule(removal))}

"""规则库 rulebook: every rule by which the register is judged, each a folder with its question, numbers and examples."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from tuopin.engine.rules import Rule, load_rule, no_such_rule, rulebook_version
from tuopin.kernel.pack import pack, pack_files


@cache
def rules() -> dict[str, Rule]:
    """All rules by their kebab-case names, loaded and found fit on first use; those of the pack in place of the usual, and none it leaves out. Raises RuleUnfit."""
    from tuopin.policy.rulebook.county_exit import rule as county_exit
    from tuopin.policy.rulebook.declared import declared_rule
    from tuopin.policy.rulebook.household_exit import rule as household_exit
    from tuopin.policy.rulebook.household_identification import rule as household_identification
    from tuopin.policy.rulebook.poverty_line import rule as poverty_line
    from tuopin.policy.rulebook.two_assurances_three_guarantees import rule as assurances
    from tuopin.policy.rulebook.village_exit import rule as village_exit

    line, guarantees = load_rule(poverty_line), load_rule(assurances)
    leaving = load_rule(household_exit, (line, guarantees))
    loaded = (line, guarantees, leaving, load_rule(household_identification, (leaving,)), load_rule(village_exit), load_rule(county_exit))
    own = [declared_rule(path) for path in pack_files("rules")]
    return {rule.name: rule for rule in (*loaded, *own) if rule.name not in pack().without_rules}


def rule_named(name: str) -> Rule:
    """The rule of that name, in kebab-case; raises Refusal when there is none."""
    found = rules().get(name)
    if found is None:
        raise no_such_rule(name, list(rules()))
    return found


@cache
def version() -> str:
    """The version of the whole rulebook: it changes with any file of any rule."""
    own = [pack().folder / kind for kind in ("rules", "numbers", "examples")]
    told = [rulebook_version(folder) for folder in (Path(__file__).parent, *own) if folder.exists()]
    return told[0] if len(told) == 1 else sha256("".join(told).encode()).hexdigest()[:12]

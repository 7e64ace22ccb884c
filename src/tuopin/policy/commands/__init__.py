"""`tuopin judge`, `rules` and `simulate`: ask a rule about the register or an edition, read its numbers, ask what a change would do."""

from tuopin.policy.commands.asking import judge, rules
from tuopin.policy.commands.simulating import simulate

__all__ = ["judge", "rules", "simulate"]

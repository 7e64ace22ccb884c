"""Who helps whom: helpers to households, units to villages, at the least cost that can be proven, with what every other choice would cost."""

from tuopin.analysis.assignment.costs import Costs
from tuopin.analysis.assignment.pairing import Paired, Pairing
from tuopin.analysis.assignment.posting import Posted, Posting, post_units
from tuopin.analysis.assignment.proof import Proof
from tuopin.analysis.assignment.solving import pair_households

__all__ = ["Costs", "Paired", "Pairing", "Posted", "Posting", "Proof", "pair_households", "post_units"]

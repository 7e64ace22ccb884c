"""The tables of what judging comes to."""

from tuopin.policy.models.doubt import Doubt
from tuopin.policy.models.figure import Figure
from tuopin.policy.models.standing import Freshness, Standing

__all__ = ["Doubt", "Figure", "Freshness", "Standing"]

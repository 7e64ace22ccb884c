"""The tables of what judging comes to."""

from tuopin.policy.models import checks  # noqa: F401  (declares what verification compares)
from tuopin.policy.models.doubt import Doubt
from tuopin.policy.models.figure import Figure
from tuopin.policy.models.projections import COUNTY, DOUBT, JUDGEMENT
from tuopin.policy.models.standing import Freshness, Standing

__all__ = ["COUNTY", "DOUBT", "JUDGEMENT", "Doubt", "Figure", "Freshness", "Standing"]

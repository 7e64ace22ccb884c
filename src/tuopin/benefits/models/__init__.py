"""The tables of what was delivered, by which file it came in, what people knew of it, and what was counted."""

from tuopin.benefits.models.awareness import Awareness
from tuopin.benefits.models.delivery import Delivery, DeliveryBatch
from tuopin.benefits.models.projections import AWARENESS, BATCH, BENEFIT, STRATEGY
from tuopin.benefits.models.strategy import Strategy, StrategyLine
from tuopin.benefits.models.tally import Tally

__all__ = ["AWARENESS", "BATCH", "BENEFIT", "STRATEGY", "Awareness", "Delivery", "DeliveryBatch", "Strategy", "StrategyLine", "Tally"]

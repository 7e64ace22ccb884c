"""The tables of what was delivered, by which file it came in, what people knew of it, and what was counted."""

from tuopin.benefits.models.awareness import Awareness
from tuopin.benefits.models.delivery import Delivery, DeliveryBatch
from tuopin.benefits.models.projections import AWARENESS, BATCH, BENEFIT
from tuopin.benefits.models.tally import Tally

__all__ = ["AWARENESS", "BATCH", "BENEFIT", "Awareness", "Delivery", "DeliveryBatch", "Tally"]

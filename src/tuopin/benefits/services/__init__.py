"""What is done with benefits: recorded with proof, taken back, brought in by workbook, judged, counted, surveyed."""

from tuopin.benefits.services.ask_awareness import record_awareness
from tuopin.benefits.services.bring_in import bring_in_deliveries, undo_batch
from tuopin.benefits.services.count_benefits import count_benefits
from tuopin.benefits.services.record_delivery import Handed, record_delivery, void_delivery
from tuopin.benefits.services.standings import benefits_of_household, standing_of, standings_of

__all__ = [
    "Handed", "benefits_of_household", "bring_in_deliveries", "count_benefits", "record_awareness", "record_delivery", "standing_of",
    "standings_of", "undo_batch", "void_delivery",
]

"""What is done in identification, one act a file."""

from tuopin.identification.services.apply import apply_for, apply_many
from tuopin.identification.services.bring_comparisons import bring_in_comparisons
from tuopin.identification.services.compare import record_comparisons, reply_to_comparison, settle_comparison
from tuopin.identification.services.designate import designate
from tuopin.identification.services.hold_meeting import MeetingTold, Votes, hold_meeting
from tuopin.identification.services.propose_change import ArrivalTold, ChangeTold, propose_change
from tuopin.identification.services.record_evaluation import EvaluationTold, record_evaluation
from tuopin.identification.services.record_visit import VisitTold, record_visit, record_visits

__all__ = [
    "ArrivalTold", "ChangeTold", "EvaluationTold", "MeetingTold", "VisitTold", "Votes", "apply_for", "apply_many", "bring_in_comparisons", "designate",
    "hold_meeting", "propose_change", "record_comparisons", "record_evaluation", "record_visit", "record_visits", "reply_to_comparison", "settle_comparison",
]

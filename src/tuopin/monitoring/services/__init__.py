"""What is done in monitoring, one act a file."""

from tuopin.monitoring.services.admit_watch import check_clue, dismiss_clue, open_admission
from tuopin.monitoring.services.care_for_watch import plan_measure, record_follow_up, withdraw_measure
from tuopin.monitoring.services.remove_watch import propose_removal
from tuopin.monitoring.services.report_clue import report_clue

__all__ = [
    "check_clue", "dismiss_clue", "open_admission", "plan_measure", "propose_removal", "record_follow_up", "report_clue", "withdraw_measure",
]

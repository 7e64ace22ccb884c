"""What is done with cases, one act a file; `enact` is the one writer of them all."""

from tuopin.procedure.services.agreement import agree, ask_agreement, spend_agreement
from tuopin.procedure.services.conflict import MovedOn
from tuopin.procedure.services.doors import Judged, Underway
from tuopin.procedure.services.evaluate_case import evaluate_case, hand_in_report
from tuopin.procedure.services.hand_in import hand_in
from tuopin.procedure.services.move_cases import move_cases
from tuopin.procedure.services.open_case import open_case, open_cases
from tuopin.procedure.services.publish_notice import (
    answer_objection,
    close_notice,
    close_notices,
    notice_text,
    object_to,
    publish_notice,
    publish_notices,
)
from tuopin.procedure.services.said import Said
from tuopin.procedure.services.take_step import complete, reject, reject_many, take_again, take_step, take_steps, withdraw

__all__ = [
    "Judged", "MovedOn", "Said", "Underway", "agree", "answer_objection", "ask_agreement", "close_notice", "close_notices", "complete", "evaluate_case", "hand_in",
    "hand_in_report", "move_cases", "notice_text", "object_to", "open_case", "open_cases", "publish_notice", "publish_notices", "reject", "reject_many", "spend_agreement", "take_again", "take_step",
    "take_steps", "withdraw",
]

"""What is done with cases, one act a file; `enact` is the one writer of them all."""

from tuopin.procedure.services.agreement import agree, ask_agreement, spend_agreement
from tuopin.procedure.services.conflict import MovedOn
from tuopin.procedure.services.doors import Judged
from tuopin.procedure.services.hand_in import hand_in
from tuopin.procedure.services.open_case import open_case
from tuopin.procedure.services.publish_notice import answer_objection, close_notice, notice_text, object_to, publish_notice
from tuopin.procedure.services.said import Said
from tuopin.procedure.services.take_step import complete, take_step, withdraw

__all__ = [
    "Judged", "MovedOn", "Said", "agree", "answer_objection", "ask_agreement", "close_notice", "complete", "hand_in", "notice_text", "object_to",
    "open_case", "publish_notice", "spend_agreement", "take_step", "withdraw",
]

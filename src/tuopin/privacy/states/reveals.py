"""What a number may be looked at for, how often, and how long it stays on the screen."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuopin.kernel.words import phrase

PURPOSES = {
    "identity": phrase("核实身份"), "contact": phrase("联系本人"), "payment": phrase("核对补助账号"), "correction": phrase("更正信息"),
    "complaint": phrase("办理信访举报"), "inspection": phrase("监督检查"), "other": phrase("其他(请说明)"),
}
FIELDS = {
    "certificate": phrase("证件号码"), "phone": phrase("联系电话"), "account": phrase("银行卡号"), "helper-phone": phrase("帮扶人联系电话"),
}
SHOWN_FOR = timedelta(seconds=60)
RATION, RATION_SPAN = 30, timedelta(hours=1)
LONGEST_NOTE = 200


def is_shown(revealed_at: datetime, now: datetime) -> bool:
    """Whether a number that was revealed then may still be on the screen now; a clock that ran backwards shows nothing."""
    return timedelta(0) <= now - revealed_at < SHOWN_FOR


def purpose_is_told(purpose: str, note: str) -> bool:
    """Whether the purpose is one of the list, and explained where it is another."""
    return purpose in PURPOSES and (purpose != "other" or len(note.strip()) >= 4)

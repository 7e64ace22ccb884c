"""The way of a task: 下达, 认领, 提交, 验收, 销号, and what may lead back. Late is never a state: it is counted from the day."""

from __future__ import annotations

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import Phrase, phrase

STATE_WORDS = {
    "draft": phrase("草拟"), "issued": phrase("已下达"), "accepted": phrase("已认领"), "submitted": phrase("待验收"), "returned": phrase("已退回"),
    "verified": phrase("已验收"), "closed": phrase("已销号"), "reopened": phrase("重新办理"), "voided": phrase("已作废"),
}
ACT_WORDS = {
    "draft": phrase("草拟"), "issue": phrase("下达"), "accept": phrase("认领"), "hand_down": phrase("转交"), "refused": phrase("转交被拒"),
    "submit": phrase("提交"), "verify": phrase("验收"), "return": phrase("退回"), "close": phrase("销号"), "reopen": phrase("重开"), "void": phrase("作废"),
}
WORKING = frozenset({"issued", "accepted", "returned", "reopened"})  # with its owner
OPEN = WORKING | {"submitted", "verified"}  # not yet crossed off
MOVES: dict[str, tuple[frozenset[str], str]] = {
    "issue": (frozenset({"draft"}), "issued"),
    "accept": (frozenset({"issued"}), "accepted"),
    "hand_down": (WORKING, "issued"),
    "submit": (frozenset({"accepted", "returned", "reopened"}), "submitted"),
    "return": (frozenset({"submitted"}), "returned"),
    "verify": (frozenset({"submitted"}), "verified"),
    "close": (frozenset({"verified"}), "closed"),
    "reopen": (frozenset({"verified", "closed"}), "reopened"),
    "void": (OPEN | {"draft"}, "voided"),
}
WITH_REASON = frozenset({"return", "reopen", "void"})  # acts that must say why


def next_state(state: str, act: str, *, note: str = "") -> str:
    """The state after an act; raises Refusal where the act does not fit the state, or lacks the reason that it must give."""
    begins, ends = MOVES[act]
    if state not in begins:
        raise Refusal("task-elsewhere", phrase("这项任务现在不能办理“{act}”。"), phrase("请刷新页面,核对任务状态。"), act=Phrase(ACT_WORDS[act]))
    if act in WITH_REASON and not note.strip():
        raise Refusal("reason-missing", phrase("没有写明理由。"), phrase("退回、重开和作废须写明理由。"))
    return ends

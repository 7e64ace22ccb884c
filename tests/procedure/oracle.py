"""What a completed exit must be, said a second time and in another way than the judgement says it: the walkers are held to this."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuopin.procedure.states import Deed, Setting

ORDER = ("appraise", "verify", "publish", "review", "approve")
PIECES = {  # per act: what it must rest on, with how many, and at most how old in days
    ("step", "appraise"): {"minutes": (1, 30), "meeting-photo": (1, 30)},
    ("step", "verify"): {"income-table": (1, 30), "recognition": (1, 30), "signatures": (2, 30)},
    ("publish", "publish"): {"board-first": (1, 1)}, ("close", "publish"): {"board-last": (1, 1)},
    ("step", "review"): {"review-sheet": (1, 30)}, ("step", "approve"): {"reply": (1, 30)},
}
SHARED = {"minutes", "meeting-photo", "board-first", "board-last"}
NOTICE = timedelta(days=7)


def faults(setting: Setting, deeds: list[Deed]) -> list[str]:
    """What is wrong with a case that ended in an exit; nothing when it is as it must be."""
    steps = [deed for deed in deeds if deed.kind in ("step", "publish")]
    found = []
    if tuple(deed.step for deed in steps) != ORDER:
        found.append("order")
    if len({deed.person for deed in steps}) < 5 or len({deed.seat for deed in steps}) < 5:
        found.append("persons")
    acted = {deed.person for deed in deeds if deed.kind in ("step", "publish", "close")}
    if acted & setting.avoiding or any(pair <= acted for pair in setting.kin):
        found.append("avoidance")
    used: list[str] = []
    for deed in deeds:
        for name, (least, days) in PIECES.get((deed.kind, deed.step), {}).items():
            good = [
                p for p in deed.pieces if p.name == name and timedelta(0) <= deed.at - p.accepted_at <= timedelta(days=days)
                and (p.subject == setting.subject or (name in SHARED and p.subject == setting.shared_subject))
            ]
            if len(good) < least:
                found.append(f"evidence {name}")
        used += [p.digest for p in deed.pieces]
    if len(used) != len(set(used)):
        found.append("evidence twice")
    if any(deed.verdict is None or deed.verdict.holds is not True for deed in deeds if (deed.kind, deed.step) in (("step", "verify"), ("step", "approve"))):
        found.append("verdict")
    if any(later.at < earlier.at for earlier, later in zip(deeds, deeds[1:], strict=False)):
        found.append("time")
    return found + _of_the_notice(deeds)


def _of_the_notice(deeds: list[Deed]) -> list[str]:
    begun = [deed for deed in deeds if deed.kind == "publish"]
    ended = [deed for deed in deeds if deed.kind == "close"]
    if len(begun) != 1 or len(ended) != 1 or not begun[0].sealed_at or not ended[0].sealed_at:
        return ["notice"]
    answers = {deed.refers: deed for deed in deeds if deed.kind == "answer"}
    spans = []
    for place, deed in enumerate(deeds, 1):
        if deed.kind == "object":
            answer = answers.get(place)
            if answer is None or answer.outcome != "dismissed" or answer.person in (deed.person, *(d.person for d in deeds[:2])):
                return ["objection"]
            spans.append((deed.at, answer.at))
    return [] if _running(begun[0].sealed_at, ended[0].at, spans) >= NOTICE else ["notice too short"]


def _running(start: datetime, end: datetime, spans: list[tuple[datetime, datetime]]) -> timedelta:
    """The time from start to end in which no span lay: counted between all the instants at which anything began or ended."""
    marks = sorted({start, end, *(m for span in spans for m in span if start < m < end)})
    pieces = zip(marks, marks[1:], strict=False)
    return sum((b - a for a, b in pieces if not any(since <= a and b <= until for since, until in spans)), timedelta(0))

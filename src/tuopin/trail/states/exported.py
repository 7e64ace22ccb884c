"""Verifies an exported trail, as a stranger does who has nothing but the file."""

from __future__ import annotations

from tuopin.kernel.areas import is_code
from tuopin.trail.states.checkpoints import Said, read_text, wrong_after, wrong_with
from tuopin.trail.states.events import HEX, fields_told, misformed
from tuopin.trail.states.files import Exported, read_export
from tuopin.trail.states.findings import INTACT, MISSING, TAMPERED, UNREADABLE, Finding, Unreadable
from tuopin.trail.states.verifying import Walk


def first_finding(trail: Exported, *, trusted: str = "") -> Finding | None:
    """The first thing wrong with an exported trail in the order of the format's document, None when it is intact."""
    before = ""
    for head, events in trail.chains:
        finding = Finding(head["chain"], 0, "order") if head["chain"] <= before else _in_chain(head, events)
        if finding:
            return finding
        before = head["chain"]
    return _in_checkpoints(trail, trusted)


def check_export(data: bytes, *, trusted: str = "", anchors_wanted: bool = False) -> tuple[int, str, int, str]:
    """The answer to a file in memory, as the format's document has it: exit code, chain, number, field."""
    try:
        trail = read_export(data)
    except Unreadable:
        return UNREADABLE, "", 0, ""
    finding = first_finding(trail, trusted=trusted)
    if finding:
        return TAMPERED, finding.chain, finding.seq, finding.field
    return MISSING if anchors_wanted and not trail.checkpoints else INTACT, "", 0, ""


def _in_chain(head: dict, events: list[dict]) -> Finding | None:
    if events and not (is_code(head["chain"]) and HEX.fullmatch(head["hash"])):
        return Finding(head["chain"], 1, "form")
    walk = Walk(head["chain"].encode())
    for event in events:
        if misformed(event):
            return Finding(head["chain"], walk.seq + 1, "form")
        walk.step(event["hash"].encode(), event["prev"].encode(), fields_told(event))
        if walk.finding:
            break
    return walk.ended(head["seq"], head["hash"].encode())


def _in_checkpoints(trail: Exported, trusted: str) -> Finding | None:
    hashes = {head["chain"]: [event["hash"] for event in events] for head, events in trail.chains}
    last: dict[str, tuple[str, Said]] = {}
    counts: dict[str, int] = {}
    for shown in trail.checkpoints:
        said = read_text(shown.text)
        area = said.area if said else ""
        counts[area] = counts.get(area, 0) + (said is not None)
        wrong = wrong_with(shown.text, shown.signature, shown.heads, trusted) or wrong_after(said, last.get(area))
        if wrong:
            return Finding(area, counts[area] or 1, wrong)
        for chain, seq, found in shown.heads:
            known = hashes.get(chain, [])
            if seq > len(known) or known[seq - 1] != found:
                return Finding(chain, seq, "head")
        last[area] = (shown.text, said)
    return None



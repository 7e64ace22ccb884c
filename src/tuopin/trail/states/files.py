"""Exported trails and checkpoint files: one JSON object a line, closed by a line that counts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import orjson

from tuopin.trail.states.checkpoints import Head
from tuopin.trail.states.findings import Unreadable
from tuopin.trail.states.witnessing import Shown

WHOLE, TEXT = int, str
MEMBERS: dict[str, dict[str, type]] = {
    "trail": {"format": WHOLE, "area": TEXT, "chains": WHOLE, "events": WHOLE},
    "chain": {"chain": TEXT, "seq": WHOLE, "hash": TEXT},
    "event": {
        "alg": WHOLE, "chain": TEXT, "seq": WHOLE, "recorded_at": WHOLE, "happened_on": TEXT, "area": TEXT, "verb": TEXT, "subject": TEXT,
        "actor": TEXT, "post": TEXT, "state": TEXT, "evidence": list, "payload": dict, "prev": TEXT, "hash": TEXT,
    },
    "checkpoint": {"text": TEXT, "signature": TEXT, "heads": list},
    "links": {"chain": TEXT, "after": WHOLE, "bodies": list},
    "end": {"lines": WHOLE},
}


@dataclass
class Exported:
    """An exported trail as it stands in its file."""

    area: str
    chains: list[tuple[dict, list[dict]]] = field(default_factory=list)  # head as kept, events
    checkpoints: list[Shown] = field(default_factory=list)


def line_of(told: Mapping) -> bytes:
    """One line of a file."""
    return orjson.dumps(told) + b"\n"


def read_lines(data: bytes) -> Iterator[tuple[int, dict]]:
    """The lines of a file as what they tell, up to the end line; raises Unreadable for what is no such file."""
    lines = data.split(b"\n")
    if lines.pop() != b"":
        raise Unreadable(len(lines) + 1, "end")
    for number, line in enumerate(lines, 1):
        told = _told(number, line)
        if told["t"] == "end":
            if told["lines"] != number - 1 or number != len(lines):
                raise Unreadable(number, "end")
            return
        yield number, told
    raise Unreadable(len(lines) + 1, "end")


def _told(number: int, line: bytes) -> dict:
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError as fault:
        raise Unreadable(number, "json") from fault
    members = MEMBERS.get(told.get("t")) if isinstance(told, dict) and isinstance(told.get("t"), str) else None
    if members is None:
        raise Unreadable(number, "t")
    for name, kind in members.items():
        if type(told.get(name)) is not kind:
            raise Unreadable(number, name)
    return told


def read_export(data: bytes) -> Exported:
    """An exported trail; raises Unreadable."""
    found: Exported | None = None
    first: dict = {}
    for number, told in read_lines(data):
        kind = told["t"]
        if found is None:
            if kind != "trail" or told["format"] != 1:
                raise Unreadable(number, "t" if kind != "trail" else "format")
            found, first = Exported(told["area"]), told
        elif kind == "chain" and not found.checkpoints:
            found.chains.append((told, []))
        elif kind == "event" and found.chains and not found.checkpoints:
            found.chains[-1][1].append(_event(number, told))
        elif kind == "checkpoint":
            found.checkpoints.append(Shown(told["text"], told["signature"], _heads(number, told["heads"]), {}))
        else:
            raise Unreadable(number, "t")
    if found is None:
        raise Unreadable(1, "t")
    if first["chains"] != len(found.chains) or first["events"] != sum(len(events) for _, events in found.chains):
        raise Unreadable(1, "chains")
    return found


def read_checkpoint(data: bytes) -> Shown:
    """A checkpoint file; raises Unreadable."""
    shown: Shown | None = None
    links: dict[str, tuple[int, list[str]]] = {}
    for number, told in read_lines(data):
        if shown is None and told["t"] == "checkpoint":
            shown = Shown(told["text"], told["signature"], _heads(number, told["heads"]), links)
        elif shown is not None and told["t"] == "links" and told["chain"] not in links and all(isinstance(b, str) for b in told["bodies"]):
            links[told["chain"]] = (told["after"], told["bodies"])
        else:
            raise Unreadable(number, "t")
    if shown is None:
        raise Unreadable(1, "t")
    return shown


def checkpoint_lines(shown: Shown) -> Iterator[bytes]:
    """The lines of a checkpoint file."""
    yield line_of({"t": "checkpoint", "text": shown.text, "signature": shown.signature, "heads": shown.heads})
    for chain, (after, bodies) in sorted(shown.links.items()):
        yield line_of({"t": "links", "chain": chain, "after": after, "bodies": bodies})
    yield line_of({"t": "end", "lines": 1 + len(shown.links)})


def _event(number: int, told: dict) -> dict:
    if not all(isinstance(one, str) for one in told["evidence"]):
        raise Unreadable(number, "evidence")
    return told


def _heads(number: int, heads: list) -> list[Head]:
    for head in heads:
        if not (isinstance(head, list) and [type(part) for part in head] == [str, int, str]):
            raise Unreadable(number, "heads")
    return [tuple(head) for head in heads]

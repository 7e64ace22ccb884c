"""Writes the trail of an area to a file that anyone can verify; no value is in it, commitments only."""

from __future__ import annotations

from pathlib import Path

from tuopin.kernel.whole_files import whole_file
from tuopin.trail.selectors.checkpoints import checkpoints_below, heads_of
from tuopin.trail.selectors.streams import event_lines, events_by_chain, heads_kept
from tuopin.trail.services.moment import one_moment
from tuopin.trail.states.chains import NOTHING
from tuopin.trail.states.events import FIELDS
from tuopin.trail.states.files import line_of

NUMBERS = ("alg", "seq", "recorded_at")


def export_trail(*, area_code: str, path: Path) -> int:
    """Write chains, events and checkpoints at and below the area, as of one moment; the number of events written."""
    with whole_file(path) as beside, one_moment(), beside.open("wb") as file:
        return _write(file, area_code)


def _write(file, area_code: str) -> int:
    heads = heads_kept(area=area_code)
    counted = dict.fromkeys(heads, 0) | events_by_chain(area=area_code)
    file.write(line_of({"t": "trail", "format": 1, "area": area_code, "chains": len(counted), "events": sum(counted.values())}))
    lines, waiting = 1, sorted(counted)
    for line in event_lines(area=area_code):
        event = event_of(line)
        while waiting and waiting[0] <= event["chain"]:
            file.write(_head(waiting.pop(0), heads))
        file.write(line_of({"t": "event"} | event))
    file.writelines(_head(chain, heads) for chain in waiting)
    lines += len(counted) + sum(counted.values())
    for checkpoint in checkpoints_below(area_code).defer("made_at").iterator(100):
        file.write(line_of({
            "t": "checkpoint", "text": checkpoint.text or "", "signature": checkpoint.signature or "", "heads": heads_of(checkpoint)}))
        lines += 1
    file.write(line_of({"t": "end", "lines": lines}))
    return sum(counted.values())


def _head(chain: str, heads: dict[str, tuple[int, bytes]]) -> bytes:
    seq, found = heads.get(chain, (0, NOTHING.encode()))
    return line_of({"t": "chain", "chain": chain, "seq": seq, "hash": found.decode()})


def event_of(line: bytes) -> dict:
    """An event as its file tells it, from a line of the stream."""
    told = dict(zip(FIELDS, line[130:].decode().split("\t"), strict=True))
    payload = dict(part.partition("=")[::2] for part in told["payload"].split(",") if part)
    evidence = [digest for digest in told["evidence"].split(",") if digest]
    numbers = {name: int(told[name]) for name in NUMBERS}
    return told | numbers | {"evidence": evidence, "payload": payload, "prev": line[65:129].decode(), "hash": line[:64].decode()}

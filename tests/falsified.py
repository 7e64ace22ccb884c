"""Random falsifications of an exported trail: of its bytes, its lines, its members, clumsy ones and ones made with care."""

from __future__ import annotations

import copy
import json
import random

from trails import hash_again

OTHERS = {
    "alg": [0, 2, 3, True, "1"], "seq": [0, -1, 7, 10**30, 1.0, None], "chain": ["431129210215", "43112921021", "４31129210213", 5],
    "recorded_at": [0, -5, 10**16, "1"], "happened_on": ["2018-02-30", "2018-2-3", "0000-01-01", "", None], "area": ["110000000000", "x", ""],
    "verb": ["", "改\t写", "back\\slash", "\u007f", "\ud800", 3], "actor": ["另一人", "a\nb"], "subject": ["household:0", ""],
    "post": ["head@431129000000"], "state": ["1:", "12345:" + "0" * 64, "1:" + "0" * 64, "1:" + "A" * 64],
    "evidence": [["0" * 64, "0" * 64], ["f" * 64, "0" * 64], ["x"], [5], "x", ["1" * 64]],
    "payload": [{"Basis": "0" * 64}, {"basis": 5}, {"basis": "0" * 63}, {"a" * 41: "0" * 64}, [], {"n": "0" * 64}],
    "prev": ["0" * 64, "f" * 64, "0" * 63], "hash": ["0" * 64, "F" * 64, "f" * 63, None],
    "text": ["", "tuopin-checkpoint 1\n", None], "signature": ["0" * 128, "0" * 127, "F" * 128], "heads": [[], [["1", 2]], {}, [[5, "1", "x"]]],
    "lines": [0, -1, "3"], "chains": [0, 99], "events": [0, 99], "format": [0, 2, "1"], "t": ["event", "chain", "end", "?", 5, None],
}


def falsified(random_: random.Random, lines: list[dict]) -> bytes:
    """The file of a trail after up to three falsifications; sometimes none."""
    lines = copy.deepcopy(lines)
    for _ in range(random_.choice((0, 1, 1, 1, 2, 3))):
        random_.choice((_member, _member, _careful, _line_away, _line_twice, _swap, _head, _checkpoint_text, _cut))(random_, lines)
    if random_.random() < 0.8:
        lines = _counted(lines)
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()  # escapes and all: halves of surrogate pairs too
    return _bytes(random_, data) if random_.random() < 0.15 else data


def _of_kind(lines: list[dict], *kinds: str) -> list[int]:
    return [n for n, line in enumerate(lines) if line.get("t") in kinds]


def _member(random_: random.Random, lines: list[dict]) -> None:
    """One member of one line becomes something else, or goes."""
    line = random_.choice(lines)
    name = random_.choice(sorted(line)) if line else "t"
    if random_.random() < 0.1:
        line.pop(name, None)
    elif name in OTHERS:
        line[name] = random_.choice(OTHERS[name])


def _careful(random_: random.Random, lines: list[dict]) -> None:
    """One member of an event changes and its hash with it; often everything after it is chained anew, and the head too."""
    events = _of_kind(lines, "event")
    if not events:
        return
    at = random_.choice(events)
    name, value = random_.choice([
        ("actor", "另一人"), ("verb", "correct"), ("recorded_at", 1_600_000_000_000_000), ("recorded_at", 5), ("area", "431129210213"),
        ("area", "431129211000"), ("evidence", ["0" * 64]), ("happened_on", "2017-01-01"), ("prev", "a" * 64), ("alg", 2),
    ])
    lines[at][name] = value
    far = random_.choice((1, 1, 10**6))
    before, n = None, at
    while n < len(lines) and lines[n].get("t") == "event" and n - at < far:
        if before is not None:
            lines[n]["prev"] = before
        try:
            before = lines[n]["hash"] = hash_again(lines[n])
        except (KeyError, TypeError, ValueError):
            return
        n += 1
    if far > 1 and random_.random() < 0.7:
        chain = next(m for m in range(at, -1, -1) if m == 0 or lines[m].get("t") == "chain")
        if lines[chain].get("t") == "chain":
            lines[chain]["hash"] = before


def _line_away(random_: random.Random, lines: list[dict]) -> None:
    if len(lines) > 1:
        del lines[random_.randrange(len(lines))]


def _line_twice(random_: random.Random, lines: list[dict]) -> None:
    lines.insert(random_.randrange(len(lines) + 1), copy.deepcopy(random_.choice(lines)))


def _swap(random_: random.Random, lines: list[dict]) -> None:
    a, b = random_.randrange(len(lines)), random_.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]


def _head(random_: random.Random, lines: list[dict]) -> None:
    """The end of a chain is cut off, with or without the head being told so."""
    chains = _of_kind(lines, "chain")
    if not chains:
        return
    at = random_.choice(chains)
    end = at + 1
    while end < len(lines) and lines[end].get("t") == "event":
        end += 1
    if end > at + 1 and random_.random() < 0.5:
        del lines[end - 1]
        end -= 1
    if random_.random() < 0.5:
        lines[at]["seq"] = end - at - 1
        lines[at]["hash"] = lines[end - 1]["hash"] if end > at + 1 and "hash" in lines[end - 1] else "0" * 64


def _checkpoint_text(random_: random.Random, lines: list[dict]) -> None:
    """A word of a checkpoint's text, or one of its heads, becomes another."""
    at = _of_kind(lines, "checkpoint")
    if not at:
        return
    line = lines[random_.choice(at)]
    if random_.random() < 0.4 and isinstance(line.get("heads"), list) and line["heads"]:
        head = random_.choice(line["heads"])
        if isinstance(head, list) and len(head) == 3:
            n = random_.randrange(3)
            head[n] = random_.choice([["431129210299", "x"], [1, 0, 99], ["0" * 64, "x"]][n])
    elif isinstance(line.get("text"), str):
        old, new = random_.choice([
            ("alg 1", "alg 2"), ("chains ", "chains 0"), ("size ", "size 1"), ("origin ", "origin x y"), ("time 2", "time 3"),
            ("previous 0", "previous 1"), ("\nkey", "\n\nkey"), ("area 4", "area 5"), ("area 0", "area 1"), ("-12-", "-13-"), ("key ", "key f"),
        ])
        line["text"] = line["text"].replace(old, new)


def _cut(random_: random.Random, lines: list[dict]) -> None:
    del lines[random_.randint(1, len(lines)):]


def _counted(lines: list[dict]) -> list[dict]:
    """The counts put right, as whoever falsifies with care would."""
    if lines and lines[0].get("t") == "trail":
        lines[0] |= {"chains": len(_of_kind(lines, "chain")), "events": len(_of_kind(lines, "event"))}
    if lines and lines[-1].get("t") == "end":
        lines[-1]["lines"] = len(lines) - 1
    return lines


def _bytes(random_: random.Random, data: bytes) -> bytes:
    """The file itself is harmed: a byte, a piece, its end, a mark in front, blanks, an empty line."""
    if not data:
        return data
    at = random_.randrange(len(data))
    return random_.choice((
        lambda: data[:at] + bytes([random_.randrange(256)]) + data[at + 1:], lambda: data[:at] + data[at + random_.randint(1, 50):],
        lambda: data[:-1], lambda: b"\xef\xbb\xbf" + data, lambda: data.replace(b"\n", b"\n\n", 1), lambda: data.replace(b"\n", b"\r\n"),
        lambda: data + json.dumps({"t": "end", "lines": 1}).encode() + b"\n", lambda: b"",
    ))()

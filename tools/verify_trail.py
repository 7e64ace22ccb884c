#!/usr/bin/env python3
"""Checks an exported trail with nothing but Python's standard library, written from docs/reference/trail-format.md alone.

    python3 verify_trail.py FILE.jsonl [--key HEX] [--anchors] [--json]

It shares no line with the system that made the file, so that a fault of one is not a fault of both. Exit 0 intact, 1 tampered
(the first finding is told: chain, seq, field), 2 anchors missing, 3 unreadable.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import re
import sys

ZEROS = "0" * 64
HEX64 = re.compile("[0-9a-f]{64}")
HEX128 = re.compile("[0-9a-f]{128}")
CODE = re.compile("[0-9]{12}")
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
STATE = re.compile("(?:[0-9]{1,4}:[0-9a-f]{64})?")
KEY = re.compile("[a-z][a-z0-9_]{0,39}")
WORDS = re.compile(r"[^\x00-\x1f\x7f\\]*")
NUMBER = "(0|[1-9][0-9]*)"
CHECKPOINT = re.compile(
    "tuopin-checkpoint 1\n" r"origin ([^\x00-\x20\x7f\\]+)" f"\narea ([0-9]{{12}})\nalg ([12])\nchains {NUMBER}\nevents {NUMBER}\n"
    f"size {NUMBER}\nroot ([0-9a-f]{{64}})\n" r"time ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6})Z" "\n"
    "previous ([0-9a-f]{64})\nkey ([0-9a-f]{64})\n"
)
MEMBERS = {
    "trail": {"format": int, "area": str, "chains": int, "events": int},
    "chain": {"chain": str, "seq": int, "hash": str},
    "event": {
        "alg": int, "chain": str, "seq": int, "recorded_at": int, "happened_on": str, "area": str, "verb": str, "subject": str,
        "actor": str, "post": str, "state": str, "evidence": list, "payload": dict, "prev": str, "hash": str,
    },
    "checkpoint": {"text": str, "signature": str, "heads": list},
    "end": {"lines": int},
}
FOLLOWS = {  # what may stand after what
    None: {"trail"}, "trail": {"chain", "checkpoint", "end"}, "chain": {"chain", "event", "checkpoint", "end"},
    "event": {"chain", "event", "checkpoint", "end"}, "checkpoint": {"checkpoint", "end"}, "end": set(),
}


class Unreadable(Exception):
    """The file is not an exported trail: nothing can be said of it."""


class Tampered(Exception):
    """The first thing found wrong: chain, seq, field."""


def digest(alg: int, data: bytes) -> bytes:
    return hashlib.sha256(data).digest() if alg == 1 else hashlib.new("sm3", data).digest()


# ---- the file ------------------------------------------------------------------------------------------------------------------

def lines_of(file):
    """The lines as JSON objects, each with its kind, every member there and of its type."""
    before = None
    for count, raw in enumerate(file):
        if not raw.endswith(b"\n"):
            raise Unreadable(f"line {count + 1} is not ended")
        try:
            line = json.loads(raw[:-1].decode("utf-8"))
            if b"\\u" in raw:  # half a surrogate pair is no text, and an escape can write one
                json.dumps(line, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError) as fault:
            raise Unreadable(f"line {count + 1}: {fault}") from None
        kind = line.get("t") if type(line) is dict else None
        if type(kind) is not str or kind not in FOLLOWS[before]:
            raise Unreadable(f"line {count + 1} is out of place")
        for name, form in MEMBERS[kind].items():
            if type(line.get(name)) is not form or (form is int and not fits(line[name])):
                raise Unreadable(f"line {count + 1}: {name}")
        check_inside(kind, line, count)
        before = kind
        yield kind, line
        if kind == "end" and line["lines"] != count:
            raise Unreadable("the end counts other lines")
        if kind == "trail" and line["format"] != 1:
            raise Unreadable("another format")
    if before != "end":
        raise Unreadable("the end is missing")


def fits(number: int) -> bool:
    """Whether a number is one of the format's: 64 bits, with or without a sign."""
    return -2**63 <= number < 2**64


def check_inside(kind: str, line: dict, count: int) -> None:
    """The types of what stands inside arrays."""
    if kind == "event" and not all(type(each) is str for each in line["evidence"]):
        raise Unreadable(f"line {count + 1}: evidence")
    if kind == "checkpoint":
        for head in line["heads"]:
            if type(head) is not list or [type(each) for each in head] != [str, int, str] or not fits(head[1]):
                raise Unreadable(f"line {count + 1}: heads")


# ---- chains --------------------------------------------------------------------------------------------------------------------

def width(code: str) -> int:
    """How many digits of an area code say where it is."""
    return next((w for w in (2, 4, 6, 9, 12) if not code[w:].strip("0") and code.strip("0")), 0)


def chain_of(area: str) -> str:
    return area[:6] + "000000" if width(area) == 9 else area


def below(code: str, area: str) -> bool:
    return code[:width(area)] == area[:width(area)]


def well_formed(event: dict) -> bool:
    """Whether every member of an event has its form."""
    evidence, payload = event["evidence"], event["payload"]
    if event["alg"] not in (1, 2) or event["seq"] < 1 or event["recorded_at"] < 0 or not DAY.fullmatch(event["happened_on"]):
        return False
    try:
        datetime.date.fromisoformat(event["happened_on"])
    except ValueError:
        return False
    return (
        all(CODE.fullmatch(event[name]) for name in ("chain", "area"))
        and all(WORDS.fullmatch(event[name]) for name in ("verb", "subject", "actor", "post"))
        and bool(STATE.fullmatch(event["state"]))
        and all(HEX64.fullmatch(each) for each in evidence) and all(a < b for a, b in zip(evidence, evidence[1:], strict=False))
        and all(KEY.fullmatch(key) and type(value) is str and HEX64.fullmatch(value) for key, value in payload.items())
        and bool(HEX64.fullmatch(event["prev"])) and bool(HEX64.fullmatch(event["hash"]))
    )


def hash_of(event: dict) -> str:
    """The hash that an event must have, from its own members."""
    payload = event["payload"]
    text = "\t".join((
        "tuopin-event 1", str(event["alg"]), event["chain"], str(event["seq"]), str(event["recorded_at"]), event["happened_on"],
        event["area"], event["verb"], event["subject"], event["actor"], event["post"], event["state"], ",".join(event["evidence"]),
        ",".join(f"{key}={payload[key]}" for key in sorted(payload)),
    ))
    body = digest(event["alg"], text.encode()).hex()
    return digest(event["alg"], f"tuopin-link 1\t{body}\t{event['prev']}".encode()).hex()


class Chain:
    """One chain as it is read."""

    def __init__(self, line: dict) -> None:
        self.code, self.seq, self.head = line["chain"], line["seq"], line["hash"]
        self.count, self.last, self.at, self.hashes = 0, ZEROS, 0, bytearray()

    def add(self, event: dict) -> None:
        """Raise Tampered at the first thing wrong with the next event."""
        self.count += 1
        k = self.count
        if not well_formed(event) or (k == 1 and not (CODE.fullmatch(self.code) and HEX64.fullmatch(self.head))):
            raise Tampered(self.code, k, "form")
        if event["chain"] != self.code:
            raise Tampered(self.code, k, "chain")
        if event["seq"] != k:
            raise Tampered(self.code, k, "seq")
        if hash_of(event) != event["hash"]:
            raise Tampered(self.code, k, "hash")
        if event["prev"] != self.last:
            raise Tampered(self.code, max(k - 1, 1), "link")
        if event["recorded_at"] < self.at:
            raise Tampered(self.code, k, "recorded_at")
        if chain_of(event["area"]) != self.code:
            raise Tampered(self.code, k, "area")
        self.last, self.at = event["hash"], event["recorded_at"]
        self.hashes += bytes.fromhex(event["hash"])

    def close(self) -> None:
        """Raise Tampered when the head is not the last event."""
        if self.seq != self.count:
            raise Tampered(self.code, min(self.seq, self.count) + 1, "head")
        if self.head != self.last:
            raise Tampered(self.code, self.seq, "head")

    def hash_at(self, seq: int) -> str:
        return self.hashes[32 * (seq - 1):32 * seq].hex() if 1 <= seq <= self.count else ""


# ---- checkpoints ---------------------------------------------------------------------------------------------------------------

def root_of(alg: int, leaves: list[bytes]) -> bytes:
    """The root of the tree of RFC 6962 over the leaves."""
    if not leaves:
        return digest(alg, b"")
    if len(leaves) == 1:
        return digest(alg, b"\x00" + leaves[0])
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return digest(alg, b"\x01" + root_of(alg, leaves[:k]) + root_of(alg, leaves[k:]))


def check_checkpoints(checkpoints: list[dict], chains: dict[str, Chain], trusted: str) -> None:
    """Raise Tampered at the first thing wrong with a checkpoint."""
    before: dict[str, tuple[str, str, int]] = {}  # by area: hash of the text, time, position of the last one
    for line in checkpoints:
        said = CHECKPOINT.fullmatch(line["text"])
        area = said[2] if said else ""
        previous, time, position = before.get(area, (ZEROS, "", 0))
        position += 1

        def wrong(field: str, area: str = area, position: int = position) -> Tampered:
            return Tampered(area, position, field)

        if not said or not possible(said[8]) or not HEX128.fullmatch(line["signature"]):
            raise wrong("text")
        if (trusted and said[10] != trusted) or not signed(said[10], line["text"].encode(), line["signature"]):
            raise wrong("signature")
        heads = line["heads"]
        if not heads_well_formed(heads, area):
            raise wrong("heads")
        events = sum(seq for _, seq, _ in heads)
        told = (len(heads), events, len(heads) + events)
        leaves = [f"{code}\t{seq}\t{hash_}".encode() for code, seq, hash_ in heads]
        if tuple(map(str, told)) != (said[4], said[5], said[6]) or root_of(int(said[3]), leaves).hex() != said[7]:
            raise wrong("root")
        if said[9] != previous:
            raise wrong("previous")
        if said[8] < time:
            raise wrong("time")
        for code, seq, hash_ in heads:
            if code not in chains or chains[code].hash_at(seq) != hash_:
                raise Tampered(code, seq, "head")
        before[area] = (hashlib.sha256(line["text"].encode()).hexdigest(), said[8], position)


def possible(time: str) -> bool:
    try:
        datetime.datetime.fromisoformat(time)
    except ValueError:
        return False
    return True


def heads_well_formed(heads: list, area: str) -> bool:
    return (
        all(CODE.fullmatch(code) and seq >= 1 and HEX64.fullmatch(hash_) and below(code, area) for code, seq, hash_ in heads)
        and all(a[0] < b[0] for a, b in zip(heads, heads[1:], strict=False))
    )


# ---- Ed25519, RFC 8032 ---------------------------------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # extended coordinates: X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z


def added(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n: int, p: Point) -> Point:
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = added(q, p)
        p, n = added(p, p), n >> 1
    return q


def unpacked(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def packed(p: Point) -> bytes:
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = unpacked((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key: str, message: bytes, signature: str) -> bool:
    """Whether the signature of the message verifies under the key."""
    raw_key, raw = bytes.fromhex(key), bytes.fromhex(signature)
    point, s = unpacked(raw_key), int.from_bytes(raw[32:], "little")
    if point is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(raw[:32] + raw_key + message).digest(), "little") % ORDER
    minus = (P - point[0], point[1], point[2], P - point[3])
    return packed(added(times(s, BASE), times(h, minus))) == raw[:32]


# ---- the answer ----------------------------------------------------------------------------------------------------------------

def verify(file, *, trusted: str = "", anchors: bool = False) -> dict:
    """Read an exported trail and answer: `exit`, and for 1 the `chain`, `seq` and `field` of the first finding."""
    finding, chains, checkpoints, current, last = None, {}, [], None, ""
    events = chain_lines = 0
    first: dict = {}
    try:
        for kind, line in lines_of(file):
            if kind == "trail":
                first = line
            elif kind == "checkpoint":
                checkpoints.append(line)
            events, chain_lines = events + (kind == "event"), chain_lines + (kind == "chain")
            if finding is None:
                try:
                    if kind != "event" and current is not None:
                        current.close()
                        current = None
                    if kind == "chain":
                        if chain_lines > 1 and line["chain"] <= last:
                            raise Tampered(line["chain"], 0, "order")
                        current, last = Chain(line), line["chain"]
                        chains[current.code] = current
                    elif kind == "event":
                        current.add(line)
                except Tampered as found:
                    finding = found.args
        if (first["chains"], first["events"]) != (chain_lines, events):
            raise Unreadable("the first line counts other chains or events")
        if finding is None:
            check_checkpoints(checkpoints, chains, trusted)
    except Unreadable as fault:
        return {"exit": 3, "why": str(fault)}
    except Tampered as found:
        finding = found.args
    if finding:
        return {"exit": 1, "chain": finding[0], "seq": finding[1], "field": finding[2]}
    told = {"chains": chain_lines, "events": events, "checkpoints": len(checkpoints)}
    return {"exit": 2 if anchors and not checkpoints else 0, **told}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--key", default="", help="the public key (64 hexadecimal digits) that checkpoints must be signed with")
    parser.add_argument("--anchors", action="store_true", help="exit 2 when there is no checkpoint")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    try:
        with open(asked.file, "rb") as file:  # noqa: PTH123
            answer = verify(file, trusted=asked.key, anchors=asked.anchors)
    except OSError as fault:
        answer = {"exit": 3, "why": str(fault)}
    if asked.json:
        print(json.dumps(answer))
    else:
        print({
            0: "intact 完好", 1: "TAMPERED 被改动", 2: "intact, but there is no checkpoint 完好,但没有检查点", 3: "unreadable 无法读取",
        }[answer["exit"]], *(f"{name} {value}" for name, value in answer.items() if name != "exit"))
    return answer["exit"]


if __name__ == "__main__":
    sys.exit(main())

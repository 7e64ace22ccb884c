#!/usr/bin/env python3
"""Checks the proof of one subject with nothing but Python's standard library, written from docs/reference/trail-format.md, section 11, alone.

    python3 verify_proof.py PROOF.json [--root DIGITS] [--key HEX] [--json]

PROOF.json is what /api/v1/households/NUMBER/proof/ answered; DIGITS is the root printed on the notice or the sheet of the checkpoint,
spaces or not. verify_trail.py must lie in the same folder. Exit 0 intact, 1 tampered (chain, seq, field are told), 2 some event is under
no checkpoint (yet), 3 unreadable.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from verify_trail import (  # noqa: E402
    CHECKPOINT,
    CODE,
    HEX64,
    HEX128,
    MEMBERS,
    Tampered,
    Unreadable,
    below,
    chain_of,
    digest,
    fits,
    hash_of,
    possible,
    signed,
    well_formed,
)

LINK = re.compile("[12]:[0-9a-f]{64}")
WHOLE = {"t": str, "format": int, "subject": str, "events": dict, "inclusions": list}
INCLUSION = {"chain": str, "seq": int, "hash": str, "links": list, "leaf": int, "path": list, "text": str, "signature": str}


def no_number(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def typed(value: object, members: dict[str, type]) -> dict:
    """The value, when it is an object with all members of their types."""
    if type(value) is not dict:
        raise Unreadable("no object")
    for name, form in members.items():
        if type(value.get(name)) is not form or (form is int and not fits(value[name])):
            raise Unreadable(name)
        if form is list and name in ("evidence", "links", "path") and not all(type(each) is str for each in value[name]):
            raise Unreadable(name)
    return value


def read(data: bytes) -> dict:
    """The proof, every member there and of its type."""
    try:
        proof = json.loads(data.decode("utf-8"), parse_constant=no_number)
        json.dumps(proof, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
    except (ValueError, RecursionError) as fault:
        raise Unreadable(str(fault)) from None
    typed(proof, WHOLE)
    if proof["t"] != "proof" or proof["format"] != 1:
        raise Unreadable("another format")
    for event in typed(proof["events"], {"rows": list})["rows"]:
        typed(event, MEMBERS["event"])
    for inclusion in proof["inclusions"]:
        typed(inclusion, INCLUSION)
    return proof


def check_events(proof: dict) -> None:
    """Raise Tampered at the first event that is not one of the subject's, or not as it was written."""
    last: dict[str, int] = {}
    for event in proof["events"]["rows"]:
        def wrong(field: str, event: dict = event) -> Tampered:
            return Tampered(event["chain"], event["seq"], field)

        if not well_formed(event):
            raise wrong("form")
        if event["subject"] != proof["subject"]:
            raise wrong("subject")
        if event["seq"] <= last.get(event["chain"], 0):
            raise wrong("order")
        if hash_of(event) != event["hash"]:
            raise wrong("hash")
        if chain_of(event["area"]) != event["chain"]:
            raise wrong("area")
        last[event["chain"]] = event["seq"]


def climbed(alg: int, leaf: bytes, index: int, size: int, path: list[str]) -> bytes | None:
    """The root that an inclusion path leads to (RFC 9162, section 2.1.3.2); None when it is too long or too short."""
    fn, sn, r = index, size - 1, digest(alg, b"\x00" + leaf)
    for each in path:
        p = bytes.fromhex(each)
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            r = digest(alg, b"\x01" + p + r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = digest(alg, b"\x01" + r + p)
        fn, sn = fn >> 1, sn >> 1
    return r if sn == 0 else None


def check_inclusion(one: dict, before: str, trusted: str, root: str) -> str:
    """The field by which an inclusion is wrong up to its root; empty when it is not."""
    if not (
        CODE.fullmatch(one["chain"]) and one["seq"] >= 1 and one["leaf"] >= 0 and HEX64.fullmatch(one["hash"])
        and all(LINK.fullmatch(each) for each in one["links"]) and all(HEX64.fullmatch(each) for each in one["path"])
    ):
        return "form"
    if one["chain"] <= before:
        return "order"
    said = CHECKPOINT.fullmatch(one["text"])
    if not said or len(said[4]) > 1000 or not possible(said[8]) or not HEX128.fullmatch(one["signature"]):
        return "text"
    if (trusted and said[10] != trusted) or not signed(said[10], one["text"].encode(), one["signature"]):
        return "signature"
    if root and said[7] != root:
        return "root"
    if not below(one["chain"], said[2]) or one["leaf"] >= int(said[4]):
        return "heads"
    found = climbed(int(said[3]), f"{one['chain']}\t{one['seq']}\t{one['hash']}".encode(), one["leaf"], int(said[4]), one["path"])
    return "" if found is not None and found.hex() == said[7] else "path"


def check_links(one: dict, rows: list[dict]) -> str:
    """The field by which the way from the first event to the head is wrong; empty when it is not."""
    here = [event for event in rows if event["chain"] == one["chain"] and event["seq"] <= one["seq"]]
    if not here or len(here) + len(one["links"]) != one["seq"] - here[0]["seq"] + 1:
        return "link"
    links, p, seq = list(reversed(one["links"])), here[0]["prev"], here[0]["seq"]
    for event in here:
        for _ in range(event["seq"] - seq):
            p = link(links.pop(), p)
        if event["prev"] != p:
            return "link"
        p, seq = event["hash"], event["seq"] + 1
    while links:
        p = link(links.pop(), p)
    return "" if p == one["hash"] else "head"


def link(told: str, p: str) -> str:
    """The hash of an event of which only the body is told, after the hash p."""
    alg, _, body = told.partition(":")
    return digest(int(alg), f"tuopin-link 1\t{body}\t{p}".encode()).hex()


def verify(data: bytes, *, trusted: str = "", root: str = "") -> dict:
    """Read a proof and answer: `exit`, and for 1 the `chain`, `seq` and `field` of the first finding."""
    try:
        proof = read(data)
        check_events(proof)
        before = ""
        for one in proof["inclusions"]:
            field = check_inclusion(one, before, trusted, root) or check_links(one, proof["events"]["rows"])
            if field:
                raise Tampered(one["chain"], one["seq"], field)
            before = one["chain"]
    except Unreadable as fault:
        return {"exit": 3, "why": str(fault)}
    except Tampered as found:
        return {"exit": 1, "chain": found.args[0], "seq": found.args[1], "field": found.args[2]}
    ends = {one["chain"]: one["seq"] for one in proof["inclusions"]}
    rows = proof["events"]["rows"]
    under = sum(event["seq"] <= ends.get(event["chain"], 0) for event in rows)
    return {"exit": 0 if rows and under == len(rows) else 2, "subject": proof["subject"], "events": len(rows), "under_a_checkpoint": under}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--root", default="", help="the root printed on the notice, 64 hexadecimal digits, spaces or not")
    parser.add_argument("--key", default="", help="the public key (64 hexadecimal digits) that the checkpoint must be signed with")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    try:
        answer = verify(Path(asked.file).read_bytes(), trusted=asked.key, root=re.sub(r"[\s\-·]", "", asked.root).lower())
    except OSError as fault:
        answer = {"exit": 3, "why": str(fault)}
    if asked.json:
        print(json.dumps(answer))
    else:
        print({
            0: "intact 完好", 1: "TAMPERED 被改动", 2: "intact so far, but not all is under a checkpoint 未见改动,但并非都在存证点之下", 3: "unreadable 无法读取",
        }[answer["exit"]], *(f"{name} {value}" for name, value in answer.items() if name != "exit"))
    return answer["exit"]


if __name__ == "__main__":
    sys.exit(main())

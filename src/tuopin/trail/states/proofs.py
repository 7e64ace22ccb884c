"""The proof of one subject: its events, each led over links and a path of the tree to a checkpoint's signed root."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import orjson

from tuopin.kernel.areas import is_code
from tuopin.trail.states.chains import below, chain_of
from tuopin.trail.states.checkpoints import Said, is_signed, leaf, read_text
from tuopin.trail.states.events import HEX, fields_told, hash_of, linked, misformed
from tuopin.trail.states.files import MEMBERS
from tuopin.trail.states.findings import INTACT, MISSING, TAMPERED, UNREADABLE, Finding, Unreadable
from tuopin.trail.states.merkle import root_by_path

LINK = re.compile(r"([12]):([0-9a-f]{64})")
SIGNATURE = re.compile(r"[0-9a-f]{128}")
PROOF = {"t": str, "format": int, "subject": str, "events": dict, "inclusions": list}
INCLUSION = {"chain": str, "seq": int, "hash": str, "links": list, "leaf": int, "path": list, "text": str, "signature": str}


def check_proof(data: bytes, *, trusted: str = "", root: str = "") -> tuple[int, str, int, str]:
    """The answer to a proof as the format's document has it: exit code, chain, number, field. `trusted` is the key, `root` the root read off a paper."""
    try:
        proof = read_proof(data)
    except Unreadable:
        return UNREADABLE, "", 0, ""
    finding = finding_in_proof(proof, trusted=trusted, root=root)
    if finding:
        return TAMPERED, finding.chain, finding.seq, finding.field
    return (INTACT if all(is_included(proof)) and proof["events"]["rows"] else MISSING), "", 0, ""


def read_proof(data: bytes) -> dict:
    """A proof as it stands in its file; raises Unreadable."""
    try:
        proof = orjson.loads(data)
    except orjson.JSONDecodeError as fault:
        raise Unreadable(1, "json") from fault
    _typed(proof, PROOF)
    if proof["t"] != "proof" or proof["format"] != 1:
        raise Unreadable(1, "t" if proof["t"] != "proof" else "format")
    _typed(proof["events"], {"rows": list})
    for event in proof["events"]["rows"]:
        _typed(event, MEMBERS["event"])
        _texts(event["evidence"], "evidence")
    for one in proof["inclusions"]:
        _typed(one, INCLUSION)
        _texts(one["links"], "links")
        _texts(one["path"], "path")
    return proof


def _typed(told: object, members: Mapping[str, type]) -> None:
    if not isinstance(told, dict):
        raise Unreadable(1, "json")
    for name, kind in members.items():
        if type(told.get(name)) is not kind:
            raise Unreadable(1, name)


def _texts(values: list, name: str) -> None:
    if not all(isinstance(one, str) for one in values):
        raise Unreadable(1, name)


def is_included(proof: Mapping) -> list[bool]:
    """Of each event in turn, whether an inclusion of its chain reaches as far."""
    ends = {one["chain"]: one["seq"] for one in proof["inclusions"]}
    return [event["seq"] <= ends.get(event["chain"], 0) for event in proof["events"]["rows"]]


def finding_in_proof(proof: Mapping, *, trusted: str = "", root: str = "") -> Finding | None:
    """The first thing wrong in a proof that was read, None when there is nothing."""
    last: dict[str, int] = {}
    for event in proof["events"]["rows"]:
        wrong = _wrong_event(event, proof["subject"], last.get(event["chain"], 0))
        if wrong:
            return Finding(event["chain"], event["seq"], wrong)
        last[event["chain"]] = event["seq"]
    before = ""
    for one in proof["inclusions"]:
        wrong = _wrong_inclusion(one, before, trusted, root) or _wrong_links(one, proof["events"]["rows"])
        if wrong:
            return Finding(one["chain"], one["seq"], wrong)
        before = one["chain"]
    return None


def _wrong_event(event: Mapping, subject: str, last: int) -> str:
    if misformed(event):
        return "form"
    if event["subject"] != subject:
        return "subject"
    if event["seq"] <= last:
        return "order"
    if hash_of(event["alg"], fields_told(event), event["prev"].encode()).decode() != event["hash"]:
        return "hash"
    return "" if is_code(event["area"]) and chain_of(event["area"]) == event["chain"] else "area"


def _wrong_inclusion(one: Mapping, before: str, trusted: str, root: str) -> str:
    forms = [HEX.fullmatch(part) for part in (one["hash"], *one["path"])] + [LINK.fullmatch(part) for part in one["links"]]
    if not is_code(one["chain"]) or one["seq"] < 1 or one["leaf"] < 0 or not all(forms):
        return "form"
    if one["chain"] <= before:
        return "order"
    said = read_text(one["text"])
    if said is None or not SIGNATURE.fullmatch(one["signature"]):
        return "text"
    if (trusted and said.key != trusted) or not is_signed(one["text"], one["signature"], said.key):
        return "signature"
    return "root" if root and said.root != root else _wrong_path(one, said)


def _wrong_path(one: Mapping, said: Said) -> str:
    if not one["chain"].startswith(below(said.area)) or one["leaf"] >= said.chains:
        return "heads"
    reached = root_by_path(said.alg, leaf((one["chain"], one["seq"], one["hash"])), one["leaf"], said.chains, one["path"])
    return "" if reached == said.root else "path"


def _wrong_links(one: Mapping, events: Sequence[Mapping]) -> str:
    """Go from the first event of the chain to its head, over events and the links between them."""
    shown = {event["seq"]: event for event in events if event["chain"] == one["chain"] and event["seq"] <= one["seq"]}
    first = min(shown, default=one["seq"] + 1)
    if one["seq"] - first + 1 != len(shown) + len(one["links"]) or not shown:
        return "link"
    links, reached = iter(one["links"]), shown[first]["prev"]
    for seq in range(first, one["seq"] + 1):
        if seq not in shown:
            alg, body = LINK.fullmatch(next(links)).groups()
            reached = linked(int(alg), body, reached)
        elif shown[seq]["prev"] != reached:
            return "link"
        else:
            reached = shown[seq]["hash"]
    return "" if reached == one["hash"] else "head"

"""A checkpoint: the signed text that stands for every event of an area at one moment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tuopin.kernel.areas import is_code
from tuopin.trail.states.chains import NOTHING, below
from tuopin.trail.states.events import ALGORITHMS, HEX, UNFIT, is_day
from tuopin.trail.states.merkle import root_of

TITLE = "tuopin-checkpoint 1"
NAMES = ("origin", "area", "alg", "chains", "events", "size", "root", "time", "previous", "key")
WHOLE = re.compile(r"0|[1-9][0-9]{0,999}")
TIME = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}\.[0-9]{6}Z")
SIGNATURE = re.compile(r"[0-9a-f]{128}")

Head = tuple[str, int, str]  # chain, seq, hash


@dataclass(frozen=True)
class Said:
    """What a checkpoint's text says."""

    origin: str
    area: str
    alg: int
    chains: int
    events: int
    size: int
    root: str
    time: str
    previous: str
    key: str


def leaf(head: Head) -> bytes:
    """The bytes of a chain head in the tree."""
    return f"{head[0]}\t{head[1]}\t{head[2]}".encode()


def digest_of_text(text: str) -> str:
    """What the next checkpoint of the same area names as `previous`."""
    return hashlib.sha256(text.encode()).hexdigest()


def said_of(heads: Sequence[Head], *, origin: str, area: str, alg: int, time: str, previous: str, key: str) -> Said:
    """What a checkpoint over these heads says."""
    events = sum(seq for _, seq, _ in heads)
    root = root_of(alg, [leaf(head) for head in heads])
    return Said(origin, area, alg, len(heads), events, len(heads) + events, root, time, previous, key)


def text_of(said: Said) -> str:
    """The text that is signed."""
    return "".join([f"{TITLE}\n", *(f"{name} {getattr(said, name)}\n" for name in NAMES)])


def read_text(text: str) -> Said | None:
    """What the text says; None when it is not the text of a checkpoint."""
    lines = text.split("\n")
    if len(lines) != len(NAMES) + 2 or lines[0] != TITLE or lines[-1]:
        return None
    told = dict(zip(NAMES, lines[1:-1], strict=True))
    if not all(line.startswith(f"{name} ") for name, line in told.items()):
        return None
    told = {name: line[len(name) + 1:] for name, line in told.items()}
    fits = (
        told["origin"] and " " not in told["origin"] and not UNFIT.search(told["origin"]) and is_code(told["area"])
        and told["alg"] in map(str, ALGORITHMS) and all(WHOLE.fullmatch(told[name]) for name in ("chains", "events", "size"))
        and all(HEX.fullmatch(told[name]) for name in ("root", "previous", "key")) and TIME.fullmatch(told["time"])
        and is_day(told["time"][:10])
    )
    if not fits:
        return None
    numbers = {name: int(told[name]) for name in ("alg", "chains", "events", "size")}
    return Said(**told | numbers)


def sign(text: str, key: Ed25519PrivateKey) -> str:
    """The signature under the text."""
    return key.sign(text.encode()).hex()


def is_signed(text: str, signature: str, key: str) -> bool:
    """Whether the signature is that of the key (hexadecimal) under the text; anything unclear is no."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def wrong_with(text: str, signature: str, heads: Sequence[Head], trusted: str = "") -> str:
    """The field by which the checkpoint alone is not what it should be, empty when all is right; `trusted` is the key it must have."""
    said = read_text(text)
    if said is None or not SIGNATURE.fullmatch(signature):
        return "text"
    if (trusted and said.key != trusted) or not is_signed(text, signature, said.key):
        return "signature"
    if not _ordered(heads, below(said.area)):
        return "heads"
    return "" if said_of(heads, **_own(said)) == said else "root"


def _ordered(heads: Sequence[Head], digits: str) -> bool:
    codes = [chain for chain, _, _ in heads]
    return all(
        is_code(chain) and chain.startswith(digits) and seq >= 1 and HEX.fullmatch(found) is not None for chain, seq, found in heads
    ) and all(one < other for one, other in zip(codes, codes[1:], strict=False))


def _own(said: Said) -> dict:
    """What a checkpoint says beside its heads."""
    return {name: getattr(said, name) for name in ("origin", "area", "alg", "time", "previous", "key")}


def wrong_after(said: Said, before: tuple[str, Said] | None) -> str:
    """The field by which the checkpoint does not follow the one before of its area (text and what it says), empty when it does."""
    if said.previous != (digest_of_text(before[0]) if before else NOTHING):
        return "previous"
    return "time" if before and said.time < before[1].time else ""

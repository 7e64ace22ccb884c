"""Judges whether a new checkpoint of a lower level continues the last one: nothing cut off, nothing rewritten."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuopin.trail.states.chains import NOTHING
from tuopin.trail.states.checkpoints import Head, Said, digest_of_text, read_text, wrong_with
from tuopin.trail.states.events import linked

Links = Mapping[str, tuple[int, Sequence[str]]]  # chain → after which number, the bodies that follow, each `alg:body`
BODY = re.compile(r"[12]:[0-9a-f]{64}")


@dataclass(frozen=True)
class Shown:
    """A checkpoint as it is shown to a witness."""

    text: str
    signature: str
    heads: Sequence[Head]
    links: Links

    @property
    def said(self) -> Said | None:
        return read_text(self.text)


@dataclass(frozen=True)
class Judged:
    """Why a checkpoint is refused (empty = accepted), and the chain and number where it goes wrong, when one can be named."""

    refused_for: str = ""
    chain: str = ""
    seq: int | None = None


def judge(new: Shown, old: Shown | None) -> Judged:
    """Whether the checkpoint stands alone, and continues `old`, the last one accepted of its origin and area."""
    wrong = wrong_with(new.text, new.signature, new.heads, old.said.key if old else "")
    if wrong:
        return Judged(wrong)
    return judge_growth(new, old) if old else Judged()


def judge_growth(new: Shown, old: Shown) -> Judged:
    """Whether every event under `old` is still under `new`, at its place."""
    later, earlier = new.said, old.said
    if later.previous != digest_of_text(old.text):
        return Judged("previous")
    if later.size < earlier.size:
        return Judged("size")
    if later.time < earlier.time:
        return Judged("time")
    had = {chain: (seq, found) for chain, seq, found in old.heads}
    has = {chain for chain, _, _ in new.heads}
    for chain, (seq, _) in had.items():
        if chain not in has:
            return Judged("head", chain, seq)
    for chain, seq, found in new.heads:
        before, start = had.get(chain, (0, NOTHING))
        if not _grew(new.links, chain, (before, start), (seq, found)):
            return Judged("head", chain, min(before, seq) if seq <= before else before + 1)
    return Judged()


def _grew(links: Links, chain: str, start: tuple[int, str], end: tuple[int, str]) -> bool:
    if start[0] == end[0]:
        return start[1] == end[1] and chain not in links
    after, bodies = links.get(chain, (-1, ()))
    if after != start[0] or len(bodies) != end[0] - start[0]:
        return False
    reached = start[1]
    for told in bodies:
        alg, _, body = told.partition(":")
        if not BODY.fullmatch(told):
            return False
        reached = linked(int(alg), body, reached)
    return reached == end[1]

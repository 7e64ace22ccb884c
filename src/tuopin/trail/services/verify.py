"""Verifies the trail: the chains, the checkpoints in and outside the database, and, when asked, the tables, the values and the files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tuopin.scope.selectors import guards_altered
from tuopin.trail.selectors.streams import event_lines, heads_kept
from tuopin.trail.services.anchors import anchors_folder
from tuopin.trail.services.moment import one_moment
from tuopin.trail.services.note_rule_files import rule_files_compared
from tuopin.trail.services.signing import own_public_key
from tuopin.trail.services.verify_anchors import Vouched, texts_in, vouched
from tuopin.trail.services.verify_states import replayed
from tuopin.trail.services.verify_times import times_astray
from tuopin.trail.services.verify_values import values_compared
from tuopin.trail.states.checks import checks
from tuopin.trail.states.findings import INTACT, MISSING, TAMPERED, Finding
from tuopin.trail.states.verifying import walked


@dataclass(frozen=True)
class Asked:
    """What is to be verified: one chain or all; against which folder (None = the system's own); whether tables and files too.

    `key` is the public key that checkpoints must have (empty = the system's own), `root` one that was read off a paper.
    """

    chain: str = ""
    anchors: Path | None = None
    replay: bool = False
    evidence: bool = False
    key: str = ""
    root: str = ""


@dataclass
class Verified:
    """What verification came to."""

    chains: int = 0
    events: int = 0
    checkpoints: int = 0
    files: int = 0
    subjects: int = 0
    findings: list[Finding] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def code(self) -> int:
        """0 intact, 1 tampered, 2 anchors missing."""
        return TAMPERED if self.findings else MISSING if self.missing else INTACT


def verify_trail(asked: Asked, report: Callable[[int], None] | None = None) -> Verified:
    """Compare everything that was asked, at one moment of the database; work may go on meanwhile."""
    folder = asked.anchors or anchors_folder()
    before = texts_in(folder)
    found = Verified()
    with one_moment():
        word = vouched(before, texts_in(folder), asked.key or own_public_key())
        found.checkpoints, found.files = word.count, len(before)
        _chains(asked, word, found, report or (lambda events: None))
        if not asked.chain:
            _anchors(asked, word, found)
        if asked.replay:
            _tables(found)
        if asked.evidence:
            found.findings += [one for check in checks("evidence").values() for one in check()]
    return found


def verify_chain(chain: str) -> tuple[int, Finding | None]:
    """One chain from its first event to its head: how many events, and the first thing wrong."""
    told = list(walked(event_lines(chain=chain), heads_kept(chain=chain), {}))
    return sum(one for one in told if isinstance(one, int)), next((one for one in told if isinstance(one, Finding)), None)


def _chains(asked: Asked, word: Vouched, found: Verified, report: Callable[[int], None]) -> None:
    seen = {place: b"" for place in word.hashes if asked.chain in ("", place[0])}
    told: set[str] = set()
    for one in walked(event_lines(chain=asked.chain), heads_kept(chain=asked.chain), seen):
        if isinstance(one, int):
            found.chains, found.events = found.chains + 1, found.events + one
            report(found.events)
        else:
            told.add(one.chain)
            found.findings.append(one)
    found.findings += (one for one in times_astray(asked.chain) if one.chain not in told)
    for (chain, seq), hash_there in sorted(seen.items()):
        if chain not in told and word.hashes[chain, seq] != {hash_there.decode()}:
            told.add(chain)
            found.findings.append(Finding(chain, seq, "anchored"))


def _anchors(asked: Asked, word: Vouched, found: Verified) -> None:
    found.findings += word.findings
    if asked.root and asked.root not in word.roots:
        found.findings.append(Finding("", 0, "root-unknown"))
    found.missing = word.missing
    if asked.anchors is not None and not found.files:
        found.missing = [*found.missing, str(asked.anchors)]


def _tables(found: Verified) -> None:
    for one in replayed():
        if isinstance(one, int):
            found.subjects += one
        else:
            found.findings.append(one)
    found.findings += values_compared()
    found.findings += [Finding("", 0, "guard", name) for name in guards_altered()]
    found.findings += rule_files_compared()
    found.findings += [one for check in checks("replay").values() for one in check()]

"""Compares the checkpoints in the database with those kept outside it, and gathers the chain heads that both vouch for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tuopin.trail.models import Checkpoint
from tuopin.trail.selectors.checkpoints import heads_of
from tuopin.trail.services.anchors import anchor_files
from tuopin.trail.states.checkpoints import Head, Said, read_text, wrong_after, wrong_with
from tuopin.trail.states.files import read_checkpoint
from tuopin.trail.states.findings import Finding, Unreadable

Place = tuple[str, int]


@dataclass
class Vouched:
    """What checkpoints say of the chains: the hash at each place, what is wrong with them, and which are kept nowhere else."""

    hashes: dict[Place, set[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # checkpoints of the database without a file
    count: int = 0
    roots: set[str] = field(default_factory=set)

    def take(self, heads: Iterable[Head]) -> None:
        for chain, seq, found in heads:
            self.hashes.setdefault((chain, seq), set()).add(found)


def texts_in(folder: Path | None) -> dict[Path, bytes]:
    """The checkpoint files of the folder with what is in them."""
    return {path: path.read_bytes() for path in anchor_files(folder)} if folder is not None and folder.is_dir() else {}


def vouched(before: dict[Path, bytes], after: dict[Path, bytes], key: str) -> Vouched:
    """What the checkpoints of the database and the files say, the files read once before the database and once after it.

    A file whose checkpoint the database does not have tells of a database older than the file, or of a deleted checkpoint.
    """
    found = Vouched()
    known = _in_database(found, key)
    kept = set()
    for path, data in after.items():
        try:
            shown = read_checkpoint(data)
        except Unreadable:
            found.findings.append(Finding(path.name, 0, "file"))
            continue
        wrong = wrong_with(shown.text, shown.signature, shown.heads, key)
        if wrong:
            found.findings.append(Finding(path.name, 0, wrong))
            continue
        kept.add(shown.text)
        found.take(shown.heads)
        found.roots.add(shown.said.root)
        if path in before and shown.text not in known:
            found.findings.append(Finding(shown.said.area, shown.said.size, "checkpoint-gone"))
    found.missing = [f"{said.area} {said.time} {said.root}" for text, said in known.items() if text not in kept]
    return found


def _in_database(found: Vouched, key: str) -> dict[str, Said]:
    known: dict[str, Said] = {}
    last: dict[str, tuple[str, Said]] = {}
    for checkpoint in Checkpoint.objects.order_by("area_code", "id").defer("made_at").iterator(200):
        found.count += 1
        text, heads = checkpoint.text or "", heads_of(checkpoint)
        said = read_text(text)
        wrong = wrong_with(text, checkpoint.signature or "", heads, key) or wrong_after(said, last.get(said.area))
        told = said and (checkpoint.area_code, checkpoint.size, checkpoint.root) == (said.area, said.size, said.root)
        if wrong or not told:
            found.findings.append(Finding(checkpoint.area_code, checkpoint.size, wrong or "text"))
            continue
        known[text] = said
        last[said.area] = (text, said)
        found.take(heads)
        found.roots.add(said.root)
    return known

"""How events that are shown hang under a signed root: the links to the end of their chain, and that end's path through the tree."""

from __future__ import annotations

from collections.abc import Iterable

from tuopin.kernel.areas import NATION, ancestors
from tuopin.kernel.refusals import NotFound
from tuopin.kernel.words import phrase
from tuopin.scope.services import door
from tuopin.trail.models import Checkpoint, Entry
from tuopin.trail.selectors.checkpoints import heads_of
from tuopin.trail.selectors.streams import body_told, event_lines
from tuopin.trail.states.checkpoints import Head, leaf, read_text
from tuopin.trail.states.merkle import path_of

NEWEST = 8  # checkpoints of an area or above are looked through for the chain; one that is younger than all of these has none yet


def inclusions_of(shown: Iterable[Entry], *, root: str = "") -> list[dict]:
    """For every chain of the events shown that a checkpoint covers, what leads from the first of them to its root, as the format has it.

    The checkpoint is the newest that has the chain, or the one with the root that is asked for; raises NotFound where nobody signed that one.
    """
    seqs: dict[str, list[int]] = {}
    for event in shown:
        seqs.setdefault(event.chain, []).append(event.seq)
    if root and not Checkpoint.objects.filter(root=root).exists():
        raise NotFound("no-such-checkpoint", phrase("没有这个存证点。"), phrase("请逐字核对纸上印的根摘要。"))
    found = (_inclusion(chain, sorted(seqs[chain]), root) for chain in sorted(seqs))
    return [one for one in found if one]


def _inclusion(chain: str, seqs: list[int], root: str) -> dict | None:
    checkpoint, heads, at = _covering(chain, root)
    if checkpoint is None or heads[at][1] < seqs[0]:
        return None
    _, end, found = heads[at]
    said = read_text(checkpoint.text)
    return {
        "chain": chain, "seq": end, "hash": found, "links": _links(chain, seqs, end), "leaf": at,
        "path": path_of(said.alg, [leaf(head) for head in heads], at), "text": checkpoint.text, "signature": checkpoint.signature,
    }


def _covering(chain: str, root: str) -> tuple[Checkpoint | None, list[Head], int]:
    """The checkpoint that has the chain among its heads, with those heads and the chain's position."""
    above = Checkpoint.objects.filter(area_code__in=[chain, *ancestors(chain), NATION]).order_by("-id")
    for checkpoint in (above.filter(root=root) if root else above)[:NEWEST]:
        heads = heads_of(checkpoint)
        for at, (code, _, _) in enumerate(heads):
            if code == chain:
                return checkpoint, heads, at
    return None, [], 0


def _links(chain: str, seqs: list[int], end: int) -> list[str]:
    """The bodies of the chain's events from the first that is shown up to the end, those shown left out: hashes, which tell nothing of what was done."""
    told = set(seqs)
    with door("trail", read=[NATION]):
        return [body_told(line) for seq, line in enumerate(event_lines(chain=chain, after=seqs[0] - 1, to=end), seqs[0]) if seq not in told]

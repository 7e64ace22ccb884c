"""G26: the backup drill: everything wiped but the keys, restored, every row compared; to a moment; without the key nothing is read."""

from __future__ import annotations

from tools.prove.faults import proved
from tools.prove.result import Result


def prove(scale: float, seed: int) -> Result:
    """The drill on a small system; how long a large one takes is told by `tuopin backup drill` on it."""
    how = ("tuopin backup --keep-up, work, wipe, tuopin restore, digests of all tables; --to a moment between two acts; a flipped byte, a wrong key, "
           "the keys of another system; names, keys and photos looked for in the backup. The log is closed at least every 240 s and shipped within 5 s")
    return proved("G26 backup drill: RPO ≤ 5 min, 0 differences, nothing readable without the key", ["tests/cli/test_backup.py"], {}, how, seed)

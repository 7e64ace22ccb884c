"""G10: two verifiers that share no code give the same answer on ten thousand random trails, most of them falsified."""

from __future__ import annotations

import io
import random
import sys
from collections import Counter
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent


def prove(scale: float, seed: int) -> Result:
    """Compare exit, chain, seq and field on 10,000 x `scale` trails."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
    from tools.prove.system import set_up

    set_up()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from tools.verify_trail import verify

    from falsified import falsified
    from trails import a_random_trail
    from tuopin.trail.states.exported import check_export

    random_ = random.Random(seed)
    key = Ed25519PrivateKey.from_private_bytes(random_.randbytes(32))
    fields, differences, count = Counter(), 0, max(1, int(10_000 * scale))
    for _ in range(count):
        data = falsified(random_, a_random_trail(random_, key, checkpoints=random_.choice((0, 1, 2))))
        answer = verify(io.BytesIO(data))
        theirs = (answer["exit"], answer.get("chain", ""), answer.get("seq", 0), answer.get("field", ""))
        ours = check_export(data)
        differences += ours != theirs
        fields[ours[3] or f"exit {ours[0]}"] += 1
    told = ", ".join(f"{name} {n}" for name, n in fields.most_common())
    return Result("G10 two verifiers agree", f"{count} trails, {differences} disagreements ({told})",
                  "random trails, falsified at random, read by tuopin.trail.states.exported and by tools/verify_trail.py", seed, not differences)

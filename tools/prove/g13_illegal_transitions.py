"""G13: a million random steps, honest and not, never make an exit without its evidence, its persons, its verdict and its whole notice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent
PURE, SYSTEM, PIECE = 1_000_000, 5_000, 50_000


def prove(scale: float, seed: int) -> Result:
    """Walk the judgement a million steps in pieces with seeds of their own, then the whole system by page, import, command and service."""
    sys.path.insert(0, str(ROOT / "tests"))
    from procedure.pure_walk import PureWalk

    steps = max(PIECE, int(PURE * scale))
    walks = [PureWalk(seed + n).walk(PIECE) for n in range(steps // PIECE)]
    exits, wrong = sum(walk.exits for walk in walks), sum(len(walk.wrong) for walk in walks)
    system = max(200, int(SYSTEM * scale))
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "tests/procedure/test_random_walks.py", "-k", "whole_system"],
        cwd=ROOT, env=os.environ | {"SEED": str(seed), "WALK_STEPS": str(system)}, capture_output=True, text=True, check=False,
    )
    told = re.search(r"(\d+) steps, (\d+) acts, (\d+) exits", run.stdout)
    if told is None:
        print(run.stdout[-2000:], file=sys.stderr)
    figure = (
        f"{steps:,} steps of the judgement with {exits:,} exits and {sum(walk.ended for walk in walks):,} cases ended; "
        f"{told[0] if told else 'no'} through the whole system; {wrong} exits that were not whole"
    )
    return Result("G13 illegal transitions", figure, "random walks held to an oracle that says the rule a second time; tests/procedure/oracle.py",
                  seed, wrong == 0 and exits > 0 and run.returncode == 0)

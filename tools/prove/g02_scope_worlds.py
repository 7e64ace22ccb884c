"""G2: in random countries with random posts, lists, counts, details, exports, searches and maps show what brute force finds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent
WORLDS = 100_000


def prove(scale: float, seed: int) -> Result:
    """Make a hundred thousand countries (at scale 1) and look at every household of each."""
    count = max(100, int(WORLDS * scale))
    run = subprocess.run([sys.executable, "-m", "pytest", "-q", "-s", "tests/scope/test_worlds.py"], cwd=ROOT,
                         env=os.environ | {"WORLDS": str(count), "SEED": str(seed)}, capture_output=True, text=True, check=False)
    told = re.search(r"(\d+) worlds; [^\n]+", run.stdout)
    if told is None or run.returncode:
        print(run.stdout[-3000:], file=sys.stderr)
    return Result("G2 random divisions and posts", f"{told[0] if told else 'broke off'}; {0 if not run.returncode else 'some'} differences",
                  f"Hypothesis; selectors and the database's guards in each world, pages in {max(10, count // 4):,}; tests/scope/worlds.py says who may see what",
                  seed, run.returncode == 0 and told is not None and int(told[1]) >= count)

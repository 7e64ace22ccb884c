"""Throws at every reader in turn: `python -m tools.fuzz [TARGET ...] [--seconds 120]`; `SEED=` in the environment replays."""

from __future__ import annotations

import argparse
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

from tools.fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parent.parent.parent


def throw(name: str, seconds: float, seed: int) -> tuple[int, str]:
    """How many inputs one reader was thrown at with, and what went wrong ("" for nothing)."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.fuzz.throw", name, str(seconds), str(seed)], cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=seconds * 3 + 180, errors="replace",
    )
    said = done.stdout + done.stderr
    counted = re.search(r"number_of_executed_units: (\d+)", said) or re.search(r": (\d+) tries", said)
    return int(counted[1]) if counted else 0, "" if done.returncode == 0 else said[-3000:]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], help="all without")
    parser.add_argument("--seconds", type=float, default=120)
    asked = parser.parse_args()
    seed, failed = int(os.environ.get("SEED") or secrets.randbelow(2**31)), 0
    for name in asked.targets or TARGETS:
        thrown, fault = throw(name, asked.seconds, seed)
        print(f"{name}: {thrown:,} inputs, {'FAULT' if fault else 'no fault'} (seed {seed})", flush=True)
        if fault:
            failed += 1
            print(fault)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

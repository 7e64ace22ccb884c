"""Runs the long proofs and writes their page: `python -m tools.prove [G9 G10 ...] [--scale 1.0]`.

Every proof is a file `gNN_<words>.py` beside this one with `prove(scale, seed) -> Result`. At scale 1 it runs the figure
that the goal names; a smaller scale runs a part of it and says so. `SEED=` in the environment replays a run. What is
proved is kept in `docs/reference/proof.json`, one entry a goal, so that a run of some goals leaves the others as they were.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import secrets
import sys
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tools.prove.page import write_page
from tools.prove.result import Result

HERE = Path(__file__).resolve().parent
KEPT = HERE.parent.parent / "docs" / "reference" / "proof.json"


def proofs(wanted: list[str]) -> Iterator[tuple[str, str]]:
    """The goals asked for (all when none is named), each with its module, in the order of their numbers."""
    for file in sorted(HERE.glob("g[0-9][0-9]_*.py")):
        goal = f"G{int(file.stem[1:3])}"
        if not wanted or goal in wanted:
            yield goal, f"tools.prove.{file.stem}"


def run(goal: str, module: str, scale: float, seed: int) -> dict:
    """One proof with its time; a proof that breaks off has failed, and says where."""
    began = time.monotonic()
    try:
        result = importlib.import_module(module).prove(scale, seed)
    except Exception as fault:
        traceback.print_exc()
        result = Result(goal, f"broke off: {type(fault).__name__}", module, seed, False)
    return {
        "goal": result.goal, "figure": result.figure, "how": result.how, "seed": result.seed, "passed": result.passed,
        "scale": scale, "on": datetime.now(UTC).date().isoformat(), "seconds": round(time.monotonic() - began, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("goals", nargs="*", help="G1 G9 ...; all without")
    parser.add_argument("--scale", type=float, default=1.0, help="1 = the figure that the goal names")
    asked = parser.parse_args()
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**31))
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    failed = 0
    for goal, module in proofs(asked.goals):
        print(f"{goal} {module} (seed {seed}) ...", flush=True)
        outcome = run(goal, module, asked.scale, seed)
        kept[module.rpartition(".")[2]] = outcome
        failed += not outcome["passed"]
        print(f"  {'holds' if outcome['passed'] else 'FAILS'}: {outcome['figure']} ({outcome['seconds']} s)", flush=True)
        KEPT.write_text(json.dumps(dict(sorted(kept.items())), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        write_page(KEPT)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

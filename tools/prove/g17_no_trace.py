"""G17: a thousand people go through a register of its own; afterwards every byte it wrote is read for their numbers and names."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent
GOAL = "G17 in part: numbers leave no trace; names and health stand in the database's own files (decision 0009)"
TEST = "tests/privacy/test_no_trace.py"


def prove(scale: float, seed: int) -> Result:
    count = max(9, round(1000 * scale) // 9 * 9)
    with tempfile.TemporaryDirectory(prefix="traces-") as folder:
        env = os.environ | {"TUOPIN_TEST_HOME": f"{folder}/home", "TRACES": str(count), "SEED": str(seed)}
        done = subprocess.run([sys.executable, "-m", "pytest", TEST, "-q"], cwd=ROOT, env=env, check=False, capture_output=True, text=True)
        stop = "from tuopin.config import server; server.stop()"
        subprocess.run([sys.executable, "-c", stop], cwd=ROOT, env=env | {"TUOPIN_HOME": env["TUOPIN_TEST_HOME"]}, check=False, capture_output=True)
    if done.returncode:
        print(done.stdout[-4000:], file=sys.stderr)
    figure = (
        f"{count:,} people, certificate, phone and card each: 0 in database files, WAL, dump, uploads, queue, memory files, logs, addresses, trail export. "
        "Names: in the database's own files alone; words of health: nowhere outside them." if done.returncode == 0 else "traces were found"
    )
    return Result(GOAL, figure, "import by page and command, bad certificates, search, reveal, correction, exports, faults; then grep in six disguises over "
                  "every file of the system's folder and /dev/shm, after CHECKPOINT", seed, done.returncode == 0)

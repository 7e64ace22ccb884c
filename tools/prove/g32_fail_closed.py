"""G32: in ten operations every function of the checks that they reach is made to break; the answer must be no, and nothing written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent


def prove(scale: float, seed: int) -> Result:
    """At scale 1 every call of every function breaks with every kind of fault; below, the first call with one of them, `seed` says which."""
    with tempfile.TemporaryDirectory(prefix="closed-") as folder:
        env = os.environ | {"TUOPIN_TEST_HOME": f"{folder}/home", "SEED": str(seed)} | ({"FAULTS": "all"} if scale >= 1 else {})
        done = subprocess.run([sys.executable, "-m", "pytest", "tests/faults/test_fail_closed.py", "-q", "-rP", "--show-capture=stdout"], cwd=ROOT, env=env,
                              check=False, capture_output=True, text=True)
        stop = "from tuopin.config import server; server.stop()"
        subprocess.run([sys.executable, "-c", stop], cwd=ROOT, env=env | {"TUOPIN_HOME": env["TUOPIN_TEST_HOME"]}, check=False, capture_output=True)
    told = re.findall(r"(\w+): (\d+) faults in (\d+) checks, (\d+) answered with yes", done.stdout)
    if done.returncode:
        print(done.stdout[-4000:], file=sys.stderr)
    faults, yes = (sum(int(each[n]) for each in told) for n in (1, 3))
    figure = f"{faults:,} faults in {len(told)} operations ({', '.join(f'{name} {count}' for name, _, count, _ in told)} checks reached): {yes} answered with yes"
    return Result("G32 what breaks says no", figure, "sys.settrace raises inside people, scope, crypto, trail, procedure, privacy and gate as pages and services run; "
                  "the answer and every table are compared", seed, done.returncode == 0 and not yes and len(told) >= 10)

"""G18: numbers are revealed and lists exported at random; each one must stand in the trail, and no value in anything that was written."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ("tests/privacy/test_reveals.py", "tests/web/test_working_pages.py::test_an_export_shows_whole_numbers_only_when_asked_and_says_so_in_one_entry",
         "tests/registry/test_export.py")


def prove(scale: float, seed: int) -> Result:
    with tempfile.TemporaryDirectory(prefix="reveals-") as folder:
        env = os.environ | {"TUOPIN_TEST_HOME": f"{folder}/home", "SEED": str(seed), "REVEALS": str(max(20, round(500 * scale)))}
        done = subprocess.run([sys.executable, "-m", "pytest", *TESTS, "-q"], cwd=ROOT, env=env, check=False, capture_output=True, text=True)
        stop = "from tuopin.config import server; server.stop()"
        subprocess.run([sys.executable, "-c", stop], cwd=ROOT, env=env | {"TUOPIN_HOME": env["TUOPIN_TEST_HOME"]}, check=False, capture_output=True)
    if done.returncode:
        print(done.stdout[-4000:], file=sys.stderr)
    figure = f"{env['REVEALS']} random reveals and refusals by several people: 100 % in the trail with purpose, 0 values in any table" if not done.returncode else "failed"
    return Result("G18 every reveal is on record, no value is", figure, "pages and services; every table's text read for the values", seed, done.returncode == 0)

"""G5: every branch of what the trust rests on is taken by the tests: trail, scope, procedure, sealing, import.

The tests are run in parts under `measured`, child processes included; `MEASURED_PARTS="2 4"` runs only these parts anew and
takes the others as they were measured before (each is kept in the folder .measured of the checkout).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.prove.measured_core import CORE, LEFT_OUT, ROOT
from tools.prove.result import Result

MEASURED = ROOT / ".measured"
PARTS = {
    "1": ("tests/kernel", "tests/people", "tests/desk", "tests/procedure"), "2": ("tests/trail", "tests/scope"), "3": ("tests/privacy", "tests/evidence"),
    "4": ("tests/intake",), "5": ("tests/registry",), "6": ("tests/web", "tests/cli/test_misuse.py", "tests/config"),
}
WATCHES = "tests/intake/test_limits.py::test_the_reader_imports_neither_django_nor_a_socket"  # measuring itself needs a socket


def prove(scale: float, seed: int) -> Result:
    """Run all parts (or those named) under branch coverage and read the shares of the combined whole."""
    MEASURED.mkdir(exist_ok=True)
    wanted = os.environ.get("MEASURED_PARTS", " ".join(PARTS)).split()
    failed = [line for part in wanted for line in run_part(part)]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        env = os.environ | {"COVERAGE_FILE": f"{folder}/data"}
        run = [sys.executable, "-m", "coverage"]
        subprocess.run([*run, "combine", "-q", "--keep", *map(str, sorted(MEASURED.glob("*.cov")))], cwd=ROOT, env=env, check=True)
        subprocess.run([*run, "json", "-q", "-o", str(report)], cwd=ROOT, env=env, check=True)
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    shares = {name: share_of(files, places) for name, places in CORE.items()}
    for name, places in CORE.items():
        for path, missing in gaps_in(files, places):
            print(f"  {name}: {path} lacks {missing}")
    for line in failed:
        print(f"  {line}")
    branches = sum(f["summary"]["num_branches"] for path, f in files.items() if any(is_in(path, places) for places in CORE.values()))
    figure = ", ".join(f"{name} {share:.2%}" for name, share in shares.items()) + f"; {branches:,} branches"
    return Result("G5 branch coverage", figure + (f"; {len(failed)} tests failed while measured" if failed else ""),
                  f"coverage.py with branches, line by line and test by test, in {len(PARTS)} parts ({' '.join(t for p in PARTS.values() for t in p)}); "
                  "child processes, forks and the readers that can write no file send what they took over a socket", seed,
                  all(share == 1 for share in shares.values()) and not failed)


def run_part(part: str) -> list[str]:
    """Measure one part; the tests that failed."""
    env = os.environ | {"MEASURED_TO": str(MEASURED / f"{part}.cov")}
    for before in MEASURED.glob(f"{part}.*"):
        before.unlink()
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "tools.prove.measured", "--reuse-db", "-m", "not browser", "--deselect", WATCHES,
                           *PARTS[part]], cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    print(f"  part {part}: {done.stdout.splitlines()[-1] if done.stdout else done.stderr[-300:]}", flush=True)
    failed = re.findall(r"^(?:FAILED|ERROR) .*", done.stdout, re.MULTILINE)
    return failed or ([f"part {part} broke off"] if done.returncode else [])


def is_in(path: str, places: tuple[str, ...]) -> bool:
    """Whether a measured file lies at one of the places."""
    inside = path.partition("src/tuopin/")[2]
    return inside.startswith(places) and not any(part in path for part in LEFT_OUT)


def share_of(files: dict, places: tuple[str, ...]) -> float:
    """The share of lines and branches taken in the files at these places."""
    sums = [f["summary"] for path, f in files.items() if is_in(path, places)]
    taken = sum(s["covered_lines"] + s["covered_branches"] for s in sums)
    return taken / max(1, sum(s["num_statements"] + s["num_branches"] for s in sums))


def gaps_in(files: dict, places: tuple[str, ...]) -> list[tuple[str, str]]:
    """The files with lines or branches never taken, and which."""
    return [
        (path, f"lines {f['missing_lines']} branches {f['missing_branches']}") for path, f in sorted(files.items())
        if is_in(path, places) and (f["missing_lines"] or f["missing_branches"])
    ]

"""G5: every branch of what the trust rests on is taken by the tests: trail, scope, procedure, sealing, import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent
CORE = {  # what is measured, by the folders or files below src/tuopin
    "trail": ("trail/",), "scope": ("scope/", "people/", "kernel/acts.py", "web/middleware.py", "web/sessions.py"),
    "workflow": ("procedure/",), "crypto": ("kernel/crypto", "kernel/sealed_files", "kernel/shamir", "kernel/masking"),
    "import": ("intake/", "registry/services/"),
}


def prove(scale: float, seed: int) -> Result:
    """Run the whole suite under branch coverage (`scale` below 1: only the tests of these rooms) and read the shares."""
    tests = ["tests"] if scale >= 1 else ["tests/trail", "tests/kernel", "tests/people", "tests/procedure", "tests/intake", "tests/registry"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        env = os.environ | {"COVERAGE_FILE": f"{folder}/data"}
        run = [sys.executable, "-m", "coverage"]
        subprocess.run([*run, "run", "-m", "pytest", "-q", "-p", "no:randomly", *tests], cwd=ROOT, env=env, check=False)
        subprocess.run([*run, "combine", "-q"], cwd=ROOT, env=env, check=True)
        subprocess.run([*run, "json", "-q", "-o", str(report)], cwd=ROOT, env=env, check=True)
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    shares = {name: share_of(files, places) for name, places in [*CORE.items(), ("everything", ("",))]}
    for name, places in CORE.items():
        for path, missing in gaps_in(files, places):
            print(f"  {name}: {path} lacks {missing}")
    passed = all(share == 1 for name, share in shares.items() if name != "everything") and shares["everything"] >= 0.95
    return Result("G5 branch coverage", ", ".join(f"{name} {share:.2%}" for name, share in shares.items()),
                  f"coverage.py with branches over {' '.join(tests)}, child processes included", seed, passed)


def share_of(files: dict, places: tuple[str, ...]) -> float:
    """The share of lines and branches taken in the files at these places."""
    sums = [f["summary"] for path, f in files.items() if any(f"src/tuopin/{place}" in path for place in places)]
    taken = sum(s["covered_lines"] + s["covered_branches"] for s in sums)
    return taken / max(1, sum(s["num_statements"] + s["num_branches"] for s in sums))


def gaps_in(files: dict, places: tuple[str, ...]) -> list[tuple[str, str]]:
    """The files with lines or branches never taken, and which."""
    return [
        (path, f"lines {f['missing_lines']} branches {f['missing_branches']}") for path, f in sorted(files.items())
        if any(f"src/tuopin/{place}" in path for place in places) and (f["missing_lines"] or f["missing_branches"])
    ]

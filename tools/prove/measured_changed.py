"""Says which tests are enough to measure again what was changed since it was measured: a few for each file, and every test that is new or other.

Each run that is kept knows which test took which branch. Of the tests that took a file that is another now, the fewest seconds
that together take all of it are run again, and so for a file that was measured since by a few tests only and has gaps; a file
of tests that was changed, or never measured, is run whole.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
from collections import defaultdict
from pathlib import Path

from tools.prove.measured_core import ROOT
from tools.prove.measured_parts import HERE, Joined, is_counted

Way = tuple[str, int, int]
UNKNOWN = 0.4  # seconds of a test that was not timed


def tests_of_now() -> dict[str, str]:
    """The digest of every file of tests, by its path in the project."""
    return {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            for path in sorted((ROOT / "tests").rglob("test_*.py"))}


def enough(folder: Path, joined: Joined) -> list[tuple[str, float]]:
    """What is to be run again, each with its seconds: whole files of tests, or single functions of them."""
    runs = sorted((json.loads(kept.read_text(encoding="utf-8")) | {"kept": kept} for kept in folder.glob("*.run.json")), key=lambda run: run["began"])
    seconds, measured, now = {}, {}, tests_of_now()
    for run in runs:
        seconds |= json.loads(Path(str(run["kept"]).replace(".run.json", ".seconds.json")).read_text(encoding="utf-8"))
        asked = {test.partition("::")[0] for test in run["ended"]}
        measured |= _as_measured(run, asked, now)
    wanted = dict.fromkeys((file for file, digest in now.items() if measured.get(file) != digest and is_driven(file)), 1.0)
    taken, cost = _taken(runs, {*joined.changed, *joined.thinned}), defaultdict(float)
    for test, took in seconds.items():
        cost[function_of(test)] += took
    there = {unit: ways for unit, ways in taken.items() if unit.partition("::")[0] in now and unit.partition("::")[0] not in wanted and _is_there(unit)}
    while there:
        best = max(there, key=lambda unit: len(there[unit]) / (cost[unit] or UNKNOWN))
        ways = there.pop(best)
        wanted[best] = cost[best] or UNKNOWN
        there = {unit: left for unit, held in there.items() if (left := held - ways)}
    for file in [unit for unit in wanted if "::" not in unit]:
        wanted[file] = sum(took for test, took in seconds.items() if test.startswith(f"{file}::")) or 10.0
    return sorted(wanted.items())


def _as_measured(run: dict, asked: set[str], now: dict[str, str]) -> dict[str, str]:
    """The digests of the files of tests as the run had them; an older run kept its commit alone."""
    if "tests" in run:
        return {file: run["tests"].get(file, "") for file in asked}
    told = subprocess.run(["git", "diff", "--name-only", run["commit"], "--", "tests"], cwd=ROOT, capture_output=True, text=True, check=False)
    other = set(told.stdout.split())
    return {file: now.get(file, "") if told.returncode == 0 and file not in other else "another" for file in asked}


def share_of(units: list[tuple[str, float]], number: int, of: int) -> list[str]:
    """One of so many shares of about equal length; the functions of one file stay together."""
    lengths, files = [0.0] * of, defaultdict(float)
    for unit, took in units:
        files[unit.partition("::")[0]] += took
    shares: list[set[str]] = [set() for _ in range(of)]
    for file in sorted(files, key=lambda name: -files[name]):
        least = lengths.index(min(lengths))
        lengths[least] += files[file]
        shares[least].add(file)
    return [unit for unit, _ in units if unit.partition("::")[0] in shares[number - 1]]


def function_of(test: str) -> str:
    """The function of tests that a test with its parameters belongs to."""
    return test.partition("[")[0]


def is_driven(file: str) -> bool:
    """Whether pytest measures tests of the file: those that drive a browser are not measured."""
    return "mark.browser" not in (ROOT / file).read_text(encoding="utf-8")


def _is_there(unit: str) -> bool:
    file, _, function = unit.partition("::")
    return f"def {function.rpartition('::')[2]}(" in (ROOT / file).read_text(encoding="utf-8")


def _taken(runs: list[dict], changed: set[str]) -> dict[str, set[Way]]:
    """Which ways through the changed files each function of tests took, in the newest run that knows the file of tests."""
    found: dict[str, dict[str, set[Way]]] = {}
    for run in runs:
        told: dict[str, dict[str, set[Way]]] = defaultdict(lambda: defaultdict(set))
        with sqlite3.connect(str(run["kept"]).replace(".run.json", ".cov")) as data:
            rows = data.execute("SELECT file.path, context.context, arc.fromno, arc.tono FROM arc JOIN file ON file.id = arc.file_id"
                                " JOIN context ON context.id = arc.context_id WHERE context.context <> ''")
            for name, test, since, until in rows:
                path = name.partition(HERE)[2] or name.rpartition(HERE)[2]
                if path in changed and is_counted(path):
                    told[test.partition("::")[0]][function_of(test)].add((path, since, until))
        found |= told
    return {unit: ways for units in found.values() for unit, ways in units.items()}

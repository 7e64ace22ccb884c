"""Joins what was measured in parts, run by run, into one answer about the checkout as it stands.

A run counts for a file only if the file still is, to the letter, what was measured; a test counts as it ended last. So parts
may be measured on different days and commits, and nothing that was true only of another text is added up.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import coverage
from coverage.data import CoverageData
from tools.prove.measured_core import LEFT_OUT, ROOT, SOURCE, digests

HERE = "src/tuopin/"


@dataclass(frozen=True)
class Joined:
    """The files with their lines and branches as coverage.py tells them, how the tests ended, and where the parts come from."""

    files: dict[str, dict]
    ended: dict[str, str]
    commits: tuple[str, ...]
    changed: tuple[str, ...]  # files that no run has taken since they were changed last
    thinned: tuple[str, ...] = ()  # files with gaps that were measured since, but by fewer tests than took them as they were before

    @property
    def failed(self) -> list[str]:
        return sorted(test for test, how in self.ended.items() if how == "failed")

    def share(self, places: tuple[str, ...] = ("",)) -> float:
        """The share of lines and branches taken in the files below these places of src/tuopin."""
        sums = [f["summary"] for path, f in self.files.items() if path.startswith(places)]
        taken = sum(s["covered_lines"] + s["covered_branches"] for s in sums)
        return taken / max(1, sum(s["num_statements"] + s["num_branches"] for s in sums))

    def branches(self, places: tuple[str, ...] = ("",)) -> int:
        """How many branches there are below these places."""
        return sum(f["summary"]["num_branches"] for path, f in self.files.items() if path.startswith(places))

    def gaps(self, places: tuple[str, ...]) -> list[tuple[str, list, list]]:
        """The files with lines or branches never taken: the lines, and the branches between lines that were taken."""
        return [(path, f["missing_lines"], [way for way in f["missing_branches"] if way[0] not in f["missing_lines"]])
                for path, f in sorted(self.files.items()) if path.startswith(places) and (f["missing_lines"] or f["missing_branches"])]


def join(folder: Path) -> Joined:
    """All runs kept in a folder, the oldest first."""
    now, ended, commits, data = digests(), {}, [], CoverageData(no_disk=True)
    runs = sorted(((json.loads(kept.read_text(encoding="utf-8")), kept) for kept in folder.glob("*.run.json")), key=lambda run: run[0]["began"])
    stale: set[str] = set()
    for run, kept in runs:
        ended |= run["ended"]
        commits += [run["commit"]] if run["commit"] not in commits else []
        same = {path for path, digest in run["digests"].items() if now.get(path) == digest}
        stale |= add(data, kept.parent / kept.name.replace(".run.json", ".cov"), same)
    fresh = {name.partition(HERE)[2] for name in data.measured_files()}
    for path in now:
        if is_counted(path):
            data.touch_file(str(SOURCE / path))
    files = told(data)
    thinned = (path for path in stale & fresh & files.keys() if files[path]["missing_lines"] or files[path]["missing_branches"])
    return Joined(files, ended, tuple(commits), tuple(sorted((stale - fresh) & now.keys())), tuple(sorted(thinned)))


def add(data: CoverageData, kept: Path, same: set[str]) -> set[str]:
    """Add what a run took of the files that are the same still; the others are returned."""
    run = CoverageData(str(kept))
    run.read()
    below = {name.rpartition(HERE)[2]: name for name in run.measured_files()}
    data.add_arcs({str(SOURCE / path): run.arcs(name) or [] for path, name in below.items() if path in same and is_counted(path)})
    return {path for path in below if path not in same and is_counted(path)}


def is_counted(path: str) -> bool:
    """Whether a file counts: migrations run once when a system is made, and what they leave behind is what the tests work on."""
    return not any(part.strip("/") in path.split("/") for part in LEFT_OUT)


def told(data: CoverageData) -> dict[str, dict]:
    """What coverage.py says of each file, by its path below src/tuopin, with the exclusions of pyproject.toml."""
    with tempfile.TemporaryDirectory() as place:
        kept = CoverageData(f"{place}/data")
        kept.update(data)
        kept.close()
        reader = coverage.Coverage(data_file=f"{place}/data", config_file=str(ROOT / "pyproject.toml"), source=[str(SOURCE)])
        reader.config.parallel = False
        reader.load()
        reader.json_report(outfile=f"{place}/report.json")
        files = json.loads(Path(f"{place}/report.json").read_text(encoding="utf-8"))["files"]
    return {path.rpartition(HERE)[2]: file for path, file in files.items()}

"""Says which tests take a line of the house, as `measured` found it."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
from collections import Counter
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from coverage import CoverageData
from tools.prove.measured_core import CORE, LEFT_OUT, ROOT, SOURCE
from tools.prove.mutants import Mutant

ENOUGH, MANY = float(os.environ.get("ENOUGH", "8")), 200  # seconds of tests, and how many, that are run on a fault, the shortest first


class Taken:
    """What was measured in the parts that lie in a folder."""

    TESTS = ("tests/kernel", "tests/people", "tests/desk", "tests/procedure", "tests/trail", "tests/scope", "tests/privacy", "tests/evidence",
             "tests/intake", "tests/registry", "tests/web", "tests/api", "tests/cli/test_misuse.py", "tests/config")

    def __init__(self, folder: Path) -> None:
        self.parts, self.seconds = [], {}
        self.among = tuple(os.environ.get("LANE_TESTS", "tests").split())
        for part in sorted(folder.glob("*.cov")):
            if not (run := part.with_suffix(".run.json")).exists():  # it is being measured still, or was broken off
                continue
            data = CoverageData(str(part))
            data.read()
            self.parts.append((data, json.loads(run.read_text(encoding="utf-8"))))
            if (kept := part.with_suffix(".seconds.json")).exists():
                for test, took in json.loads(kept.read_text(encoding="utf-8")).items():
                    self.seconds[test] = min(took, self.seconds.get(test, took))  # the first of a run makes the database, and that is no time of its own
        if not self.parts:
            raise FileNotFoundError(f"{folder}: nothing was measured yet; run G5 first")

    @staticmethod
    def files() -> list[Path]:
        """The files of the core."""
        places = tuple(place for places in CORE.values() for place in places)
        return [path for path in sorted(SOURCE.rglob("*.py"))
                if path.relative_to(SOURCE).as_posix().startswith(places) and not any(part in str(path) for part in LEFT_OUT)]

    @cache  # noqa: B019 - one object in the life of the process
    def by_line(self, path: Path) -> dict[int, set[str]]:
        """The tests by the lines of a file that they take."""
        found: dict[int, set[str]] = {}
        for lines in self._measured(path):
            for line, tests in lines.items():
                found.setdefault(line, set()).update(filter(None, tests))
        return found

    @cache  # noqa: B019 - likewise
    def _measured(self, path: Path) -> list[dict[int, list[str]]]:
        """The tests by line in each run; of one that measured another text of the file, those of the lines that stand in this one too."""
        inside, found = path.as_posix().partition("src/tuopin/")[2], []
        for data, run in self.parts:
            for name in data.measured_files():
                if name.endswith(path.as_posix()):
                    now = lines_now(path, run["digests"].get(inside, ""), run["commit"])
                    found.append({now[line]: tests for line, tests in data.contexts_by_lineno(name).items() if line in now})
        return found

    @cache  # noqa: B019 - likewise
    def once_read(self, path: Path) -> set[int]:
        """The lines of a file that are taken while it is read and by no test afterwards."""
        found = {line for lines in self._measured(path) for line, tests in lines.items() if "" in tests}
        return {line for line in found if not self.by_line(path).get(line)}

    def is_read(self, mutant: Mutant) -> bool:
        """Whether the fault lies in what is worked out once, when the file is read: outside every function, or in one that is called there alone."""
        return not mutant.within or mutant.line in self.once_read(Path(mutant.path))

    @cache  # noqa: B019 - likewise
    def tests_of(self, mutant: Mutant) -> tuple[list[str], float]:
        """The tests that take the line of the fault (any line of the file, for what is done when it is read), in the order in which they are asked; their seconds."""
        by_line, read = self.by_line(Path(mutant.path)), self.is_read(mutant)
        lines = by_line if read else range(mutant.line, mutant.line + mutant.before_lines)
        tests = set().union(*(by_line.get(line, ()) for line in lines)) if lines else set()
        naming = self._naming(mutant) if read else set()
        tests |= naming
        if not read and not tests:
            nearest = [line for line in by_line if mutant.line - 12 < line <= mutant.line and by_line[line]]
            tests = by_line[max(nearest)] if nearest else set()
        chosen, seconds = [], 0.0
        in_turn = self._in_turn([test for test in tests if test.startswith(self.among)], mutant.path.partition("tuopin/")[2].partition("/")[0])
        for test in sorted(in_turn, key=lambda test: test not in naming):
            took = self.seconds.get(test, 0.4)
            if len(chosen) < MANY and (seconds + took <= ENOUGH or not chosen):  # one that is longer than all the time there is comes alone or not at all
                chosen.append(test)
                seconds += took
        return chosen, seconds

    def _naming(self, mutant: Mutant) -> set[str]:
        """The tests in files that name the constant in which the fault lies: such a test compares it without taking any line of its file."""
        tree = ast.parse(Path(mutant.path).read_bytes())
        names = {name.id for part in tree.body if part.lineno <= mutant.line <= (part.end_lineno or 0) and isinstance(part, (ast.Assign, ast.AnnAssign))
                 for name in ast.walk(part) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store) and len(name.id) > 3}
        files = {file for name in names for file in _files_naming(name)}
        return {test for test in self.seconds if test.partition("::")[0] in files}

    def _in_turn(self, tests: list[str], room: str) -> list[str]:
        """The tests of the room before the others; each file of tests is asked for as long as any other, its shortest tests first: neither what
        one file says again and again nor what takes long is asked in place of all that is short."""
        spent, asked = Counter(), []
        for test in sorted(tests, key=lambda name: (self.seconds.get(name, 0.4), name)):
            file = test.partition("::")[0]
            spent[file] += self.seconds.get(test, 0.4)
            asked.append((not test.startswith(f"tests/{room}/"), spent[file], len(asked), test))
        return [test for *_, test in sorted(asked)]


@cache
def _files_naming(name: str) -> list[str]:
    """The files of tests in which this name stands as a word."""
    word = re.compile(rf"\b{name}\b")
    return [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "tests").rglob("test_*.py")) if word.search(path.read_text(encoding="utf-8"))]


@cache
def lines_now(path: Path, digest: str, commit: str) -> dict[int, int]:
    """Which line of the file each line of the text with this digest is now; without any where no such text is found at the commit."""
    text = (ROOT / path).read_bytes()
    shown = text if _digest(text) == digest else subprocess.run(
        ["git", "show", f"{commit}:{path.as_posix()}"], cwd=ROOT, capture_output=True, check=False).stdout
    if _digest(shown) != digest:
        return {}
    same = SequenceMatcher(None, shown.splitlines(), text.splitlines(), autojunk=False).get_matching_blocks()
    return {a + n + 1: b + n + 1 for a, b, size in same for n in range(size)}


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:16]

"""G6: small faults put into what the trust rests on are noticed by a test: every condition of permission, a sample of the rest.

A condition of permission is what decides who may see or do something; all faults of all conditions are tried in the files of
PERMISSION. The tests that took a line (as `g05_coverage` measured) are run on each fault of it. What no test notices is
listed, unless `equivalent.toml` says, with the reason, that it changes nothing anybody could notice.

On a machine with others at work: MUTATE=permission or others, MUTATE_FILES="scope/ machine" (only these files), LANE_TESTS
(only these tests are collected), LANE_HOME (a home of tests whose database is there already). What was noticed is kept in
`.measured/faults.jsonl` and counts again as long as neither file has changed.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

from tools.prove.mutants import Mutant, mutants_of
from tools.prove.result import Result
from tools.prove.taken import Taken

ROOT = Path(__file__).resolve().parent.parent.parent
MEASURED = ROOT / ".measured"
PERMISSION = (  # files in which every fault of a condition is tried
    "scope/", "kernel/acts.py", "kernel/areas.py", "people/selectors.py", "people/states.py", "web/middleware.py", "web/sessions.py", "web/checks.py",
    "procedure/states/machine.py", "procedure/states/standing.py",
)
CONDITIONS = {"comparison", "and/or", "condition left out", "condition turned", "filter left out", "not", "another act", "other quantifier", "one left out",
              "refusal left out", "call left out", "breaks off", "goes on"}
OUTCOMES = ("killed", "stopped", "survived", "broke", "unseen")
SAMPLE = 600  # faults of the other files at scale 1
EQUIVALENT = Path(__file__).parent / "equivalent.toml"


def prove(scale: float, seed: int) -> Result:
    """Every fault of a condition of permission and `scale` × SAMPLE of the others (MUTATE=permission or others: one of the two alone)."""
    taken = Taken(MEASURED)
    chosen = drawn(scale, seed, os.environ.get("MUTATE", ""), os.environ.get("MUTATE_FILES", "").split())
    excused = {each["fault"]: each["why"] for each in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("equivalent", [])}
    told: dict[str, Counter] = {"permission": Counter(), "others": Counter()}
    with Lane() as lane, Noticed(MEASURED / "faults.jsonl") as noticed:
        for kind, mutant in chosen:
            if mutant.name in excused:
                told[kind]["equivalent"] += 1
                continue
            answer = noticed.before(mutant) or lane.try_out(mutant, taken)
            if answer is None:
                continue
            outcome = next(word for word in OUTCOMES if word in answer)
            told[kind][outcome] += 1
            noticed.keep(mutant, answer)
            if outcome not in ("killed", "stopped"):
                print(f"  {outcome}: line {mutant.line}: {mutant.name}", flush=True)
    return _result(told, scale, seed)


class Noticed:
    """What was noticed before: it stands as long as neither the file with the fault nor that of the test has changed."""

    def __init__(self, path: Path) -> None:
        self.path, self.known = path, {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            told = json.loads(line)
            self.known[told["key"]] = told

    def __enter__(self) -> Noticed:
        self.file = self.path.open("a", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def before(self, mutant: Mutant) -> dict | None:
        """The answer of before where a named test noticed the fault and both files are as they were."""
        told = self.known.get(_key(mutant), {})
        return told if "killed" in told and told.get("test") == _digest(told["killed"].partition("::")[0]) else None

    def keep(self, mutant: Mutant, answer: dict) -> None:
        """Write down what became of the fault."""
        test = _digest(answer["killed"].partition("::")[0]) if "::" in answer.get("killed", "") else ""
        print(json.dumps({"key": _key(mutant), "line": mutant.line, "test": test} | answer, ensure_ascii=False), file=self.file, flush=True)


def _key(mutant: Mutant) -> str:
    return f"{_digest(mutant.path)} {mutant.span} {mutant.name}"


def _digest(path: str) -> str:
    file = ROOT / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.is_file() else "gone"


def _result(told: dict[str, Counter], scale: float, seed: int) -> Result:
    figures, shares = [], {}
    for kind, counts in told.items():
        tried = sum(counts.values()) - counts["equivalent"]
        noticed = counts["killed"] + counts["stopped"]
        share = shares[kind] = noticed / tried if tried else 1.0
        error = "" if kind == "permission" or not tried else f" ± {1.96 * math.sqrt(share * (1 - share) / tried):.1%}"
        figures.append(f"{kind} {noticed} of {tried} noticed ({share:.1%}{error}), of them {counts['stopped']} by coming to no end; "
                       f"{counts['equivalent']} more change nothing")
    return Result("G6 mutation", "; ".join(figures), f"own faults by ast, tests by line from G5; every fault of a condition in {', '.join(PERMISSION)}; a sample of "
                  f"{round(scale * SAMPLE)} of trail, people, procedure, privacy, sealing, intake, import (95 % error told)", seed,
                  shares["permission"] == 1 and shares["others"] >= 0.9)


def drawn(scale: float, seed: int, only: str, named: list[str]) -> list[tuple[str, Mutant]]:
    """The faults to try: all of the files of permission, a sample of the others."""
    whole, others = [], []
    for path in Taken.files():
        inside = path.relative_to(ROOT / "src" / "tuopin").as_posix()
        found = mutants_of(ROOT, path.relative_to(ROOT).as_posix())
        for each in found:
            (whole if inside.startswith(PERMISSION) and each.kind in CONDITIONS else others).append(each)
    sample = random.Random(seed).sample(others, min(len(others), round(scale * SAMPLE)))
    chosen = [("permission", each) for each in whole if only != "others"] + [("others", each) for each in sample if only != "permission"]
    chosen = [(kind, each) for kind, each in chosen if not named or any(name in each.path for name in named)]
    return sorted(chosen, key=lambda kind_and_fault: not kind_and_fault[1].within)  # what needs a process of its own comes last


class Lane:
    """A copy of the checkout with a system of its own, in which faults are put into files and into a running process."""

    def __enter__(self) -> Lane:
        self.folder = Path(tempfile.mkdtemp(prefix="mutation-"))
        self.root = self.folder / "house"
        shutil.copytree(ROOT, self.root, ignore=shutil.ignore_patterns(".git", ".venv", ".measured", "__pycache__", ".hypothesis"))
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(self.root / ".venv")], check=True)
        self.python = str(self.root / ".venv" / "bin" / "python")
        packages = next((self.root / ".venv" / "lib").glob("python*")) / "site-packages"
        (packages / "house.pth").write_text(f"{self.root / 'src'}\n{next(p for p in sys.path if p.endswith('site-packages'))}\n", encoding="utf-8")
        self.environ = os.environ | {"TUOPIN_TEST_HOME": os.environ.get("LANE_HOME", str(self.folder / "home")), "PYTHONDONTWRITEBYTECODE": "1"}
        self.environ.pop("MEASURED_TO", None)
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        stop = "from tuopin.config import server; server.stop()"
        subprocess.run([self.python, "-c", stop], env=self.environ | {"TUOPIN_HOME": self.environ["TUOPIN_TEST_HOME"]}, check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self) -> None:
        """Start the process that does jobs; it has collected the tests and made the database when it says so."""
        (theirs, self.jobs), (self.told, telling) = os.pipe(), os.pipe()
        for end in (theirs, telling):
            os.set_inheritable(end, True)
        command = [self.python, "-m", "pytest", "-p", "tools.prove.mutation_lane", "--reuse-db", "-m", "not browser", *os.environ.get("LANE_TESTS", " ".join(Taken.TESTS)).split()]
        self.process = subprocess.Popen(command, cwd=self.root, env=self.environ | {"LANE_IN": str(theirs), "LANE_OUT": str(telling)},
                                        pass_fds=(theirs, telling), stdout=(self.folder / "lane.log").open("w"), stderr=subprocess.STDOUT)
        os.close(theirs), os.close(telling)
        self.asking, self.answers = os.fdopen(self.jobs, "w"), os.fdopen(self.told)
        if not self.answers.readline():
            raise RuntimeError((self.folder / "lane.log").read_text(encoding="utf-8")[-3000:])

    def end(self) -> None:
        self.asking.close()
        self.process.wait(60)
        self.answers.close()

    def try_out(self, mutant: Mutant, taken: Taken) -> dict | None:
        """Which test notices the fault; None where the fault is none."""
        whole = (ROOT / mutant.path).read_bytes()
        text = mutant.text(whole)
        if text is None:
            return None
        tests, seconds = taken.tests_of(mutant, tuple(os.environ.get("LANE_TESTS", "tests").split()))
        if not tests:
            return {"unseen": "no test takes this line"}
        place = self.root / mutant.path
        try:
            self._lay(place, text.encode())
            if not mutant.within:
                return self._from_the_start(tests, seconds)
            return self._ask(str(place), text, tests, seconds)
        finally:
            self._lay(place, whole)

    def _lay(self, place: Path, text: bytes) -> None:
        place.write_bytes(text)
        for compiled in (place.parent / "__pycache__").glob(f"{place.stem}.*"):
            compiled.unlink()

    def _ask(self, path: str, text: str | None, tests: list[str], seconds: float) -> dict:
        print(json.dumps({"path": path, "text": text, "tests": tests, "seconds": 60 + 10 * seconds}), file=self.asking, flush=True)
        answer = json.loads(self.answers.readline())
        if "stopped" in answer:  # it may have left something behind in the database
            self.end()
            shutil.rmtree(self.folder / "home" / "anchors", ignore_errors=True)
            self.environ["PYTEST_ADDOPTS"] = "--create-db"
            self.begin()
            self.environ.pop("PYTEST_ADDOPTS")
        return answer

    def _from_the_start(self, tests: list[str], seconds: float) -> dict:
        """What is done when a file is read needs a process that reads it anew."""
        (self.folder / "tests").write_text("\n".join(tests) + "\n", encoding="utf-8")
        try:
            done = subprocess.run([self.python, "-m", "pytest", "-x", "--reuse-db", f"@{self.folder / 'tests'}"], cwd=self.root, env=self.environ, check=False,
                                  capture_output=True, text=True, timeout=120 + 10 * seconds)
        except subprocess.TimeoutExpired:
            return {"stopped": "", "over": True}
        said = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
        if done.returncode == 0:
            return {"survived": len(tests)}
        return {"killed": said[-1] if said else f"exit {done.returncode}", "why": (done.stdout + done.stderr)[-300:]}

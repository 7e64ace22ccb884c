"""A copy of the checkout with a system of its own, in which faults are put into files and into a running process, one at a time."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.prove.measured_core import ROOT
from tools.prove.mutants import Mutant
from tools.prove.taken import Taken

LEFT = (".git", ".venv", ".measured", "__pycache__", ".hypothesis", ".tuopin", "bench", "docs/pictures")


class House:
    """The copy, and the process in it that does jobs. `tests` are what it collects; a `home` given keeps its database between runs."""

    def __init__(self, tests: list[str], home: str = "") -> None:
        self.tests, self.folder, self.sound = tests, Path(tempfile.mkdtemp(prefix="mutation-")), {}
        self.root = self.folder / "house"
        shutil.copytree(ROOT, self.root, ignore=shutil.ignore_patterns(*LEFT))
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(self.root / ".venv")], check=True)
        self.python = str(self.root / ".venv" / "bin" / "python")
        packages = next((self.root / ".venv" / "lib").glob("python*")) / "site-packages"
        (packages / "house.pth").write_text(f"{self.root / 'src'}\n{next(p for p in sys.path if p.endswith('site-packages'))}\n", encoding="utf-8")
        self.home = home or str(self.folder / "home")
        self.environ = os.environ | {"TUOPIN_TEST_HOME": self.home, "PYTHONDONTWRITEBYTECODE": "1"}
        self.environ.pop("MEASURED_TO", None)

    def __enter__(self) -> House:
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        stop = "from tuopin.config import server; server.stop()"
        subprocess.run([self.python, "-c", stop], env=self.environ | {"TUOPIN_HOME": self.home}, check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self, *more: str) -> None:
        """Start the process that does jobs; it has collected the tests and made the database when it says so."""
        (theirs, self.jobs), (self.told, telling) = os.pipe(), os.pipe()
        for end in (theirs, telling):
            os.set_inheritable(end, True)
        command = [self.python, "-m", "pytest", "-p", "tools.prove.mutation_lane", "--reuse-db", "-m", "not browser", *more, *self.tests]
        self.process = subprocess.Popen(command, cwd=self.root, env=self.environ | {"LANE_IN": str(theirs), "LANE_OUT": str(telling)},
                                        pass_fds=(theirs, telling), stdout=(self.folder / "lane.log").open("w"), stderr=subprocess.STDOUT)
        os.close(theirs), os.close(telling)
        self.asking, self.answers = os.fdopen(self.jobs, "w"), os.fdopen(self.told)
        if not self.answers.readline():
            raise RuntimeError((self.folder / "lane.log").read_text(encoding="utf-8")[-3000:])

    def end(self) -> None:
        """Let the process go: it ends when it is asked nothing more."""
        self.asking.close()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.answers.close()

    def try_out(self, mutant: Mutant, text: str, tests: list[str], seconds: float, *, read: bool) -> dict:
        """Which test notices the fault (`read`: one in what is worked out when the file is read).

        A test counts only when it passes here, in the same process, without the fault.
        """
        whole, place = (ROOT / mutant.path).read_bytes(), self.root / mutant.path
        while tests:
            try:
                self._lay(place, text.encode())
                answer = self._ask(place, text, tests, seconds, read=read)
                if "broke" in answer:  # it cannot be put in: a process of its own reads it
                    answer = self._from_the_start(tests, seconds)
            finally:
                self._lay(place, whole)
            if "::" not in answer.get("killed", "") or self._passes(answer["killed"], place):
                return answer
            tests = [test for test in tests if test != answer["killed"]]
        return {"unseen": "no test takes this line"}

    def _passes(self, test: str, place: Path) -> bool:
        if test not in self.sound:
            self.sound[test] = "survived" in self._ask(place, None, [test], 120, read=False)
            if not self.sound[test]:
                print(f"  {test} fails here without any fault and is not asked", flush=True)
        return self.sound[test]

    def _lay(self, place: Path, text: bytes) -> None:
        place.write_bytes(text)
        for compiled in (place.parent / "__pycache__").glob(f"{place.stem}.*"):
            compiled.unlink()

    def _ask(self, path: Path, text: str | None, tests: list[str], seconds: float, *, read: bool) -> dict:
        job = {"path": str(path), "text": text, "tests": tests, "seconds": 60 + 3 * seconds, "read": read}
        print(json.dumps(job), file=self.asking, flush=True)
        answer = json.loads(self.answers.readline())
        if "stopped" in answer:  # it may have left something behind in the database
            self.end()
            shutil.rmtree(Path(self.home) / "anchors", ignore_errors=True)
            self.begin("--create-db")
        return answer

    def _from_the_start(self, tests: list[str], seconds: float) -> dict:
        """What is declared when a file is read, and cannot be put in, needs a process that reads it anew."""
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


def collected() -> list[str]:
    """What a house collects: LANE_TESTS, or all that take a line of the core."""
    return os.environ.get("LANE_TESTS", " ".join(Taken.TESTS)).split()

"""What became of each fault that was tried, kept from run to run and summed: parts may be run one after another, or apart and then joined.

A line is one fault: its file's digest and place, what noticed it, the digests of the tests asked, the commit it was tried on. It counts
as long as neither the file with the fault nor the tests concerned have changed. Lines of another machine are joined by appending its file.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from functools import cache
from pathlib import Path

from tools.prove.measured_core import ROOT
from tools.prove.mutants import Mutant

NOTICED = ("killed", "stopped")
OUTCOMES = (*NOTICED, "survived", "unseen", "broke")


class Kept:
    """The lines of `faults.jsonl`, the last one of each fault counting."""

    def __init__(self, path: Path) -> None:
        self.path, self.known = path, {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            told = json.loads(line)
            self.known[told["key"]] = told

    def __enter__(self) -> Kept:
        self.file = self.path.open("a", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def before(self, mutant: Mutant) -> dict | None:
        """The answer of before, where the file is as it was, and so are those of the test that noticed the fault, or of all those that did not."""
        told = self.known.get(_key(mutant), {})
        return told if told and told["tests"] == digest_of(told["files"]) else None

    def keep(self, mutant: Mutant, tests: list[str], answer: dict) -> None:
        """Write down what became of the fault."""
        files = sorted({test.partition("::")[0] for test in ([answer["killed"]] if "killed" in answer else tests)})
        told = {"key": _key(mutant), "line": mutant.line, "commit": _commit(), "files": files, "tests": digest_of(files)} | answer
        self.known[told["key"]] = told
        print(json.dumps(told, ensure_ascii=False), file=self.file, flush=True)

    def commits(self, mutants: list[Mutant]) -> list[str]:
        """The commits on which these faults were tried."""
        return sorted({told["commit"] for mutant in mutants if (told := self.known.get(_key(mutant)))})


def outcome_of(answer: dict) -> str:
    """Which of OUTCOMES an answer tells."""
    return next(word for word in OUTCOMES if word in answer)


def digest_of(files: list[str]) -> str:
    """One digest of these files of tests as they are now."""
    return hashlib.sha256("\n".join(f"{name} {_digest(name)}" for name in files).encode()).hexdigest()[:16]


def _key(mutant: Mutant) -> str:
    return f"{_digest(mutant.path)} {mutant.span} {mutant.name}"


@cache
def _digest(path: str) -> str:
    file = ROOT / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.is_file() else "gone"


@cache
def _commit() -> str:
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

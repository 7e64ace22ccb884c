"""G19: every file of the corpus of bad input through the reader's own process, and what that costs the process that asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
from tools.prove.result import Result  # noqa: E402

MOST_GROWTH = 50_000_000  # bytes


def prove(scale: float, seed: int) -> Result:
    """Make every file (at a smaller scale every n-th) and have a process of its own, as a server would, read them one after the other."""
    from intake.containers import containers
    from intake.corpus import CASES, with_case
    from intake.media_files import media_files
    from intake.more_cells import more_cases

    cases = [*CASES, *(case for some in more_cases().values() for case in some)]
    step, asked = max(round(1 / scale), 1), []
    with tempfile.TemporaryDirectory() as name:
        for number, case in enumerate(cases[::step]):
            path = with_case(Path(name) / f"cell{number}.xlsx", case)
            asked.append((case.name, str(path), "", "cell", case.code, case.outcome))
        for number, sample in enumerate(list(containers())[::step]):
            folder = Path(name) / f"file{number}"
            folder.mkdir()
            asked.append((sample.name, str(sample.make(folder)), "", "file", sample.code, sample.outcome))
        for number, file in enumerate(list(media_files())[::step]):
            (Path(name) / f"media{number}").write_bytes(file.data)
            asked.append((file.name, str(Path(name) / f"media{number}"), file.as_what, "media", file.code, "R"))
        (Path(name) / "asked.json").write_text(json.dumps(asked))
        done = subprocess.run([sys.executable, __file__, f"{name}/asked.json"], capture_output=True, text=True, check=True, cwd=ROOT)
    wrong, grown = json.loads(done.stdout)
    return Result(
        "G19 bad input", f"{len(asked)} files, {len(wrong)} with another answer{': ' + ', '.join(wrong[:5]) if wrong else ''}; the asking process grew by {grown / 1e6:.1f} MB",
        "every file through the reader's own process, asked for by one process", seed, not wrong and grown <= MOST_GROWTH and (scale < 1 or len(asked) >= 300),
    )


def ask(asked: list[list[str]]) -> tuple[list[str], int]:
    """The names of the files that were answered otherwise than they must be, and by how many bytes this process grew."""
    _answered(*asked[0][1:4])  # what is loaded once is loaded
    before = _resident()
    wrong = []
    for name, path, kind, way, code, outcome in asked:
        refused, said = _answered(path, kind, way)
        if way == "cell":
            right = not refused and (not code or [code, outcome] in said)
        elif outcome == "R" and way == "file":
            right = refused in code.split()
        else:
            right = refused == (code if way == "media" else "")
        wrong += [] if right else [name]
    return wrong, _resident() - before


def _answered(path: str, kind: str, way: str) -> tuple[str, list[list[str]]]:
    """The code of the refusal ("" for none), and code and outcome of each problem."""
    from tuopin.intake.media.parent import read_media
    from tuopin.intake.parent import read_roster
    from tuopin.kernel.refusals import Refusal

    if way == "media":
        try:
            read_media(Path(path).read_bytes(), kind=kind)
        except Refusal as refusal:
            return refusal.code, []
        return "", []
    refused, said = "reader-died", []
    for record in read_roster(Path(path), year=2018):
        if record["t"] == "problem":
            said.append([record["code"], record["outcome"]])
        refused = record["code"] if record["t"] == "refused" else "" if record["t"] == "end" else refused
    return refused, said


def _resident() -> int:
    """The memory of this process that lies in the machine's own, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    print(json.dumps(ask(json.loads(Path(sys.argv[1]).read_text()))))

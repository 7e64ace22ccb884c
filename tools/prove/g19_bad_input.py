"""G19: every file of the corpus of bad input through the reader's own process, and what that costs the process that asks."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tools.prove.result import Result

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tests"))
MOST_GROWTH = 50_000_000  # bytes


def prove(scale: float, seed: int) -> Result:
    """Read every file (at a smaller scale every n-th) with the limited reader; none may kill or fatten the process that asks."""
    from intake.containers import containers
    from intake.corpus import CASES, rows, with_case, write_book
    from intake.media_files import media_files
    from intake.more_cells import more_cases
    from tuopin.intake.media.parent import read_media
    from tuopin.intake.parent import read_roster
    from tuopin.kernel.refusals import Refusal

    cases = [*CASES, *(case for some in more_cases().values() for case in some)]
    samples, media, step = list(containers()), list(media_files()), max(round(1 / scale), 1)
    wrong, files = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        list(read_roster(write_book(folder / "sound.xlsx", rows()), year=2018))
        before = _resident()
        for case in cases[::step]:
            files += 1
            found = list(read_roster(with_case(folder / "r.xlsx", case), year=2018))
            codes = {(r["code"], r["outcome"]) for r in found if r["t"] == "problem"}
            if found[-1]["t"] != "end" or (case.code and (case.code, case.outcome) not in codes):
                wrong.append(case.name)
        for sample in samples[::step]:
            files += 1
            last = list(read_roster(sample.make(folder), year=2018))[-1]
            if (last["t"] == "refused") != (sample.outcome == "R") or (sample.outcome == "R" and last["code"] not in sample.code.split()):
                wrong.append(sample.name)
        for file in media[::step]:
            files += 1
            try:
                read_media(file.data, kind=file.as_what)
                code = ""
            except Refusal as refusal:
                code = refusal.code
            if code != file.code:
                wrong.append(file.name)
        grown = _resident() - before
    return Result(
        "G19 bad input", f"{files} files, {len(wrong)} with another answer{': ' + ', '.join(wrong[:5]) if wrong else ''}; the asking process grew by {grown / 1e6:.1f} MB",
        "every file through the reader's own process", seed, not wrong and grown <= MOST_GROWTH and (scale < 1 or files >= 300),
    )


def _resident() -> int:
    """The memory of this process that lies in the machine's own, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

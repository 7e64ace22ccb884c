"""Throws at one target for some seconds: `python -m tools.fuzz.throw TARGET SECONDS SEED`; a fault is written down and ends it.

With atheris the input is guided by which branches it takes; without it (an interpreter for which there is none) the seeds are
changed at random.
"""

from __future__ import annotations

import random
import sys
import time
from hashlib import sha256
from pathlib import Path

FAULTS = Path(__file__).resolve().parent.parent.parent / "tests" / "corpus"


def main() -> None:
    name, seconds, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    try:
        import atheris
    except ImportError:
        atheris = None
    from tools.fuzz.targets import APART

    if atheris is None or name in APART:  # what happens in another process guides nobody
        from tools.fuzz.targets import TARGETS, seeds

        print(f"{name}: {changed_at_random(_keeping(name, TARGETS[name]), seeds(name), seconds, seed)} tries without atheris")
        return
    with atheris.instrument_imports(include=["tuopin.intake", "tuopin.kernel"]):
        import tuopin.intake.child
        import tuopin.intake.media.child  # noqa: F401
    from tools.fuzz.targets import FOLDER, TARGETS, seeds

    start = FOLDER / "seeds"
    start.mkdir()
    for number, data in enumerate(seeds(name)):
        (start / f"{number}").write_bytes(data)
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={max(int(seconds), 1)}", f"-seed={seed % 2**31 or 1}", "-timeout=60", "-rss_limit_mb=2048", "-max_len=65536",
         f"-artifact_prefix={FOLDER}/", "-print_final_stats=1", "-verbosity=0", str(start)],
        _keeping(name, TARGETS[name]),
    )
    atheris.Fuzz()


def _keeping(name: str, target):
    """The target, which keeps the input that it fails on among the corpus before it fails."""
    def kept(data: bytes) -> None:
        try:
            target(bytes(data))
        except Exception:
            folder = FAULTS / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / sha256(data).hexdigest()[:16]).write_bytes(data)
            raise

    return kept


def changed_at_random(target, given: list[bytes], seconds: float, seed: int) -> int:
    """Throw the seeds, each changed in a few places, until the time is over; how many were thrown."""
    dice, until, thrown = random.Random(seed), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        target(_changed(dice, bytearray(dice.choice(given)), given))
        thrown += 1
    return thrown


def _changed(dice: random.Random, data: bytearray, given: list[bytes]) -> bytes:
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(data) + 1)
        what = dice.randrange(5)
        if what == 0 and data:
            data[at % len(data)] = dice.randrange(256)
        elif what == 1:
            data[at:at] = dice.randbytes(dice.randint(1, 8))
        elif what == 2:
            del data[at : at + dice.randint(1, 16)]
        elif what == 3:
            other = dice.choice(given)
            start = dice.randrange(len(other) + 1)
            data[at:at] = other[start : start + dice.randint(1, 64)]
        else:
            data[at : at + 4] = dice.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"9999", b"-1e9", b"<!--", b"&a;&", b"\x80\x00\x00\x00"))
    return bytes(data)


if __name__ == "__main__":
    main()

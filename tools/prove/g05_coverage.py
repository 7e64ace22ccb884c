"""G5: every branch of what the trust rests on is taken by the tests (trail, scope, procedure, sealing, import), and 95 % of the whole house.

The tests are run in parts under `measured`, child processes included. Each part is kept in the folder .measured of the
checkout with its commit, and the figure is read from all parts that are kept (`measured_parts` says what counts):
`MEASURED_PARTS="trail web"` runs only these anew, `MEASURED_PARTS=none` none, `MEASURED_PARTS=changed` the tests that are enough
for what was changed since (`changed:1/2` the first half of them; what is compiled needs `plain`), and `MEASURED_MORE="tests/web/test_x.py"` adds these tests alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tools.prove.measured_changed import enough, share_of
from tools.prove.measured_core import CORE, ROOT
from tools.prove.measured_parts import Joined, join
from tools.prove.result import Result

MEASURED = ROOT / ".measured"
PARTS = {
    "people": ("people", "desk", "kernel", "config"), "trail": ("trail",), "scope": ("scope",), "procedure": ("procedure",), "web": ("web",),
    "privacy": ("privacy", "evidence"), "intake": ("intake",), "registry": ("registry",), "identification": ("identification", "ledger", "responsibility"),
    "policy": ("policy", "monitoring"), "seeds": ("seeds",), "engine": ("engine", "snapshots", "analysis", "divisions", "editions", "lists"),
    "help": ("assistance", "benefits", "packs", "api", "house"), "cli": ("cli",), "faults": ("faults", "fuzz"), "plain": ("policy/test_compiled.py",),
}
PLAIN = {"plain": {"NUMBA_DISABLE_JIT": "1"}}  # what is compiled takes its lines as machine code, unseen: its tests once more without the compiler
WHOLE = 0.95
WATCHES = "tests/intake/test_limits.py::test_the_reader_imports_neither_django_nor_a_socket"  # measuring itself needs a socket


def prove(scale: float, seed: int) -> Result:
    """Run all parts (or those named) under branch coverage and read the shares of all that are kept."""
    MEASURED.mkdir(exist_ok=True)
    wanted = os.environ.get("MEASURED_PARTS", "none" if "MEASURED_MORE" in os.environ else " ".join(PARTS)).split()
    for part in wanted if wanted != ["none"] else ():
        if part.startswith("changed"):
            run_part(f"more-{part.replace('/', '-').replace(':', '-')}-{int(time.time())}", again(part))
        else:
            run_part(part, [f"tests/{room}" for room in PARTS[part]])
    if more := os.environ.get("MEASURED_MORE", "").split():
        run_part(f"more-{int(time.time())}", more)
    joined = join(MEASURED)
    told = [*lacking(joined), *(f"{test} failed while measured" for test in joined.failed), *(f"{path} was changed since" for path in joined.changed)]
    for line in told:
        print(f"  {line}")
    shares = {name: joined.share(places) for name, places in CORE.items()}
    whole = joined.share()
    missing = [part for part in PARTS if not (MEASURED / f"{part}.run.json").exists()]
    return Result("G5 branch coverage", figure(joined, shares, whole), how(joined, missing), seed,
                  all(share == 1 for share in shares.values()) and whole >= WHOLE and not joined.failed and not joined.changed)


def again(part: str) -> list[str]:
    """The tests to run again for `changed`, or for one share of them: `changed:1/2`."""
    units = enough(MEASURED, join(MEASURED))
    number, _, of = (part.partition(":")[2] or "1/1").partition("/")
    tests = share_of(units, int(number), int(of))
    print(f"  {len(tests)} files and functions of tests, about {sum(took for unit, took in units if unit in set(tests)):.0f} s of {sum(took for _, took in units):.0f}", flush=True)
    return tests


def run_part(part: str, tests: list[str]) -> None:
    """Measure these tests and keep what they took; what was kept of the part before is gone."""
    env = os.environ | {"MEASURED_TO": str(MEASURED / f"{part}.cov")} | PLAIN.get(part, {})
    for before in MEASURED.glob(f"{part}.*"):
        before.unlink()
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "tools.prove.measured", "--reuse-db", "-m", "not browser", "--deselect", WATCHES,
                           *tests], cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    print(f"  {part}: {done.stdout.splitlines()[-1] if done.stdout else done.stderr[-300:]}", flush=True)


def lacking(joined: Joined) -> list[str]:
    """The files of the core with what is not taken, and the rooms of the house that stay below what is asked of the whole."""
    lines = [f"{name}: {path} lacks lines {lines} branches {ways}" for name, places in CORE.items() for path, lines, ways in joined.gaps(places)]
    rooms = sorted({path.partition("/")[0] + "/" for path in joined.files if "/" in path})
    return lines + [f"{room} {joined.share((room,)):.2%}" for room in rooms if joined.share((room,)) < WHOLE]


def figure(joined: Joined, shares: dict[str, float], whole: float) -> str:
    """The shares in words; a share is never rounded up to a whole."""
    def floored(share: float) -> str:
        return f"{int(share * 10_000) / 100:.2f}%"

    core = tuple(place for places in CORE.values() for place in places)
    words = ", ".join(f"{name} {floored(share)}" for name, share in shares.items())
    words += f" ({joined.branches(core):,} branches); the whole house {floored(whole)} ({joined.branches():,} branches)"
    words += f"; {len(joined.failed)} tests failed while measured" if joined.failed else ""
    return words + (f"; {len(joined.changed)} files changed since they were measured count as not taken" if joined.changed else "")


def how(joined: Joined, missing: list[str]) -> str:
    """How it was obtained: the parts, their commits, what was left out."""
    left_out = [f"tests/{room}" for part in missing if part not in PLAIN for room in PARTS[part]]
    return (f"coverage.py with branches, line by line and test by test, in {len(PARTS) - len(missing)} of {len(PARTS)} parts, {len(joined.ended):,} tests, "
            f"measured on {', '.join(joined.commits)}; a file counts only as it was measured to the letter; child processes, forks and the readers that "
            f"can write no file send what they took over a socket; {'' if PLAIN.keys() & set(missing) else 'what is compiled runs its tests once more as plain Python; '}"
            "without the tests that drive a browser" + (f" and without {' '.join(left_out)}" if left_out else ""))

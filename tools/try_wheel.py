"""Builds the wheel and works with it as a stranger would: a fresh environment, an empty folder, nothing of the checkout.

Run: ``make wheel`` (two to three minutes; the locked packages are fetched by pip or uv, as at set-up). It builds the wheel, installs
it beside the locked packages in a new environment, and from an empty folder asks `tuopin --help`, a term, then lets
`tuopin demo` set a system up and bring a county of 600 households in through the importer. Ends with 1 when anything differs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
MARKS = {  # what must be said, and which part of the package says it
    ("--help",): "import", ("where", "脱贫"): "exit", ("divisions", "栗安村"): "431129210213",
}


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="tuopin-wheel-") as name:
        folder = Path(name)
        took = time.perf_counter()
        python = _installed(folder, _built(folder))
        print(f"built and installed in {time.perf_counter() - took:.0f} s", flush=True)
        empty = folder / "empty"
        empty.mkdir()
        told = [_asked(python, empty, "demo", "--households", "600", "--no-serve")]
        faults = [] if "600" in told[0] else ["the demo does not tell of its 600 households"]
        for words, mark in MARKS.items():
            if mark not in _asked(python, empty, *words):
                faults.append(f"tuopin {' '.join(words)} does not say {mark}")
        if "規則" not in _asked(python, empty, "--help", TUOPIN_LANG="zh-Hant"):  # out of a compiled catalogue
            faults.append("the help is not there in traditional Chinese")
        _asked(python, empty, "database", "stop")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"the wheel works: {not faults}; {time.perf_counter() - took:.0f} s in all")
    return bool(faults)


def _built(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _installed(folder: Path, wheel: Path) -> Path:
    """The interpreter of a new environment with the locked packages and the wheel."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    tool = [uv, "pip", "install", "--python", python] if (uv := shutil.which("uv")) else [python, "-m", "pip", "install"]
    subprocess.run([*tool, "--quiet", "--require-hashes", "-r", ROOT / "requirements.lock"], check=True)
    subprocess.run([*tool, "--quiet", "--no-deps", wheel], check=True)
    return python


def _asked(python: Path, empty: Path, *words: str, **more: str) -> str:
    """What `tuopin WORDS` prints, run from the empty folder; raises when it fails."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TUOPIN", "DJANGO", "DATABASE", "PYTHON"))}
    environment = own | {"TUOPIN_HOME": str(empty / "home")} | more
    done = subprocess.run(
        [python.with_name("tuopin"), *words], cwd=empty, env=environment, capture_output=True, text=True, timeout=600
    )
    if done.returncode:
        raise SystemExit(f"tuopin {' '.join(words)}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())

"""Where what has been compiled is kept between two runs: a folder of this user's own, for this processor and this version.

`TUOPIN_COMPILED` names another folder. Where none can be written, everything is compiled anew in each process.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from numba import config, njit

HERE = Path(__file__).parent


def _folder() -> str:
    chosen = os.environ.get("TUOPIN_COMPILED")
    folder = Path(chosen) if chosen else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tuopin" / "compiled"
    try:
        folder /= _version()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(folder) if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid() else ""
    except (OSError, RuntimeError):
        return ""


def _version() -> str:
    """A digest of all that is compiled: numba notices a changed file, but not that a part compiled from another file changed with it."""
    digest = hashlib.sha256()
    for path in (HERE / "programs.py", HERE / "steps.py", HERE / "machine.py", HERE.parent / "snapshots" / "unpacking.py", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


config.CACHE_DIR = _folder()
compiled = njit(cache=bool(config.CACHE_DIR), nogil=True)
within = njit(inline="always")  # a part of another function

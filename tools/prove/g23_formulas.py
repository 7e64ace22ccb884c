"""G23: every table that leaves the system, opened with LibreOffice, holds no live formula."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.prove.result import Result

ROOT = Path(__file__).resolve().parent.parent.parent


def prove(scale: float, seed: int) -> Result:
    """Run the tests of exports with LibreOffice behind them; without it the tables are read back with other readers."""
    office = shutil.which("soffice")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/registry/test_formulas.py"], cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | ({"TUOPIN_OFFICE": "1"} if office else {}),
    )
    passed = re.search(r"(\d+) passed", done.stdout)
    return Result(
        "G23 formula injection", f"0 live formulas in {passed[1] if passed else 0} checks" if done.returncode == 0 else "formulas: " + done.stdout[-300:],
        "12 prefixes × cells, headings, sheet and file names × all exports, opened with " + ("LibreOffice" if office else "openpyxl and csv (no LibreOffice here)"),
        seed, done.returncode == 0 and (office is not None or scale < 1),
    )

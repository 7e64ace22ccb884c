"""The anchors folder, outside the database: every checkpoint as a file that others can take away and keep."""

from __future__ import annotations

import os
from pathlib import Path

from tuopin.kernel.home import home
from tuopin.trail.states.files import checkpoint_lines
from tuopin.trail.states.witnessing import Shown

SUFFIX = ".checkpoint.jsonl"


def anchors_folder() -> Path:
    """Where checkpoints are written: `TUOPIN_ANCHORS`, else `anchors` in the home folder."""
    return Path(os.environ.get("TUOPIN_ANCHORS") or home() / "anchors").expanduser()


def anchor_files(folder: Path) -> list[Path]:
    """The checkpoint files of a folder, smaller trees first."""
    return sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: (_size(path), path.name))


def write_anchor(folder: Path, shown: Shown) -> Path:
    """Write a checkpoint file, whole or not at all, unless it is there; nothing writes over it."""
    said = shown.said
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{said.area}-{said.size:012d}-{said.root[:8]}{SUFFIX}"
    if path.exists():
        return path
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        file.writelines(checkpoint_lines(shown))
        file.flush()
        os.fsync(file.fileno())
    part.chmod(0o444)
    part.replace(path)
    return path


def _size(path: Path) -> int:
    digits = path.name.split("-")[1:2]
    return int(digits[0]) if digits and digits[0].isdigit() else 0

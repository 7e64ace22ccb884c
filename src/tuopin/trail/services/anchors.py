"""The anchors folder, outside the database: every checkpoint as a file that others can take away and keep."""

from __future__ import annotations

import os
from pathlib import Path

from tuopin.kernel.home import home
from tuopin.kernel.whole_files import whole_file
from tuopin.trail.states.checkpoints import Said
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
    path = folder / _name(said)
    if path.exists():
        return path
    with whole_file(path) as beside:
        with beside.open("wb") as file:
            file.writelines(checkpoint_lines(shown))
        beside.chmod(0o444)
    return path


def lies_in(folder: Path, said: Said) -> bool:
    """Whether the folder has the file of the checkpoint that says so."""
    return (folder / _name(said)).exists()


def _name(said: Said) -> str:
    return f"{said.area}-{said.size:012d}-{said.root[:8]}{SUFFIX}"


def _size(path: Path) -> int:
    digits = path.name.split("-")[1:2]
    return int(digits[0]) if digits and digits[0].isdigit() else 0

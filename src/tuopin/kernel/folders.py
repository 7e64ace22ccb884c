"""Where a system keeps its files: its home folder, and a folder for what lies in clear only for a moment.

Apart from the keys (`kernel.home`): whoever reads a stranger's file asks for a folder and has no use for anything that opens a seal.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

LEAST_ROOM = 48 << 20  # bytes: three files of the database's log, without which it would stop altogether


def home() -> Path:
    """The folder that `TUOPIN_HOME` names, else `.tuopin` in the folder where the command runs; made when absent."""
    path = Path(os.environ.get("TUOPIN_HOME") or ".tuopin").expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def working_folder() -> Path:
    """Where a file in clear may lie for the moment in which it is made or read: memory (tmpfs) where the system has such a folder."""
    memory = Path("/dev/shm")
    under = memory if os.access(memory, os.W_OK) else home()
    path = under / f"tuopin-{os.getuid()}" if under is memory else under / "working"
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_uid != os.getuid() or path.stat().st_mode & 0o077:  # somebody else made it first
        path = home() / "working"
        path.mkdir(mode=0o700, exist_ok=True)
    return path


@contextmanager
def for_the_moment(chunks: Iterable[bytes], file_name: str) -> Iterator[Path]:
    """A file that was handed in, in clear at a path of its own while the block lasts; it ends as its name does."""
    handle, name = tempfile.mkstemp(suffix=Path(file_name).suffix.lower()[:6], dir=working_folder())
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
        yield path
    finally:
        path.unlink()


def clear_working_folder(*, hours: int) -> int:
    """Remove what a process that was killed left there, untouched for so many hours by this machine's clock; how many files and folders."""
    before = time.time() - hours * 3600
    old = [path for path in working_folder().iterdir() if path.lstat().st_ctime < before]
    for path in old:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(old)


def room_left() -> bool:
    """Whether the disk of the home folder has room for changes; below LEAST_ROOM only reading goes on, so that the database stays up."""
    return shutil.disk_usage(home()).free >= LEAST_ROOM

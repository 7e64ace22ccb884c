"""Where an edition grows before it is whole, and how it comes to stand in its place: at once, and never over another."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.snapshots.manifest import NAME, FileEntry, Manifest, read_manifest

UNFINISHED = ".unfinished-"
KEPT = "editions"  # under the home folder: those that the system itself keeps


@dataclass(frozen=True)
class Unfinished:
    """A folder in which one run makes its edition; the folder itself is locked as long as the run lives, also when it is put in its place."""

    path: Path
    lock: int

    def clear(self) -> None:
        """Throw it away, if it has not become an edition."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.lock)


def begin(folder: Path) -> Unfinished:
    """A folder of its own beside where the edition shall stand; those that killed runs left there are cleared away.

    Raises Refusal when there is something else than an edition in the place.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not (folder / NAME).exists():
        raise Refusal("folder-not-empty", phrase("“{folder}”中已有其他文件。"), phrase("请指定一个新文件夹。"), folder=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f"{folder.name}{UNFINISHED}*"):
        _clear_if_dead(left)
    while True:
        path = Path(tempfile.mkdtemp(prefix=f"{folder.name}{UNFINISHED}", dir=folder.parent))
        with suppress(OSError):  # another run took it for dead before it was locked
            path.chmod(0o755)
            lock = os.open(path, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.exists():
                return Unfinished(path, lock)
            os.close(lock)


def settle(part: Unfinished, folder: Path, manifest: Manifest) -> bool:
    """Put the finished edition in its place; whether the very same one stood there already (damaged files of it are put back).

    Raises Refusal when another edition is there: it stays as it is.
    """
    (part.path / NAME).write_text(manifest.text(), "utf-8")
    sync(part.path / NAME)
    with suppress(OSError):  # there, and not empty
        part.path.replace(folder)
        sync(folder.parent)
        return False
    if read_manifest(folder).digest != manifest.digest:
        raise Refusal(
            "another-edition", phrase("“{folder}”中已有另一份年度数据。"), phrase("年度数据不覆盖,请指定新的文件夹;两份可用 tuopin snapshot diff 比较。"),
            folder=str(folder),
        )
    for entry in manifest.files:
        _put_back(part.path / entry.path, folder / entry.path, entry)
    return True


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest, path.stat().st_size


def sync(path: Path) -> None:
    """Have the disk keep what was written to a file, or which files a folder has."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_back(made: Path, there: Path, entry: FileEntry) -> None:
    with suppress(OSError):
        if digest_of(there) == (entry.sha256, entry.bytes):
            return
    there.parent.mkdir(parents=True, exist_ok=True)
    made.replace(there)


def _clear_if_dead(left: Path) -> None:
    """Remove the folder of a run that is no more; a living one holds its lock."""
    with suppress(OSError):
        lock = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(lock)

"""A folder as the store of sealed files: written beside, flushed to the disk, then given its name."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tuopin.kernel.stores.names import NAME, Absent, StoreFault, StoreFull, sound_name

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class FolderStore:
    """Files in 256 folders named by the first two characters, readable by their owner alone."""

    def __init__(self, place: str | Path) -> None:
        self.place = Path(place).expanduser()

    def put(self, name: str, data: bytes) -> None:
        path = self._path(name)
        beside = path.with_name(f"{secrets.token_hex(8)}.new")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
            _flush_folder(path.parent)
        except OSError as fault:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise (StoreFull if fault.errno in NO_ROOM else StoreFault)(str(fault)) from fault

    def get(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as fault:
            raise Absent(name) from fault
        except OSError as fault:
            raise StoreFault(str(fault)) from fault

    def has(self, name: str) -> bool:
        return self._path(name).is_file()

    def remove(self, name: str) -> None:
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as fault:
            raise StoreFault(str(fault)) from fault

    def names(self) -> Iterator[str]:
        for folder in sorted(self.place.glob("[0-9a-f][0-9a-f]")):
            yield from (path.name for path in sorted(folder.iterdir()) if NAME.fullmatch(path.name))

    def _path(self, name: str) -> Path:
        return self.place / sound_name(name)[:2] / name


def _flush_folder(folder: Path) -> None:
    """Have the folder's own entry on the disk too, so that a power cut leaves the name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

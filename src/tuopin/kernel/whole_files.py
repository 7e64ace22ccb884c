"""Has a file there whole or not at all: what is cut short by a full disk or a kill leaves the file of before as it was."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DISK_FULL = "53100"  # the database's own word for it (SQLSTATE)


def causes_of(fault: BaseException | None) -> list[BaseException]:
    """The fault, what it was raised from, and so on."""
    seen: list[BaseException] = []
    while fault is not None and fault not in seen:
        seen.append(fault)
        fault = fault.__cause__ or fault.__context__
    return seen


def is_out_of_room(fault: BaseException | None) -> bool:
    """Whether a disk without room is behind it, here or under the database."""
    return any((isinstance(one, OSError) and one.errno in NO_ROOM) or getattr(one, "sqlstate", None) == DISK_FULL for one in causes_of(fault))


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A name beside `path` to be written under; when the block is through it is on the disk and takes the place of `path`, else it is taken away.

    Raises OSError where there is no room or no right; `path` is then untouched.
    """
    path = Path(os.path.realpath(path))
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield beside
        handle = os.open(beside, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)

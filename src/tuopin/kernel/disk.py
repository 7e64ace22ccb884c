"""Files that are there whole or not at all, and what is said when the disk has no room for them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase


def write_new(path: Path, text: str) -> bool:
    """Write a file that was not there before, whole or not at all; False where there is one already. Raises Refusal where it cannot be written."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o644)
            os.link(part, path)  # fails where there is one, unlike a rename
        finally:
            part.unlink()
    except FileExistsError:
        return False
    except OSError as fault:
        raise no_room(path.parent, fault) from fault
    return True


def no_room(folder: Path | str, fault: OSError) -> Refusal:
    """The refusal where a folder takes nothing more: full, not to be written to, or not there."""
    return Refusal(
        "no-room", phrase("文件夹“{folder}”写不进去({fault})。"), phrase("请清理磁盘或检查权限,或换一个文件夹(临时文件夹用环境变量 TMPDIR 指定)。"),
        folder=str(folder), fault=fault.strerror or str(fault),
    )

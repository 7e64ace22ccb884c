"""Hands an edition out as one file: checked against its manifest first, what for on record."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tuopin.editions.models import Edition
from tuopin.editions.selectors import folder_of
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase
from tuopin.people.selectors import Actor
from tuopin.snapshots.manifest import NAME
from tuopin.snapshots.reading import Edition as Read
from tuopin.trail.services import record

MOMENT = (1980, 1, 1, 0, 0, 0)  # the same edition is the same file
PIECE = 1 << 20


def hand_out(*, edition: Edition, purpose: str, actor: Actor, on: date) -> Iterator[bytes]:
    """The edition's files in one ZIP, piece by piece. Raises Forbidden without the act `export` there, Refusal without a purpose,
    Damaged when a file is not what the manifest says, or the folder holds another edition by now."""
    actor.require("export", edition.area_code)
    if not purpose.strip():
        raise Refusal("purpose-missing", phrase("没有填写导出用途。"), phrase("请写明用途,例如“2018年度退出公示”。"))
    folder = folder_of(edition)
    read = Read(folder)
    if read.manifest.digest != edition.digest:
        raise Refusal("edition-gone", phrase("这份年度数据的文件已不在原处。"), phrase("请重新生成。"))
    paths = [read.whole(entry) for entry in read.manifest.files]
    record(
        area_code=edition.area_code, verb="hand_out_edition", subject=f"edition:{edition.digest[:32]}", actor=actor, on=on,
        basis=purpose.strip()[:300], manifest=edition.digest,
    )
    return _packed(folder, [folder / NAME, *paths])


def _packed(folder: Path, paths: list[Path]) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as packed:
        for path in paths:
            named = zipfile.ZipInfo(path.relative_to(folder).as_posix(), MOMENT)
            with packed.open(named, "w", force_zip64=True) as into, path.open("rb") as file:
                while piece := file.read(PIECE):
                    into.write(piece)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()


class _Pipe:
    """What is written into it is taken out again at once; it cannot go back, so the file says its sizes after each content."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        whole, self.pieces = b"".join(self.pieces), []
        return whole

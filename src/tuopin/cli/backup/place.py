"""The folder of backups: its whole copies (`bases/`), the log since (`wal/`), and what is told of each copy."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tuopin.kernel.copies import STAMP as STAMP
from tuopin.kernel.days import local_zone
from tuopin.kernel.home import home, keyring
from tuopin.kernel.recipients import NoSuchKey, opened_for, public_of, sealing_writer
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.words import phrase

PART = 1 << 20


@dataclass(frozen=True)
class Told:
    """What is told of a whole copy: nothing in it is personal, nothing in it is a key."""

    name: str
    began_at: str
    ended_at: str
    method: str  # base: a copy of the data folder, to any time since; dump: of the database as it stood
    version: str  # of PostgreSQL
    first_log: str  # the first file of the log that it needs
    rows: dict[str, int]  # rows of each table when it began
    digests: dict[str, str]  # SHA-256 of each sealed file
    keys: str  # recognises the system's keys without telling anything of them
    bytes: int


def public_key():
    """The public half that backups are sealed to; raises Refusal where none was made."""
    try:
        return public_of(home() / "backup-public-key")
    except NoSuchKey as fault:
        raise Refusal(
            "no-backup-key", phrase("还没有备份密钥。"), phrase("先用 tuopin backup key 文件名 生成,并把该文件存放到别处。"),
        ) from fault


def known_keys() -> list[str]:
    """By what a backup's `keys` is recognised as this system's."""
    return [index.hex() for index in keyring().all_indexes("backup", "keys of this system")]


def bases(folder: Path) -> list[Told]:
    """The whole copies in a folder of backups, the oldest first; a half-written one is none."""
    found = []
    for path in sorted((folder / "bases").glob("*/told.json")):
        data = json.loads(path.read_text())
        seal = data.pop("seal")
        told = Told(**data)
        if seal in _seals(told):
            found.append(told)
    return found


def write_told(folder: Path, told: Told) -> None:
    """The last act of a backup: with this file it is one."""
    whole = asdict(told) | {"seal": _seals(told)[0]}
    write_whole(folder / "bases" / told.name / "told.json", lambda file: file.write(json.dumps(whole, indent=1, sort_keys=True).encode()))


def write_whole(path: Path, write: Callable) -> None:
    """Write a file so that it is there whole or not at all, on the disk before this returns."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def seal_to(path: Path, parts: Iterable[bytes], place: str) -> int:
    """Pack the parts and seal them to the backup key into a file; how many bytes they were."""
    key, count = public_key(), 0

    def write(file) -> None:
        nonlocal count
        writer, packer = sealing_writer(file, key, place), zlib.compressobj(1)
        for part in parts:
            writer.write(packer.compress(part))
            count += len(part)
        writer.write(packer.flush())
        writer.close()

    write_whole(path, write)
    return count


def unsealed(source: BinaryIO, secret: X25519PrivateKey, place: str) -> Iterator[bytes]:
    """What `seal_to` put into a file, piece by piece; raises TamperedField."""
    opener = zlib.decompressobj()
    for part in opened_for(source, secret, place):
        while part:
            yield opener.decompress(part, PART)
            part = opener.unconsumed_tail
    yield opener.flush()


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def now() -> datetime:
    return datetime.now(local_zone())


def _seals(told: Told) -> list[str]:
    """Keyed digests of what is told, under every index key of this system: nobody else can write such a page."""
    content = hashlib.sha256(json.dumps(asdict(told), sort_keys=True).encode()).hexdigest()
    return [index.hex() for index in keyring().all_indexes("backup-told", content)]

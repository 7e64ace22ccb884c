"""The sealed side of a job: what it was told, what came of it, and the file that was handed in with it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from tuopin.desk.models import Job
from tuopin.kernel.home import home, keyring
from tuopin.kernel.refusals import NotFound, Refusal
from tuopin.kernel.sealed_files import SealedWriter, opened_in_memory, opened_parts
from tuopin.kernel.words import phrase

FOR = "handed-in-for"  # [kind, account]
STRAY_SECONDS = 24 * 3600  # a file that no job knows is swept away after this


def seal_words(token: str, column: str, words: dict) -> bytes:
    """A dictionary as sealed bytes for one column of one job."""
    return keyring().seal(orjson.dumps(words, default=str).decode(), f"desk.job|{column}|{token}")


def seal_arguments(token: str, kind: str, account_id: int | None, words: dict) -> bytes:
    """What a job is told, with the kind and the account it was handed in for sealed in it."""
    return seal_words(token, "arguments", {FOR: [kind, account_id], **words})


def arguments_of(job: Job) -> dict:
    """What the job was told, for whoever looks at it."""
    return {name: value for name, value in _told(job).items() if name != FOR}


def arguments_to_do(job: Job) -> dict:
    """What the job was told, for whoever does it: a Refusal where it was not handed in as this kind of work by this account.

    The row says who acts. Whoever can write rows could otherwise have their work done in another's name, or as the system's own.
    """
    if _told(job).get(FOR) != [job.kind, job.account_id]:
        raise Refusal("job-altered", phrase("这件后台办理不是由登记的账户这样交办的,或是升级之前交办的。"), phrase("请重新交办;若再次出现,请报告上级和审计部门。"))
    return arguments_of(job)


def _told(job: Job) -> dict:
    return orjson.loads(keyring().open(job.arguments, f"desk.job|arguments|{job.token}"))


def outcome_of(job: Job) -> dict:
    """What came of the job so far; empty before."""
    return orjson.loads(keyring().open(job.outcome, f"desk.job|outcome|{job.token}")) if job.outcome else {}


def put_away(name: str, chunks: Iterable[bytes]) -> None:
    """Seal what is handed in into the home folder, on the disk before this returns."""
    path = _path(name)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        writer = SealedWriter(file, keyring(), _place(name))
        for chunk in chunks:
            writer.write(chunk)
        writer.close()
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def is_kept(name: str) -> bool:
    """Whether a sealed file of the name is there."""
    return _path(name).exists()


def contents_of(name: str) -> Iterator[bytes]:
    """The file piece by piece, opened; raises NotFound."""
    _require(name)
    with _path(name).open("rb") as file:
        yield from opened_parts(file, keyring(), _place(name))


@contextmanager
def in_memory(name: str) -> Iterator[Path]:
    """The file under a path that exists in memory alone and is gone with this block; raises NotFound."""
    _require(name)
    with opened_in_memory(_path(name), keyring(), _place(name)) as path:
        yield path


def throw_away(name: str) -> None:
    _path(name).unlink(missing_ok=True)


def sweep(known: set[str], *, now: float | None = None) -> int:
    """Throw away the files that no job knows and that are not just being handed in; how many."""
    gone = 0
    for path in _path("x").parent.iterdir():
        if path.is_file() and path.stem not in known and not path.name.startswith("kept-"):
            with suppress(FileNotFoundError):
                if (now or time.time()) - path.stat().st_mtime > STRAY_SECONDS:
                    path.unlink()
                    gone += 1
    return gone


def _require(name: str) -> None:
    if not is_kept(name):
        raise NotFound("no-such-file", phrase("上传的文件已不在。"), phrase("请重新上传。"))


def _place(name: str) -> str:
    return f"upload|{name}"


def _path(name: str) -> Path:
    folder = home() / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{Path(name).name}.sealed"

"""Takes a backup: a whole copy of the database and of the sealed files, consistent in itself, sealed while it is read."""

from __future__ import annotations

import io
import queue
import shutil
import subprocess
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
from psycopg import sql

from tuopin.cli.backup.place import PART, STAMP, Told, digest_of, known_keys, now, public_key, seal_to, write_told
from tuopin.config import cluster, server
from tuopin.kernel.copies import TOLD
from tuopin.kernel.home import home
from tuopin.kernel.pack import KEPT as CHOSEN
from tuopin.kernel.pack import OWN
from tuopin.kernel.refusals import Refusal
from tuopin.kernel.stores import Absent, evidence_store
from tuopin.kernel.words import phrase
from tuopin.snapshots.settling import KEPT, UNFINISHED

AHEAD = 8
LEFT_SECONDS = 24 * 3600


def take_backup(folder: Path) -> Told:
    """Copy the database and the sealed files into `folder`; raises Refusal when a part of it fails, or OSError without room: then nothing of it is left."""
    public_key()
    began = now()
    name = began.strftime(STAMP)
    place = folder / "bases" / name
    place.mkdir(parents=True)
    _clear_away_unfinished(place)
    try:
        return _taken(folder, place, name, began)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)  # a disk that ran full gets its room back
        raise


def _clear_away_unfinished(place: Path) -> None:
    """Remove what backups left that were killed in the middle of a file: a part of one lies there, and nothing was written for a day.

    A copy of whole files that merely lacks the one that tells of it stays: somebody may want what can be had of it.
    """
    for other in place.parent.iterdir():
        with suppress(OSError):  # whoever is at work on it may be quicker
            if any(other.glob("*.part")) and not (other / TOLD).exists() and max(path.stat().st_mtime for path in (other, *other.iterdir())) < time.time() - LEFT_SECONDS:
                shutil.rmtree(other)


def _taken(folder: Path, place: Path, name: str, began: datetime) -> Told:
    with psycopg.connect(server.owner_url(), autocommit=True) as connection:
        version = connection.execute("SHOW server_version").fetchone()[0]
        rows = rows_of(connection)
        method = "base" if server.is_embedded() else "dump"
        first = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()[0] if method == "base" else ""
        size = seal_to(place / "database.sealed", _database(method), f"backup|{name}|database")
    size += seal_to(place / "files.sealed", tar_of(files_kept()), f"backup|{name}|files")
    told = Told(
        name=name, began_at=began.isoformat(), ended_at=now().isoformat(), method=method, version=version, first_log=first, rows=rows,
        digests={file: digest_of(place / file) for file in ("database.sealed", "files.sealed")}, keys=known_keys()[0], bytes=size,
    )
    write_told(folder, told)
    return told


def rows_of(connection: psycopg.Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname").fetchall()
    counts = {}
    for (table,) in tables:
        counts[table] = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()[0]
    return counts


def files_kept() -> Iterator[tuple[str, bytes | Path]]:
    """The files that belong to the system, as they lie, with their names in the backup: evidence and uploads (sealed), its pack and editions, never keys.

    One that was removed while we came to it is left out: what points at it is gone too. An edition that is still being made is none.
    """
    store = evidence_store()
    for name in sorted(store.names()):
        with suppress(Absent):
            yield f"evidence/{name}", store.get(name)
    for path in sorted((home() / "uploads").glob("*.sealed")):
        with suppress(FileNotFoundError):
            yield f"uploads/{path.name}", path.read_bytes()
    for path in pack_in(home()):  # the rules it goes by belong to it
        yield path.relative_to(home()).as_posix(), path
    for folder in editions_in(home() / KEPT):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            yield f"{KEPT}/{path.relative_to(folder.parent)}", path


def pack_in(folder: Path) -> list[Path]:
    """Which pack a system goes by, and the files of those it brought itself."""
    return sorted(path for path in (folder / CHOSEN, *(folder / OWN).rglob("*")) if path.is_file())


def editions_in(folder: Path) -> list[Path]:
    """The editions that stand whole in a folder of editions."""
    return sorted(path.parent for path in folder.glob("*/manifest.json") if UNFINISHED not in path.parent.name)


def tar_of(files: Iterator[tuple[str, bytes | Path]]) -> Iterator[bytes]:
    """The files as one archive, piece by piece; what is large is given by its path and never held whole."""
    def write(target) -> None:
        with tarfile.open(fileobj=target, mode="w|") as archive:
            for name, content in files:
                entry = tarfile.TarInfo(name)
                entry.mode = 0o600
                with content.open("rb") if isinstance(content, Path) else io.BytesIO(content) as source:
                    entry.size = source.seek(0, io.SEEK_END)
                    source.seek(0)
                    archive.addfile(entry, source)

    return _streamed(write)


def _database(method: str) -> Iterator[bytes]:
    address = urlsplit(server.owner_url())
    if method == "dump":
        with psycopg.connect(server.owner_url()) as connection:
            version = connection.info.server_version
        yield from _said_by([cluster.program_for("pg_dump", version), "-Fc", "-Z", "1", "-d", server.owner_url()])
        return
    host = parse_qs(address.query).get("host", [""])[0]
    yield from _said_by([
        cluster.program("pg_basebackup"), "-h", host, "-U", address.username or "postgres", "-D", "-", "-Ft", "-X", "fetch", "-c", "fast",
        "--manifest-checksums=SHA256", "-l", "tuopin",
    ])


def _said_by(command: list[str]) -> Iterator[bytes]:
    """What a program writes, piece by piece; raises Refusal when it fails, whatever it wrote before."""
    with tempfile.TemporaryFile("w+") as faults, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=faults) as process:
        while part := process.stdout.read(PART):
            yield part
        if process.wait():
            faults.seek(0)
            raise Refusal(
                "database-program-failed", phrase("{name} 没有成功:{said}"), phrase("请查看磁盘空间和目录权限后重试。"),
                name=Path(command[0]).name, said=faults.read().strip()[-400:],
            )


def _streamed(write: Callable) -> Iterator[bytes]:
    """What `write` writes to the file it is given, handed on as it comes."""
    parts: queue.Queue = queue.Queue(AHEAD)
    fault: list[BaseException] = []

    class Target(io.RawIOBase):
        def write(self, content) -> int:
            parts.put(bytes(content))
            return len(content)

    def work() -> None:
        try:
            write(Target())
        except BaseException as error:
            fault.append(error)
        finally:
            parts.put(None)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while (part := parts.get()) is not None:
        yield part
    thread.join()
    if fault:
        raise fault[0]
